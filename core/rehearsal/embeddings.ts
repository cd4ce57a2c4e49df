import { z } from 'zod';

/** The name of the simulated embedder, for OpenAI's format and Gemini's. */
export const embedderName = 'rehearsal-embedding';

const openaiSchema = z.object({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2_048)]),
  encoding_format: z.enum(['float', 'base64']).optional(),
  dimensions: z.number().int().min(8).max(3_072).optional(),
});

/** The answer to OpenAI's `/v1/embeddings`. Throws a `ZodError` when the body has not that shape. */
export function openaiEmbeddings(body: unknown): { model: string; answer: object } {
  const { model, input, encoding_format: encoding, dimensions } = openaiSchema.parse(body);
  const texts = typeof input === 'string' ? [input] : input;
  const tokens = texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
  const data = texts.map((text, index) => {
    const vector = embed(text, dimensions ?? dimensionsDefault);
    return { object: 'embedding', index, embedding: encoding === 'base64' ? base64(vector) : [...vector] };
  });
  return { model, answer: { object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } } };
}

const googleSchema = z.object({
  model: z.string().optional(),
  content: z.object({ parts: z.array(z.object({ text: z.string() })).min(1) }),
  outputDimensionality: z.number().int().min(8).max(3_072).optional(),
});

/** The answer to Gemini's `:embedContent`. */
export function googleEmbedding(body: unknown): object {
  return { embedding: googleVector(googleSchema.parse(body)) };
}

/** The answer to Gemini's `:batchEmbedContents`. */
export function googleEmbeddings(body: unknown): object {
  const { requests } = z.object({ requests: z.array(googleSchema).min(1).max(100) }).parse(body);
  return { embeddings: requests.map(googleVector) };
}

function googleVector({ content, outputDimensionality }: z.output<typeof googleSchema>): object {
  const text = content.parts.map((part) => part.text).join('\n');
  return { values: [...embed(text, outputDimensionality ?? dimensionsDefault)] };
}

/**
 * A bag of words and word pairs, hashed: unit length, the same for the same text, near for texts that share words.
 * It knows nothing of meaning.
 */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const words = wordsOf(text);
  for (const [index, word] of words.entries()) {
    add(vector, word, word.length > 3 ? 1 : 0.3);
    add(vector, `${words[index - 1] ?? ''} ${word}`, 0.3);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector.fill(1 / Math.sqrt(dimensions)) : vector.map((value) => value / length);
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** FNV-1a: the hash's last bit is the sign, the rest the place. */
function add(vector: Float32Array, feature: string, weight: number): void {
  let hash = 0x811c9dc5;
  for (let index = 0; index < feature.length; index += 1) {
    hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193) >>> 0;
  }
  const place = (hash >>> 1) % vector.length;
  vector[place] = (vector[place] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
}

function base64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

const dimensionsDefault = 256;
