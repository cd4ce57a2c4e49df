import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../ports/embedder.ts';

/** An embedder for the suite that all run, with whatever has to stand behind it. */
export interface EmbedderSubject {
  readonly name: string;
  readonly open: () => Promise<{ readonly embedder: Embedder; readonly close: () => Promise<void> }>;
}

export function embedderContract(subject: EmbedderSubject): void {
  describe(`embedder: ${subject.name}`, () => {
    let embedder: Embedder;
    let close: () => Promise<void>;
    beforeAll(async () => {
      ({ embedder, close } = await subject.open());
    });
    afterAll(() => close());
    const embed = (texts: readonly string[]) => embedder.embed(texts, AbortSignal.timeout(5_000));

    it('gives one vector of unit length a text, all of one length', async () => {
      const vectors = await embed(['Paris', 'The capital of France is Paris.', '日本 🎉', 'x'.repeat(32_000)]);
      expect(vectors).toHaveLength(4);
      expect(new Set(vectors.map((vector) => vector.length)).size).toBe(1);
      expect(vectors.every((vector) => Math.abs(dot(vector, vector) - 1) < 1e-5)).toBe(true);
    });

    it('keeps the order, and gives the same vector for the same text', async () => {
      const [first, second, third] = await embed(['one thing', 'quite another', 'the last']);
      expect(await embed(['the last'])).toEqual([third]);
      expect(new Set([first, second, third].map(String)).size).toBe(3);
    });

    it('takes no text, an empty text and white space', async () => {
      expect(await embed([])).toEqual([]);
      const blank = await embed(['', ' \n']);
      expect(blank.every((vector) => Math.abs(dot(vector, vector) - 1) < 1e-5)).toBe(true);
    });

    it('takes 64 texts of 32,000 characters and no more', async () => {
      expect(await embed(Array.from({ length: 64 }, (_, at) => `text ${at}`))).toHaveLength(64);
      await expect(embed(Array.from({ length: 65 }, () => 'x'))).rejects.toMatchObject({ code: 'request_rejected' });
      await expect(embed(['x'.repeat(32_001)])).rejects.toMatchObject({ code: 'request_rejected' });
    });

    it('throws the reason of a signal that is aborted', async () => {
      const reason = new Error('enough');
      await expect(embedder.embed(['x'], AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    it('has an id', () => {
      expect(embedder.id).toMatch(/^(?:lexical|[a-z]+\/.+)$/);
    });
  });
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}
