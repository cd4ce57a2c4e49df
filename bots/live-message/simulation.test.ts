import { expect, test } from 'vitest';
import { localWorkspace } from '#core';
import { seededRandom, VirtualClock } from '#core/testing';
import { memoryStore } from '../../core/adapters/stores/memory-store.ts';
import { simulateLive } from './simulation/simulate.ts';

async function simulate(seeds: number, lateMs?: number) {
  const totals = { finals: 0, delivered: 0, crashes: 0, violations: [] as string[] };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const tables = new Map();
    const world = {
      clock: new VirtualClock(),
      random: seededRandom(seed),
      openStore: () => memoryStore(tables),
      workspace: localWorkspace,
    };
    const outcome = await simulateLive(world, lateMs);
    totals.finals += outcome.finals;
    totals.delivered += outcome.lagsMs.length;
    totals.crashes += outcome.crashes;
    totals.violations.push(...outcome.violations.map((violation) => `seed ${seed}: ${violation}`));
  }
  return totals;
}

test('every final is delivered as last known, in order and alone, through faults and crashes', async () => {
  const { finals, delivered, crashes, violations } = await simulate(60);
  expect(violations).toEqual([]);
  expect(delivered).toBe(finals);
  expect(finals).toBeGreaterThan(400);
  expect(crashes).toBeGreaterThan(50);
}, 60_000);

test('the simulation finds a final that a late request overwrote', async () => {
  const { violations } = await simulate(120, 0);
  expect(violations.join('\n')).toContain('the final does not stand');
}, 60_000);
