import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entailer, TextPair } from '../ports/entailer.ts';

/** An entailer for the suite that all run, and pairs that its model must tell apart. */
export interface EntailerSubject {
  readonly name: string;
  readonly open: () => Promise<Entailer>;
  readonly pairs: { readonly entailed: TextPair; readonly contradicted: TextPair; readonly unrelated: TextPair };
}

export function entailerContract(subject: EntailerSubject): void {
  describe(`entailer: ${subject.name}`, () => {
    const { entailed, contradicted, unrelated } = subject.pairs;
    let entailer: Entailer;
    beforeAll(async () => {
      entailer = await subject.open();
    });
    afterAll(() => entailer.close());
    const read = (pairs: readonly TextPair[]) => entailer.read(pairs, AbortSignal.timeout(50_000));

    it('tells what follows, what contradicts and what does neither, in the order given', async () => {
      const { pairs } = await read([contradicted, entailed, unrelated]);
      expect(pairs.map((pair) => Object.entries(pair).toSorted(([, x], [, y]) => y - x)[0]?.[0])).toEqual([
        'contradiction',
        'entailment',
        'neutral',
      ]);
      for (const { entailment, neutral, contradiction } of pairs) {
        expect(Math.abs(entailment + neutral + contradiction - 1)).toBeLessThan(1e-6);
        expect(Math.min(entailment, neutral, contradiction)).toBeGreaterThanOrEqual(0);
      }
    });

    it('gives a pair the same numbers alone and beside others, and names its model', async () => {
      const [many, one] = [await read([unrelated, contradicted, entailed]), await read([contradicted])];
      expect(one.pairs[0]).toEqual(many.pairs[1]);
      expect(one.model).toBe(many.model);
      expect(one.model).toMatch(/^.+@[0-9a-f]{12}$/);
    });

    it('takes no pair, empty texts and other scripts', async () => {
      expect((await read([])).pairs).toEqual([]);
      const odd = ['', ' \n', '日本 🎉 \ud800', '[CLS] [SEP]'].map((text) => ({ premise: text, hypothesis: text }));
      expect((await read(odd)).pairs).toHaveLength(4);
    });

    it('takes 64 pairs, texts of 2,000 characters, and no more', async () => {
      expect((await read(Array.from({ length: 64 }, () => entailed))).pairs).toHaveLength(64);
      const long = { premise: 'it '.repeat(666), hypothesis: 'x'.repeat(2_000) };
      expect((await read([long])).pairs).toHaveLength(1);
      await expect(read(Array.from({ length: 65 }, () => entailed))).rejects.toMatchObject({
        code: 'request_rejected',
      });
      await expect(read([{ ...entailed, hypothesis: 'x'.repeat(2_001) }])).rejects.toMatchObject({
        code: 'request_rejected',
      });
    });

    it('throws the reason of a signal, aborted before or while it reads, and goes on for others', async () => {
      const reason = new Error('enough');
      await expect(entailer.read([entailed], AbortSignal.abort(reason))).rejects.toBe(reason);
      const control = new AbortController();
      const left = entailer.read(
        Array.from({ length: 64 }, () => entailed),
        control.signal,
      );
      const other = read([contradicted]);
      control.abort(reason);
      await expect(left).rejects.toBe(reason);
      expect((await other).pairs[0]?.contradiction).toBeGreaterThan(0.5);
    });

    it('lets 16 calls in at a time, and more when these are done', async () => {
      const calls = await Promise.allSettled(Array.from({ length: 20 }, () => read([entailed])));
      expect(calls.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 16 }, () => 'fulfilled'),
        ...Array.from({ length: 4 }, () => 'rejected'),
      ]);
      expect(calls.at(-1)).toMatchObject({ reason: { code: 'overloaded' } });
      expect((await read([entailed])).pairs).toHaveLength(1);
    });
  });
}
