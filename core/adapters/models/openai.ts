import type { ModelVendor } from '../../ports/model-vendor.ts';
import { completionsClient, completionsList, completionsModel } from './chat-completions.ts';
import { openLine } from './line.ts';
import type { VendorOptions } from './line.ts';
import { listPrice } from './price.ts';

/** OpenAI, through its SDK's chat completions. `baseUrl` ends in `/v1`. */
export function openaiVendor({ key, baseUrl, connectMs, rehearsal }: VendorOptions): ModelVendor {
  const line = openLine({ vendor: 'openai', key, baseUrl, connectMs, price: listPrice('openai') });
  const options = {
    line,
    client: completionsClient({ line, key }),
    tokensField: 'max_completion_tokens',
    thinkTags: false,
  } as const;
  return {
    vendor: line.vendor,
    address: line.baseUrl,
    rehearsal,
    list: (signal) => completionsList(options, signal),
    check: (signal) => completionsList(options, signal),
    model: (name) => completionsModel(options, name),
  };
}
