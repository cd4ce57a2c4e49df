import { vendors, type Vendor } from './cast.ts';

type Operation =
  | 'chat'
  | 'messages'
  | 'generate'
  | 'stream-generate'
  | 'embeddings'
  | 'embed'
  | 'batch-embed'
  | 'models'
  | 'model'
  | 'health'
  | 'about';

export interface Route {
  /** Told by the path's prefix; null leaves it to the model's name. */
  readonly prefix: Vendor | null;
  readonly operation: Operation;
  /** Google's addresses, as `/v1beta/models`. */
  readonly google: boolean;
  /** The model in the path; empty when there is none. */
  readonly model: string;
}

/** The base address of each vendor's format, as its SDK wants it. */
export function baseUrls(address: string): Readonly<Record<Vendor, string>> {
  return {
    openai: `${address}/openai/v1`,
    anthropic: `${address}/anthropic`,
    google: `${address}/google`,
    perplexity: `${address}/perplexity`,
    vllm: `${address}/vllm/v1`,
  };
}

/** Null when nothing is there. */
export function readRoute(method: string, path: string): Route | null {
  const first = path.split('/', 2)[1];
  const prefix = vendors.find((vendor) => vendor === first) ?? null;
  const rest = prefix === null ? path : path.slice(prefix.length + 1);
  for (const entry of table) {
    const match = entry.verb === method ? entry.pattern.exec(rest) : null;
    if (match !== null && (prefix === null || entry.owners.includes(prefix))) {
      return routeOf(entry, prefix, match);
    }
  }
  return null;
}

function routeOf(entry: Entry, prefix: Vendor | null, [, model = '', verb]: RegExpExecArray): Route | null {
  const operation = verb === undefined ? entry.operation : googleVerbs[verb];
  const google = entry.google ?? false;
  return operation === undefined ? null : { prefix, operation, google, model: safeDecode(model) };
}

interface Entry {
  readonly verb: 'GET' | 'POST';
  readonly pattern: RegExp;
  readonly operation: Operation;
  /** Vendors whose server has this address. */
  readonly owners: readonly Vendor[];
  readonly google?: true;
}

const chatOwners = ['openai', 'perplexity', 'vllm'] as const;
const listOwners = ['openai', 'anthropic', 'perplexity', 'vllm'] as const;

const table: readonly Entry[] = [
  { verb: 'POST', pattern: /^(?:\/v1)?\/chat\/completions$/, operation: 'chat', owners: chatOwners },
  { verb: 'POST', pattern: /^\/v1\/messages$/, operation: 'messages', owners: ['anthropic'] },
  {
    verb: 'POST',
    pattern: /^\/v1(?:beta)?\/models\/([^/:]+):(\w+)$/,
    operation: 'generate',
    owners: ['google'],
    google: true,
  },
  { verb: 'POST', pattern: /^(?:\/v1)?\/embeddings$/, operation: 'embeddings', owners: ['openai', 'vllm'] },
  { verb: 'GET', pattern: /^\/v1beta\/models$/, operation: 'models', owners: ['google'], google: true },
  { verb: 'GET', pattern: /^\/v1beta\/models\/([^/:]+)$/, operation: 'model', owners: ['google'], google: true },
  { verb: 'GET', pattern: /^(?:\/v1)?\/models$/, operation: 'models', owners: listOwners },
  { verb: 'GET', pattern: /^(?:\/v1)?\/models\/([^/]+)$/, operation: 'model', owners: listOwners },
  { verb: 'GET', pattern: /^(?:\/v1)?\/health$/, operation: 'health', owners: ['vllm'] },
  { verb: 'GET', pattern: /^\/?$/, operation: 'about', owners: vendors },
];

const googleVerbs: Readonly<Record<string, Operation>> = {
  generateContent: 'generate',
  streamGenerateContent: 'stream-generate',
  embedContent: 'embed',
  batchEmbedContents: 'batch-embed',
};

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
