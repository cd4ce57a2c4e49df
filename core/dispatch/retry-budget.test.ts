import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../errors.ts';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import { RetryBudget } from './retry-budget.ts';
import { dispatchDefaults } from './settings.ts';

test.each<{ code: ErrorCode; gapMs: number }>([
  { code: 'provider_failed', gapMs: 0 },
  { code: 'provider_failed', gapMs: 20 },
  { code: 'provider_failed', gapMs: 2_000 },
  { code: 'rate_limited', gapMs: 0 },
  { code: 'rate_limited', gapMs: 20 },
  { code: 'rate_limited', gapMs: 2_000 },
  { code: 'answer_empty', gapMs: 100 },
])('1,000 calls into an outage ($code, every $gapMs ms) amplify at most 1.1 times', async ({ code, gapMs }) => {
  const { clock, ask, actor, dispatcher } = callScene();
  const model = actor(() => failing(code));
  const calls = [];
  for (let index = 0; index < 1_000; index += 1) {
    calls.push(ask(model));
    if (gapMs > 0) {
      await clock.advance(gapMs);
    }
  }
  await clock.advance(90_000);
  // Calls that never reached the vendor must not hide what those that did were multiplied by.
  const sent = calls.filter(({ events }) => !['breaker_open'].includes(inShort(events)[1] ?? '')).length;
  const extra = calls.reduce(
    (sum, { events }) => sum + inShort(events).filter((word) => /^start [23]/.test(word)).length,
    0,
  );
  expect(model.calls).toBeLessThanOrEqual(1_100);
  expect(extra).toBeLessThanOrEqual(Math.max(3, 0.1 * sent));
  expect(calls.every(({ events }) => events.at(-1)?.type === 'error')).toBe(true);
  expect(clock.pending).toBe(0);
  expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 0, queued: 0 });
});

test('a healthy vendor at full pace may retry a tenth of what is in flight', async () => {
  const { clock, ask, actor } = callScene();
  const model = actor((call) => (call <= 100 ? failing('rate_limited') : quickAnswer));
  const calls = Array.from({ length: 100 }, () => ask(model));
  await clock.advance(5_000);
  expect(calls.filter(({ events }) => inShort(events).at(-1) === 'end')).toHaveLength(10);
});

test('calls that have ended earn no retries at once', async () => {
  const { clock, ask, actor } = callScene();
  const model = actor(() => failing('rate_limited', { retryAfterMs: 10_000 }));
  for (let call = 0; call < 100; call += 1) {
    ask(model, { attemptsMax: 1 });
    await clock.advance(60);
  }
  const calls = Array.from({ length: 10 }, () => ask(model));
  await clock.advance(60);
  expect(calls.filter(({ events }) => events.at(-1)?.type === 'start')).toHaveLength(3);
});

test('every retry gives its share back: answered, failed, or stopped while it waits', async () => {
  const { clock, ask, actor } = callScene();
  const model = actor((call) => (call % 2 === 1 ? failing('rate_limited', { retryAfterMs: 1_000 }) : quickAnswer));
  for (let call = 0; call < 10; call += 1) {
    const { events } = ask(model);
    await clock.advance(5_000);
    expect(inShort(events).at(-1)).toBe('end');
    const stop = new AbortController();
    const stopped = ask(
      actor(() => failing('rate_limited', { retryAfterMs: 1_000 })),
      {},
      stop.signal,
    );
    await clock.advance(500);
    stop.abort();
    await clock.advance(0);
    expect(inShort(stopped.events).at(-1)).toBe('cancelled');
  }
  expect(model.calls).toBe(20);
});

test('a quiet service may retry again after each success', () => {
  const budget = new RetryBudget(dispatchDefaults);
  for (let round = 0; round < 10; round += 1) {
    budget.callBegan();
    expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, true, false]);
    for (let extra = 0; extra < 3; extra += 1) {
      budget.give();
    }
    expect(budget.take()).toBe(false);
    budget.succeeded();
    budget.callEnded();
  }
});

test('calls of the past do not raise what may be extra at once', () => {
  const budget = new RetryBudget(dispatchDefaults);
  for (let call = 0; call < 100; call += 1) {
    budget.callBegan();
    budget.callEnded();
  }
  expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, true, false]);
});

test('without a success, extra calls never exceed a tenth of the calls or three', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('begin', 'end', 'take', 'give'), { maxLength: 400 }), (steps) => {
      const budget = new RetryBudget(dispatchDefaults);
      const taken: { begun: number; active: number; taken: number; extra: number }[] = [];
      const count = { begun: 0, active: 0, taken: 0, extra: 0 };
      for (const step of steps) {
        if (step === 'begin') {
          budget.callBegan();
          count.begun += 1;
          count.active += 1;
        } else if (step === 'end' && count.active > 0) {
          budget.callEnded();
          count.active -= 1;
        } else if (step === 'take' && budget.take()) {
          count.taken += 1;
          count.extra += 1;
          taken.push({ ...count });
        } else if (step === 'give' && count.extra > 0) {
          budget.give();
          count.extra -= 1;
        }
      }
      for (const then of taken) {
        expect(then.extra).toBeLessThanOrEqual(Math.max(3, 0.1 * then.active));
        expect(then.taken).toBeLessThanOrEqual(Math.max(3, 0.1 * then.begun));
      }
    }),
  );
});
