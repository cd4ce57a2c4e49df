import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedTick } from './shared-tick.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many streams that wait, and the order in which they are woken. */
function streams(count: number) {
  const tick = new SharedTick();
  const woken: number[] = [];
  const wakes = Array.from({ length: count }, (_, index) => () => void woken.push(index));
  for (const wake of wakes) {
    tick.wait(wake);
  }
  return { tick, woken, wakes };
}

test('hundreds that wait are woken in their order, over several turns', () => {
  const { woken } = streams(300);
  let turns = 0;
  for (let before = -1; before < woken.length; turns += 1) {
    before = woken.length;
    vi.advanceTimersToNextTimer();
    expect(woken.length - before).toBeLessThanOrEqual(20);
  }
  expect(woken).toEqual(Array.from({ length: 300 }, (_, index) => index));
});

test('who leaves is not woken, even when its moment has come', () => {
  const { tick, woken, wakes } = streams(30);
  vi.advanceTimersToNextTimer();
  for (const wake of wakes.slice(20, 25)) {
    tick.forget(wake);
  }
  vi.runAllTimers();
  expect(woken).toEqual([...Array(20).keys(), 25, 26, 27, 28, 29]);
});

test('who waits again before its turn came is woken once, and again at the next tick when it waits after it', () => {
  const { tick, woken, wakes } = streams(30);
  vi.advanceTimersToNextTimer();
  const [first, last] = [wakes[0], wakes[29]];
  if (first === undefined || last === undefined) {
    throw new Error('Thirty were made.');
  }
  tick.wait(first);
  tick.wait(last);
  vi.runAllTimers();
  expect(woken).toEqual([...Array(30).keys(), 0]);
});
