import { assert, constantFrom, double, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { bandOf, countVotes, score } from './score.ts';

const part = double({ min: 0, max: 1, noNaN: true });
const terms = record({ share: part, inside: part, coverage: part });

it('is a whole number from 0 to 100 that rises with each of its terms', () => {
  assert(
    property(
      terms,
      constantFrom('share' as const, 'inside' as const, 'coverage' as const),
      part,
      (given, name, other) => {
        const value = score(given);
        expect(Number.isInteger(value) && value >= 0 && value <= 100).toBe(true);
        const changed = score({ ...given, [name]: other });
        expect(Math.sign(changed - value) * Math.sign(other - given[name])).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

it('has a band for each number, the stronger the higher', () => {
  const bands = Array.from({ length: 101 }, (_, headline) => bandOf(headline, true));
  expect([...new Set(bands)]).toEqual(['split', 'moderate', 'strong']);
  expect(bands.join(' ')).toMatch(/^(split ?)+(moderate ?)+(strong ?)+$/);
  expect(score({ share: 1, inside: 1, coverage: 1 })).toBe(100);
  expect(bandOf(100, false)).toBe('split');
});

it.each([
  [['a', 'b', 'c'], 3],
  [['a', 'a', 'c'], 2.5],
  [['a', 'a', 'a'], 2],
  [[], 0],
])('counts the votes of %j as %d', (names, votes) => {
  expect(countVotes(names)).toBe(votes);
});
