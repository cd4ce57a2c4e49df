import { describe, expect, it } from 'vitest';
import { seededChance } from './chance.ts';
import { choosePace } from './pace.ts';

const usual = { seat: 0, late: false, delayMs: 0 };

describe('profiles', () => {
  it('P: first token after 300 ms, then one every 10 ms, whatever the answer says', () => {
    const pace = choosePace({ ...usual, profile: 'P', delayMs: 9_000 }, seededChance(1));
    expect(pace).toEqual({ firstMs: 300, gapMs: 10, fails: false });
  });

  it.each([
    [0, 770, 1_230],
    [4, 1_100, 2_000],
  ])('S: seat %i has its median and 90th percentile, stragglers, slow decoding and failures', (seat, p50, p90) => {
    const chance = seededChance(7);
    const paces = Array.from({ length: 20_000 }, () => choosePace({ ...usual, profile: 'S', seat }, chance));
    const firsts = paces.map(({ firstMs }) => firstMs).toSorted((one, other) => one - other);
    // Stragglers lift both a little.
    expect(firsts[10_000] ?? 0).toBeGreaterThan(p50 * 0.97);
    expect(firsts[10_000] ?? 0).toBeLessThan(p50 * 1.06);
    expect(firsts[18_000] ?? 0).toBeLessThan(p90 * 1.25);
    expect(firsts[18_000] ?? 0).toBeGreaterThan(p90 * 0.97);
    expect(share(paces, ({ fails }) => fails)).toBeCloseTo(0.01, 2);
    expect(share(paces, ({ gapMs }) => gapMs > 1_000 / 60)).toBeGreaterThan(0.01);
    expect(Math.min(...paces.map(({ gapMs }) => gapMs))).toBeGreaterThanOrEqual(1_000 / 150);
  });

  it('demo: a person can watch, and a straggler is late', () => {
    for (const seat of [0, 1, 2, 3, 4]) {
      const { firstMs, gapMs } = choosePace({ ...usual, profile: 'demo', seat }, seededChance(seat));
      expect(firstMs).toBeGreaterThan(240);
      expect(firstMs).toBeLessThan(910);
      expect(1_000 / gapMs).toBeGreaterThan(40);
      expect(1_000 / gapMs).toBeLessThan(90);
    }
    expect(choosePace({ ...usual, profile: 'demo', delayMs: 9_000 }, seededChance(1)).firstMs).toBeGreaterThan(9_000);
    expect(choosePace({ ...usual, profile: 'demo', late: true }, seededChance(1)).firstMs).toBeGreaterThanOrEqual(
      20_000,
    );
  });

  it('none: as fast as possible', () => {
    const pace = choosePace({ profile: 'none', seat: 3, late: true, delayMs: 9_000 }, seededChance(1));
    expect(pace).toEqual({ firstMs: 0, gapMs: 0, fails: false });
  });
});

function share<T>(items: readonly T[], has: (item: T) => boolean): number {
  return items.filter(has).length / items.length;
}
