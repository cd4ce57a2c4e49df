import { describe, expect, it } from 'vitest';
import { isFiltered, readFilters, sinceOf } from './filters.ts';

describe('filters in the address', () => {
  it('are read, and what is not one is left out', () => {
    expect(readFilters({ q: 1893, days: 7, model: 'a/one', band: 'split', disagreement: true, starred: true })).toEqual(
      {
        q: '1893',
        days: 7,
        model: 'a/one',
        band: 'split',
        disagreement: true,
        starred: true,
      },
    );
    expect(readFilters({ q: {}, days: 8, model: 'x', band: 'weak', disagreement: 'no', starred: 1 })).toEqual({});
    expect(isFiltered({ q: ' ' })).toBe(false);
    expect(isFiltered({ starred: true })).toBe(true);
  });

  it('begin at midnight, today counted', () => {
    const noon = new Date(2026, 10, 25, 12).getTime();
    expect(sinceOf(1, noon)).toBe(new Date(2026, 10, 25).getTime());
    expect(sinceOf(7, noon)).toBe(new Date(2026, 10, 19).getTime());
  });
});
