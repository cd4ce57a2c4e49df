import { describe, expect, it } from 'vitest';
import { auroc, calibrationError, reliability, type Scored } from './measures.ts';

const scored = (...pairs: readonly (readonly [score: number, label: 0 | 1])[]): Scored[] =>
  pairs.map(([score, label]) => ({ score, label }));

describe('auroc', () => {
  it.each([
    ['ones above zeros', scored([0.9, 1], [0.8, 1], [0.2, 0]), 1],
    ['ones below zeros', scored([0.1, 1], [0.8, 0]), 0],
    ['all alike', scored([0.5, 1], [0.5, 0], [0.5, 0]), 0.5],
    // Of the 2 x 3 pairs of a one and a zero: 0.8 is above all three, 0.4 above one and level with one.
    ['a tie counts half', scored([0.8, 1], [0.4, 1], [0.4, 0], [0.6, 0], [0.1, 0]), (3 + 1.5) / 6],
  ])('%s', (_, cases, value) => {
    expect(auroc(cases)).toBeCloseTo(value, 12);
    expect(auroc(cases.toReversed())).toBeCloseTo(value, 12);
  });

  it('is null without both labels', () => {
    expect(auroc([])).toBeNull();
    expect(auroc(scored([0.3, 1], [0.4, 1]))).toBeNull();
  });
});

describe('calibrationError', () => {
  it('weighs the distance of each bin by its count', () => {
    // Bin 0.9: mean 0.95, 3 of 4 right: 0.2. Bin 0.1: mean 0.15, none of 2 right: 0.15.
    const cases = scored([0.9, 1], [0.95, 1], [0.95, 0], [1, 1], [0.1, 0], [0.2 - 1e-9, 0]);
    expect(calibrationError(cases)).toBeCloseTo((4 * 0.2 + 2 * 0.15) / 6, 6);
    expect(reliability(cases).map(({ from, count }) => [from, count])).toEqual([
      [0.1, 2],
      [0.9, 4],
    ]);
  });

  it('is null without cases', () => {
    expect(calibrationError([])).toBeNull();
  });
});
