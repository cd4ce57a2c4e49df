import { describe, expect, it } from 'vitest';
import { outcomesOf, sparkline } from './stats.ts';

const frame = { width: 100, height: 20, edge: 2 };

const pair = (...daily: [string, number][]) => ({
  a: 'a',
  b: 'b',
  runs: 1,
  p: 0.5,
  daily: daily.map(([day, p]) => ({ day, p, runs: 1 })),
});

describe('a bar of outcomes', () => {
  it('counts late answers once and leaves out what never happened', () => {
    const none = { model: 'a', label: 'A', costMicros: 0, msP50: null, msP95: null, compared: 0, leading: 0, alone: 0 };
    const stats = { ...none, asked: 7, answered: 5, late: 2, refused: 0, failed: 2, cancelled: 0, daily: [] };
    expect(outcomesOf(stats)).toEqual([
      { outcome: 'answered', count: 3 },
      { outcome: 'late', count: 2 },
      { outcome: 'failed', count: 2 },
    ]);
  });
});

describe('a line over days', () => {
  it('stands by the calendar, so that a gap is as wide as it was', () => {
    expect(sparkline(pair(['2026-11-01', 1], ['2026-11-02', 0], ['2026-11-05', 0.5]), frame)).toEqual([
      { x: 2, y: 2 },
      { x: 26, y: 18 },
      { x: 98, y: 10 },
    ]);
  });

  it('is a point at the right for one day, and nothing for none', () => {
    expect(sparkline(pair(['2026-11-01', 0.5]), frame)).toEqual([{ x: 98, y: 10 }]);
    expect(sparkline(pair(), frame)).toEqual([]);
  });
});
