import { expect, test } from 'vitest';
import { plants } from './plants.ts';
import { simulate } from './simulate.ts';

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
const plantedSeedsMax = 1_000;
/** The first world that finds each planted bug: it changes with what worlds draw. */
const seenIn: Readonly<Record<string, number>> = {
  'insert-acknowledged-early': 1,
  'lease-not-renewed': 111,
  'lease-not-respected': 1,
  'stale-owner-writes': 315,
  'sequence-not-fenced': 1,
  'key-not-unique': 1,
  'two-continue-one': 1,
  'lease-kept-on-close': 82,
  'log-outlives-erasure': 2,
  'link-outlives-erasure': 57,
  'answers-forgotten-on-recovery': 1,
  'answer-ends-twice': 1,
  'deadline-forgotten': 17,
  'grace-forgotten': 4,
  'synthesis-charged-twice': 1,
  'call-outlives-its-run': 1,
  'vendor-avoided-for-ever': 20,
  'cancel-lost': 4,
  'turns-of-others': 1,
  'timer-not-taken-back': 1,
  'retries-without-end': 3,
  'view-without-disagreements': 1,
  'viewer-skips-on-resume': 1,
};

test(`${seeds.length} worlds keep every promise`, { timeout: 240_000 }, async () => {
  for (const seed of seeds) {
    const { violations } = await simulate(seed, { plant: null, tell: () => {} });
    expect(violations, `replay: npm run simulate -- --seeds 1 --from ${seed} --trace`).toEqual([]);
  }
});

test('a seed plays the same world every time', async () => {
  for (const seed of [3, 14, 15, 92, 65]) {
    const first = await simulate(seed, { plant: null, tell: () => {} });
    const second = await simulate(seed, { plant: null, tell: () => {} });
    expect(second).toEqual(first);
  }
});

test.each(Object.keys(plants))('finds the planted bug %s', async (plant) => {
  const seed = seenIn[plant] ?? Infinity;
  expect(seed).toBeLessThanOrEqual(plantedSeedsMax);
  const { violations } = await simulate(seed, { plant, tell: () => {} });
  expect(violations, `find it anew: npm run simulate -- --seeds ${plantedSeedsMax} --plant ${plant}`).not.toEqual([]);
});
