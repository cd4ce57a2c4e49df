import { afterAll, expect, test } from 'vitest';
import { endServers } from '../faults/servers.ts';
import { type Mutant, type Point, points, statements } from './points.ts';
import { wrongIn } from './report.ts';
import { Trial } from './trial.ts';

afterAll(endServers);

/** `npm run crash-trial -- --rounds 200` for the long form. */
function tried(rounds: number, more: { point?: Point; mutant?: Mutant } = {}) {
  return Trial.run({
    rounds,
    seed: 11,
    point: null,
    way: more.point === undefined ? null : 'point',
    mutant: null,
    say: () => {},
    ...more,
  });
}

test.concurrent('kill -9 of one of two servers on one database loses nothing', { timeout: 120_000 }, async () => {
  const verdict = await tried(4);
  expect(wrongIn(verdict)).toEqual([]);
  expect(verdict.acknowledged).toBeGreaterThan(4);
  expect(verdict.resumed).toBeGreaterThan(10);
});

test.concurrent.each([
  { mutant: 'no-transaction', point: 'after insert run', fault: 'a run without its words' },
  { mutant: 'late-insert', point: 'after append to a log', fault: 'acknowledged and not there' },
] as const)('the trial finds $mutant', { timeout: 120_000 }, async ({ mutant, point, fault }) => {
  const { faults } = await tried(1, { mutant, point });
  expect(faults.join('; ')).toContain(fault);
});

test('every point is before or after a statement that the store has', () => {
  expect(points.length).toBe(2 * Object.keys(statements).length);
  expect(points.length).toBeGreaterThanOrEqual(25);
});
