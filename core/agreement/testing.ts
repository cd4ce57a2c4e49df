import type { ComparedAnswer, Comparison } from './input.ts';

export const vendors = ['openai', 'anthropic', 'google', 'perplexity', 'vllm'] as const;

/** A panel of plain texts, each of another vendor: `model-0`, `model-1`, ... */
export function comparison(question: string, ...texts: readonly string[]): Comparison {
  const answers = texts.map((text, index) => answer(index, text));
  return { question, answers, asked: texts.length, provisional: false, embedder: 'none', vectors: null };
}

export function answer(index: number, text: string, vendor = `vendor-${index}`): ComparedAnswer {
  return { model: `model-${index}`, vendor, text, trailer: null, refused: false };
}
