import { expect, test } from 'vitest';
import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { viewerBacklogMax } from '../../ports/run-log.ts';
import { VirtualClock } from '../../testing/virtual-clock.ts';
import { Viewers } from './viewers.ts';

function deltas(from: number, to: number): ConsensusEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const head = { runId: 'run_a', seq: from + index, at: 0 };
    return { ...head, type: 'answer-delta', model: 'a/b', phase: 'writing', text: 'x' };
  });
}

test('a viewer that does not read holds a bounded backlog, and is sent back to storage', () => {
  const viewers = new Viewers(null);
  const viewer = viewers.join('run_a', 0, new AbortController().signal);
  void viewer.news();
  viewers.publish('run_a', deltas(1, viewerBacklogMax));
  expect(viewer.live).toBe(true);
  viewers.publish('run_a', deltas(viewerBacklogMax + 1, viewerBacklogMax + 1));
  expect(viewer.live).toBe(false);
  expect(viewer.take()).toEqual([]);
  expect(viewer.seen).toBe(0);
});

test('a viewer that left holds nothing and is held by nobody', () => {
  const viewers = new Viewers(null);
  const viewer = viewers.join('run_a', 0, new AbortController().signal);
  viewer.leave();
  viewers.publish('run_a', deltas(1, 5));
  expect(viewers.empty).toBe(true);
});

test('a crowd is handed one array every 50 ms, with nothing left out for who joins meanwhile, and the end at once', async () => {
  const clock = new VirtualClock();
  const viewers = new Viewers(clock);
  const signal = new AbortController().signal;
  const crowd = Array.from({ length: 40 }, () => viewers.join('run_a', 0, signal));
  crowd.forEach((viewer) => void viewer.news());
  viewers.publish('run_a', deltas(1, 1));
  const late = viewers.join('run_a', 1, signal);
  void late.news();
  viewers.publish('run_a', deltas(2, 3));
  expect([...viewers.runs()]).toEqual([['run_a', 3]]);
  expect(crowd.map((viewer) => viewer.take().length)).toEqual(crowd.map(() => 0));
  await clock.advance(50);
  const taken = crowd.map((viewer) => viewer.take());
  expect(taken[0]?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(new Set(taken).size).toBe(1);
  expect(late.take().map(({ seq }) => seq)).toEqual([2, 3]);
  crowd.forEach((viewer, at) => viewer.saw(taken[at] ?? []));
  const end = { type: 'run-end', state: 'done', error: null, ms: 1, costMicros: 0 } as const;
  viewers.publish('run_a', [{ runId: 'run_a', seq: 4, at: 0, ...end }]);
  expect(crowd.map((viewer) => viewer.take().length)).toEqual(crowd.map(() => 1));
  expect(clock.pending).toBe(0);
});
