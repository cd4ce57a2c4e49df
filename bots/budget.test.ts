import { expect, test } from 'vitest';
import { VirtualClock } from '#core/testing';
import { Budget } from './budget.ts';

const lane = { key: 'edit T1', burst: 8, perMinute: 40, reserve: 3 };
const never = new AbortController().signal;

test('no minute sees more than the burst and the rate together', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(clock);
  const sentAt: number[] = [];
  for (let request = 0; request < 200; request += 1) {
    void budget.take(lane, request % 5 === 0, never).then(() => sentAt.push(clock.monotonic()));
  }
  await clock.advance(10 * 60_000);
  expect(sentAt).toHaveLength(200);
  const busiest = Math.max(...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + 60_000).length));
  expect(busiest).toBeLessThanOrEqual(48);
});

test('finals go first, and the reserve is theirs alone', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(clock);
  const order: string[] = [];
  for (let request = 0; request < 10; request += 1) {
    void budget.take(lane, false, never).then(() => order.push('other'));
  }
  await clock.advance(0);
  expect(order).toHaveLength(5);
  for (let request = 0; request < 4; request += 1) {
    void budget.take(lane, true, never).then(() => order.push('final'));
  }
  await clock.advance(0);
  expect(order.slice(5)).toEqual(['final', 'final', 'final']);
  await clock.advance(1_500);
  expect(order.slice(8)).toEqual(['final']);
});

test('a wait that the platform named holds for everybody in the lane, and nobody else', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(clock);
  const order: string[] = [];
  budget.block(lane, 5_000);
  void budget.take(lane, true, never).then(() => order.push('blocked'));
  void budget.take({ ...lane, key: 'edit T2' }, false, never).then(() => order.push('free'));
  await clock.advance(4_999);
  expect(order).toEqual(['free']);
  await clock.advance(1);
  expect(order).toEqual(['free', 'blocked']);
});

test('who gives up leaves the queue', async () => {
  const clock = new VirtualClock();
  const budget = new Budget(clock);
  const stop = new AbortController();
  budget.block(lane, 1_000);
  const given = budget.take(lane, false, stop.signal);
  stop.abort();
  expect(await given).toBe(false);
  expect(await budget.take(lane, false, stop.signal)).toBe(false);
  await clock.advance(5_000);
  expect(clock.pending).toBe(0);
});
