import type { Embedder } from '../../ports/embedder.ts';
import { asJson } from '../models/as-json.ts';
import { modelPath } from '../models/google.ts';
import { googleSdk } from '../models/google-sdk.ts';
import { openLine } from '../models/line.ts';
import { noPrice } from '../models/price.ts';
import type { EmbedderOptions } from './openai-compatible.ts';
import { checkTexts, checkVectors } from './unit.ts';

/** Google's embeddings through its SDK's `batchEmbedContents`. `baseUrl` has no version. */
export function googleEmbedder(options: Omit<EmbedderOptions, 'vendor' | 'key'> & { readonly key: string }): Embedder {
  const { model, key, baseUrl, connectMs } = options;
  const line = openLine({ vendor: 'google', key, baseUrl, connectMs, price: noPrice });
  return {
    id: `google/${model}`,
    embed: async (texts, signal) => {
      checkTexts(texts);
      if (texts.length === 0) {
        return [];
      }
      return await asJson({ line, model, signal, bytesMax }, async (fetch) => {
        const { GoogleGenerativeAI } = googleSdk(fetch);
        const embedder = new GoogleGenerativeAI(key).getGenerativeModel(
          { model: modelPath(model) },
          { baseUrl: line.baseUrl },
        );
        const requests = texts.map((text) => ({
          content: { role: 'user', parts: [{ text: text === '' ? ' ' : text }] },
        }));
        const { embeddings } = await embedder.batchEmbedContents({ requests });
        return checkVectors(
          embeddings.map(({ values }) => Float32Array.from(values)),
          texts,
        );
      });
    },
  };
}

/** 64 vectors of 3,072 numbers in JSON. */
const bytesMax = 8_388_608;
