import { expect, test } from 'vitest';
import { ModelPace } from './model-pace.ts';
import { dispatchDefaults } from './settings.ts';

function paceOf(samplesMs: readonly number[]): ModelPace {
  const pace = new ModelPace(dispatchDefaults);
  for (const ms of samplesMs) {
    pace.record(ms);
  }
  return pace;
}

const to = (most: number) => Array.from({ length: most }, (_, index) => index + 1);

test('quantiles are nearest ranks of what was recorded, in any order', () => {
  const pace = paceOf(to(100).toReversed());
  expect([pace.quantile(0.5), pace.quantile(0.95), pace.quantile(1)]).toEqual([50, 95, 100]);
  pace.record(1_000);
  expect(pace.quantile(1)).toBe(1_000);
  expect(paceOf([]).quantile(0.5)).toBeNull();
});

test('only the last hundred count', () => {
  const pace = paceOf([...to(50).map(() => 9_000), ...to(100)]);
  expect([pace.samples, pace.quantile(1)]).toEqual([100, 100]);
});

test('a hedge waits for the p95, and for some samples first', () => {
  expect(paceOf(to(19)).hedgeAfterMs()).toBeNull();
  expect(paceOf(to(20)).hedgeAfterMs()).toBe(19);
});

test('a pace without a tail is given some room', () => {
  expect(paceOf(to(40).map(() => 300)).hedgeAfterMs()).toBe(375);
});

test('hedges are at most a tenth of the calls', () => {
  const pace = paceOf([]);
  let hedges = 0;
  for (let call = 1; call <= 1_000; call += 1) {
    pace.callBegan();
    if (pace.mayHedge) {
      pace.hedged();
      hedges += 1;
    }
    expect(hedges).toBeLessThanOrEqual(call / 10);
  }
  expect(hedges).toBe(100);
});

test('a long quiet time saves up ten hedges and no more', () => {
  const pace = paceOf([]);
  for (let call = 0; call < 1_000; call += 1) {
    pace.callBegan();
  }
  let hedges = 0;
  while (pace.mayHedge) {
    pace.hedged();
    hedges += 1;
  }
  expect(hedges).toBe(10);
});
