import { expect, test } from 'vitest';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Journal } from './journal.ts';

function delta(seq: number, text: string): ConsensusEvent {
  return { runId: 'run_a', seq, at: 0, type: 'answer-delta', model: 'a/b', phase: 'writing', text };
}

function scene() {
  const state = { down: true, code: 'store_unavailable' as 'store_unavailable' | 'stream_conflict' };
  const [clock, hurry] = [new VirtualClock(), new AbortController()];
  const stored: number[] = [];
  const lost: unknown[] = [];
  const journal = new Journal({
    clock,
    async store(events) {
      await Promise.resolve();
      if (state.down) {
        throw new ConsilienceError(state.code);
      }
      stored.push(...events.map((event) => event.seq));
    },
    onLost: (error) => void lost.push(error),
    hurry: hurry.signal,
  });
  return { state, clock, stored, lost, journal, hurry };
}

test('keeps the order of events through any number of outages', async () => {
  const { state, clock, stored, lost, journal } = scene();
  for (let seq = 1; seq <= 60; seq += 1) {
    state.down = seq % 10 > 3;
    await journal.append([delta(seq, 'x')]);
    await clock.advance(70);
  }
  state.down = false;
  const settled = journal.settle();
  await clock.advance(10_000);
  await settled;
  expect(stored).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  expect(lost).toEqual([]);
});

test('holds 4 MB of a run and no more', async () => {
  const { stored, lost, journal } = scene();
  const text = 'x'.repeat(100_000);
  const outcomes: string[] = [];
  for (let seq = 1; seq <= 50; seq += 1) {
    outcomes.push(
      await journal.append([delta(seq, text)]).then(
        () => 'kept',
        (error: unknown) => (error instanceof ConsilienceError ? error.code : 'other'),
      ),
    );
  }
  expect(outcomes.filter((outcome) => outcome === 'kept').length).toBe(41);
  expect(new Set(outcomes.slice(41))).toEqual(new Set(['store_unavailable']));
  expect(lost).toHaveLength(1);
  expect(stored).toEqual([]);
});

test('gives up after a minute, or at once when the run is another process’s', async () => {
  const long = scene();
  await long.journal.append([delta(1, 'x')]);
  await long.clock.advance(59_000);
  expect(long.lost).toEqual([]);
  await long.clock.advance(10_000);
  expect(long.lost).toHaveLength(1);
  await expect(long.journal.settle()).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(long.clock.pending).toBe(0);

  const taken = scene();
  await taken.journal.append([delta(1, 'x')]);
  taken.state.code = 'stream_conflict';
  await taken.clock.advance(1_000);
  expect(taken.lost).toHaveLength(1);
  await expect(taken.journal.append([delta(2, 'x')])).rejects.toMatchObject({ code: 'stream_conflict' });
});

test('asks once more and waits no longer when it is in a hurry', async () => {
  const { state, clock, stored, lost, journal, hurry } = scene();
  await journal.append([delta(1, 'x')]);
  await clock.advance(3_000);
  hurry.abort();
  await clock.advance(0);
  expect(lost).toMatchObject([{ code: 'store_unavailable' }]);
  expect(clock.pending).toBe(0);
  state.down = false;
  await expect(journal.settle()).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(stored).toEqual([]);
});
