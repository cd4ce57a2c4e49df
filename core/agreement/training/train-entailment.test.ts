import { expect, it } from 'vitest';
import { contradicted, entailed, ScriptedEntailer } from '../../testing/scripted-entailer.ts';
import { cautiousWeights, weightMax } from '../entailment/weigh.ts';
import type { DataFile } from '../evaluation/read-data.ts';
import { featureNames } from '../pairs/measure-pair.ts';
import { prepare } from './prepare.ts';
import { type EntailmentExample, fitEntailment, readExamples, tabulate } from './train-entailment.ts';

/** Half of them say the same; `right` of ten readings are as labelled. */
function examples(right: number, count = 200): EntailmentExample[] {
  return Array.from({ length: count }, (_, at) => {
    const label = at % 2 === 0 ? 1 : 0;
    const says = Math.floor(at / 2) % 10 < right ? label : 1 - label;
    const read = { entails: says === 1 ? 0.9 : 0.05, contradicts: says === 1 ? 0.02 : 0.9 };
    return { p: 0.3 + 0.4 * ((at * 7) % 10) * 0.1, read, label, weight: 1, fold: at % 5 };
  });
}

it('trusts a model that is right as far as the bounds allow, and one that is wrong not at all', () => {
  const [good, bad] = [fitEntailment(examples(9)), fitEntailment(examples(2))];
  expect(good.entails).toBeGreaterThan(cautiousWeights.entails);
  expect(good.contradicts).toBeLessThanOrEqual(weightMax);
  expect(bad).toEqual({ entails: 0, contradicts: 0 });
  expect(fitEntailment(examples(9))).toEqual(good);
});

it('stays with the cautious weights as long as next to nothing is known', () => {
  const none = fitEntailment([]);
  expect(none.entails).toBeCloseTo(cautiousWeights.entails, 3);
  expect(fitEntailment(examples(9, 4)).contradicts).toBeCloseTo(cautiousWeights.contradicts, 0);
});

it('tells how good code alone, the cautious weights and the trained ones are', () => {
  const rows = tabulate(examples(9)).split('\n');
  expect(rows[0]).toBe('200 pairs of which code is unsure');
  const aurocs = rows.slice(-3).map((row) => Number(row.split('|')[2]));
  expect(aurocs[1]).toBeGreaterThan((aurocs[0] ?? 1) + 0.2);
  expect(aurocs[2]).toBeGreaterThan((aurocs[0] ?? 1) + 0.2);
});

it('reads the unsure pairs that have a label, and no other ones', async () => {
  const file: DataFile = {
    path: 'pairs.jsonl',
    skipped: [],
    rows: [
      { kind: 'labelled', question: 'What is it?', a: 'A cat.', b: 'A city.', label: 'different' },
      { kind: 'labelled', question: 'What was it?', a: 'A bowl of soup.', b: 'Some broth.', label: 'same' },
      { kind: 'labelled', question: 'What was that?', a: 'A noise.', b: 'I do not know.', label: 'none' },
      { kind: 'labelled', question: 'How many?', a: '4', b: '5', label: 'different' },
    ],
  };
  const entailer = new ScriptedEntailer(({ premise }) => (premise.startsWith('What was it') ? entailed : contradicted));
  const even = { bias: 0, weights: new Float64Array(featureNames.length) };
  const { signal } = new AbortController();
  const { model, examples: read } = await readExamples(prepare([file]), {
    entailer,
    modelOf: () => ({ pair: even, among: { bias: 0, weights: Float64Array.of(1, 0, 0, 0) } }),
    signal,
  });
  expect(model).toBe('scripted@000000000000');
  expect(read).toMatchObject([
    { p: 0.5, label: 0, read: { entails: 0.01, contradicts: 0.96 } },
    { p: 0.5, label: 1, read: { entails: 0.96, contradicts: 0.01 } },
  ]);
});
