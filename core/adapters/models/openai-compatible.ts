import type { ModelVendor } from '../../ports/model-vendor.ts';
import { completionsClient, completionsList, completionsModel } from './chat-completions.ts';
import { asJson } from './as-json.ts';
import { openLine } from './line.ts';
import type { Line, VendorOptions } from './line.ts';
import { listPrice, noPrice, ownPrice } from './price.ts';
import type { TokenPrice } from './price.ts';

export interface CompatibleOptions extends Omit<VendorOptions, 'key'> {
  readonly vendor: 'vllm' | 'ollama' | 'llamacpp' | 'openrouter';
  /** Null for a server that wants none. */
  readonly key: string | null;
  /** Of a model one runs oneself; null asks the price list. */
  readonly price: TokenPrice | null;
}

/** Any server that speaks chat completions: vLLM, Ollama, llama.cpp, OpenRouter. `baseUrl` ends in `/v1`. */
export function compatibleVendor(settings: CompatibleOptions): ModelVendor {
  const { vendor, key, baseUrl, connectMs, rehearsal } = settings;
  const line = openLine({ vendor, key, baseUrl, connectMs, price: priceOf(settings) });
  const options = {
    line,
    client: completionsClient({ line, key }),
    tokensField: 'max_tokens',
    thinkTags: true,
  } as const;
  return {
    vendor,
    address: line.baseUrl,
    rehearsal,
    list: (signal) => completionsList(options, signal),
    check: (signal) => (vendor === 'openrouter' ? askForKey(line, key, signal) : completionsList(options, signal)),
    model: (name) => completionsModel(options, name),
  };
}

/** OpenRouter lists its models to everybody; what it says of a key it says only to its holder. */
function askForKey(line: Line, key: string | null, signal: AbortSignal): Promise<unknown> {
  return asJson({ line, model: null, signal }, async (fetch) => {
    const response = await fetch(`${line.baseUrl}/key`, { headers: { authorization: `Bearer ${key ?? ''}` } });
    return response.json();
  });
}

function priceOf({ vendor, price }: CompatibleOptions) {
  if (price !== null) {
    return ownPrice(price);
  }
  return vendor === 'openrouter' ? listPrice('openrouter') : noPrice;
}
