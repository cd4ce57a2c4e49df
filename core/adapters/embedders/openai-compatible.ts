import type { Embedder } from '../../ports/embedder.ts';
import { asJson } from '../models/as-json.ts';
import { completionsClient } from '../models/chat-completions.ts';
import { through } from '../models/fetch-of-call.ts';
import { openLine } from '../models/line.ts';
import { noPrice } from '../models/price.ts';
import { checkTexts, checkVectors } from './unit.ts';

export interface EmbedderOptions {
  /** `openai`, or the vendor of a server that speaks its format: `vllm`, `ollama`, `llamacpp`, `openrouter`. */
  readonly vendor: string;
  readonly model: string;
  /** Null for a server that wants none. */
  readonly key: string | null;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Longest time to connect, in milliseconds. */
  readonly connectMs: number;
}

/** An embedder behind OpenAI's `/embeddings`. It asks for base64, which is read five times faster than JSON numbers. */
export function compatibleEmbedder({ vendor, model, key, baseUrl, connectMs }: EmbedderOptions): Embedder {
  const line = openLine({ vendor, key, baseUrl, connectMs, price: noPrice });
  const client = completionsClient({ line, key });
  return {
    id: `${vendor}/${model}`,
    embed: async (texts, signal) => {
      checkTexts(texts);
      if (texts.length === 0) {
        return [];
      }
      return await asJson({ line, model, signal, bytesMax }, async (fetch) => {
        const input = texts.map(nonEmpty);
        const body = { model, input, encoding_format: 'base64' as const };
        const openai = await client();
        const { data } = await openai.embeddings.create(body, { fetchOptions: through(fetch) });
        const inOrder = data.toSorted((left, right) => left.index - right.index);
        return checkVectors(inOrder.map(vectorOf), texts);
      });
    },
  };
}

/** 64 vectors of 4,096 numbers in JSON, for a server that does not know base64. */
const bytesMax = 8_388_608;

function vectorOf({ embedding }: { readonly embedding: unknown }): Float32Array {
  return typeof embedding === 'string' ? decode(embedding) : Float32Array.from(embedding as readonly number[]);
}

/** Little-endian 32-bit floats, read through a view: the bytes need not lie on a multiple of four. */
function decode(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, at) => view.getFloat32(at * 4, true));
}

/** The endpoint refuses a text without a character. */
function nonEmpty(text: string): string {
  return text === '' ? ' ' : text;
}
