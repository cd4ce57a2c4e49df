import { ConsilienceError } from '../../errors.ts';
import type { ChatModel } from '../../ports/chat-model.ts';
import type { ModelVendor } from '../../ports/model-vendor.ts';
import { completionsClient, completionsModel } from './chat-completions.ts';
import { openLine } from './line.ts';
import type { VendorOptions } from './line.ts';
import { listPrice } from './price.ts';

/** Perplexity, through the SDK of OpenAI; answers cite their sources. `baseUrl` has no `/v1`. */
export function perplexityVendor({ key, baseUrl, connectMs, rehearsal }: VendorOptions): ModelVendor {
  const price = listPrice('perplexity');
  const line = openLine({ vendor: 'perplexity', key, baseUrl, connectMs, price, bytesMax });
  const options = {
    line,
    client: completionsClient({ line, key }),
    tokensField: 'max_tokens',
    thinkTags: true,
  } as const;
  return {
    vendor: line.vendor,
    address: line.baseUrl,
    rehearsal,
    list: () => Promise.resolve(models),
    check: (signal) => askNothing(completionsModel(options, 'sonar'), signal),
    model: (name) => completionsModel(options, name),
  };
}

/** There is no list to ask for. A request without a question costs nothing, and only a good key is told that it lacks one. */
async function askNothing(model: ChatModel, signal: AbortSignal): Promise<void> {
  const request = { system: '', messages: [], maxOutputTokens: 1, temperature: null, output: null };
  try {
    for await (const event of model.stream(request, signal)) {
      if (event.type === 'open') {
        return;
      }
    }
  } catch (error) {
    if (!(error instanceof ConsilienceError) || error.code !== 'request_rejected') {
      throw error;
    }
  }
}

/** Every chunk repeats the answer so far and all of its sources, so the bytes grow with the square of the text. */
const bytesMax = 33_554_432;

/** Perplexity has no list to ask for, so these are the models of its documentation. */
const models = [
  { name: 'sonar', label: 'Sonar' },
  { name: 'sonar-pro', label: 'Sonar Pro' },
  { name: 'sonar-reasoning-pro', label: 'Sonar Reasoning Pro' },
  { name: 'sonar-deep-research', label: 'Sonar Deep Research' },
];
