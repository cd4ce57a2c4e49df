import { describe, expect, it } from 'vitest';
import { embedderContract } from '../../testing/embedder.contract.ts';
import { lexicalEmbedder } from './lexical.ts';

const embedder = lexicalEmbedder();
embedderContract({ name: 'lexical', open: () => Promise.resolve({ embedder, close: () => Promise.resolve() }) });

describe('the lexical embedder', () => {
  it.each([
    ['The capital of France is Paris.', 'Paris is the capital of France.', 'Photosynthesis turns light into sugar.'],
    ['Exercise lowers blood pressure.', 'Exercising can lower blood pressures.', 'The treaty was signed in 1648.'],
    ['東京は日本の首都です', '日本の首都は東京です', '光合成は光を糖に変える'],
    ['Straße nach Zürich', 'STRASSE NACH ZÜRICH', 'Ein Fluss in Portugal'],
  ])('finds "%s" closer to "%s" than to "%s"', async (text, near, far) => {
    const [a, b, c] = await embedder.embed([text, near, far], new AbortController().signal);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.1);
  });

  it('sees no likeness in texts that share nothing', async () => {
    const texts = ['alpha beta gamma delta', 'quince zucchini hawthorn myrtle'];
    const [a, b] = await embedder.embed(texts, new AbortController().signal);
    expect(Math.abs(cosine(a, b))).toBeLessThan(0.2);
  });

  it('gives the same vectors in every process', async () => {
    const [vector] = await embedder.embed(['Paris'], new AbortController().signal);
    const slots = [...(vector ?? [])].flatMap((value, at) => (value === 0 ? [] : [`${at}:${value.toFixed(3)}`]));
    expect(slots).toMatchInlineSnapshot(`
      [
        "113:0.236",
        "375:-0.788",
        "446:-0.236",
        "711:0.236",
        "881:0.236",
        "1002:0.394",
      ]
    `);
  });
});

function cosine(left: Float32Array = new Float32Array(), right: Float32Array = new Float32Array()): number {
  return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
}
