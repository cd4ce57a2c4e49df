import { expect, test } from 'vitest';
import { plants } from './plants.ts';
import { simulate } from './simulate.ts';

const seeds = Array.from({ length: 300 }, (_, index) => index + 1);
const plantedSeedsMax = 1_000;

test(`${seeds.length} worlds keep every promise`, { timeout: 60_000 }, async () => {
  for (const seed of seeds) {
    const { violations } = await simulate(seed, { plant: null, tell: () => {} });
    expect(violations, `replay: npm run simulate -- --seeds 1 --from ${seed} --trace`).toEqual([]);
  }
});

test.each([17_305, 19_632, 19_347, 19_571])('a world that once broke a promise keeps it: %i', async (seed) => {
  const { violations } = await simulate(seed, { plant: null, tell: () => {} });
  expect(violations).toEqual([]);
});

test('a seed plays the same world every time', async () => {
  for (const seed of [3, 14, 15, 92, 65]) {
    const first = await simulate(seed, { plant: null, tell: () => {} });
    const second = await simulate(seed, { plant: null, tell: () => {} });
    expect(second).toEqual(first);
  }
});

test.each(Object.keys(plants))('finds the planted bug %s', { timeout: 60_000 }, async (plant) => {
  let [seed, found] = [0, false];
  while (!found && seed < plantedSeedsMax) {
    seed += 1;
    const { violations } = await simulate(seed, { plant, tell: () => {} });
    found = violations.length > 0;
  }
  expect(found).toBe(true);
});
