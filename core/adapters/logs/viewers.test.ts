import { expect, test } from 'vitest';
import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { viewerBacklogMax } from '../../ports/run-log.ts';
import { Viewers } from './viewers.ts';

function deltas(from: number, to: number): ConsensusEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const head = { runId: 'run_a', seq: from + index, at: 0 };
    return { ...head, type: 'answer-delta', model: 'a/b', phase: 'writing', text: 'x' };
  });
}

test('a viewer that does not read holds a bounded backlog, and is sent back to storage', () => {
  const viewers = new Viewers();
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
  const viewers = new Viewers();
  const viewer = viewers.join('run_a', 0, new AbortController().signal);
  viewer.leave();
  viewers.publish('run_a', deltas(1, 5));
  expect(viewers.empty).toBe(true);
});
