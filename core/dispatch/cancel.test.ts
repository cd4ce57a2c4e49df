import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { callLimits, callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import { answerScript } from '../testing/index.ts';

const request = { system: '', messages: [], maxOutputTokens: 1, temperature: null, output: null };
const long = answerScript(
  Array.from({ length: 400 }, () => 'word '),
  { firstMs: 100, gapMs: 10 },
);

test.each([
  ['while the model is silent', 50, ['start 1', 'cancelled']],
  ['while it writes', 105, ['start 1', 'word ', 'cancelled']],
])('stops %s, in the same tick for the socket', async (_when, atMs, shown) => {
  const { clock, ask, script } = callScene();
  const model = script(long);
  const stop = new AbortController();
  const call = ask(model, {}, stop.signal);
  await clock.advance(atMs);
  stop.abort();
  expect(model.aborted).toBe(1);
  await call.done;
  expect(inShort(call.events)).toEqual(shown);
  expect(clock.pending).toBe(0);
});

test('stops while waiting for the next attempt', async () => {
  const { clock, ask, script } = callScene();
  const stop = new AbortController();
  const call = ask(script(failing('rate_limited', { retryAfterMs: 10_000 })), {}, stop.signal);
  await clock.advance(1_000);
  stop.abort();
  await call.done;
  expect(inShort(call.events)).toEqual(['start 1', 'cancelled']);
  expect(clock.pending).toBe(0);
});

test('stops while waiting for a place', async () => {
  const { clock, ask, actor, dispatcher } = callScene({ concurrency: tight });
  const stop = new AbortController();
  const model = actor(() => long);
  ask(model);
  const waiting = ask(model, {}, stop.signal);
  await clock.advance(50);
  expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 1, queued: 1 });
  stop.abort();
  await waiting.done;
  expect(inShort(waiting.events)).toEqual(['start 1', 'cancelled']);
  expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 1, queued: 0 });
  await clock.advance(5_000);
  expect(clock.pending).toBe(0);
});

test('a signal that was aborted before makes no call', async () => {
  const { clock, ask, actor } = callScene();
  const model = actor(() => long);
  const call = ask(model, {}, AbortSignal.abort());
  await call.done;
  expect(inShort(call.events)).toEqual(['start 1', 'cancelled']);
  expect([model.calls, clock.pending]).toEqual([0, 0]);
});

test('a call that nobody reads never begins', async () => {
  const { clock, actor, dispatcher } = callScene();
  const model = actor(() => long);
  dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal);
  await clock.advance(1_000);
  expect([model.calls, clock.pending]).toEqual([0, 0]);
});

test('leaving the loop closes the stream and gives the place back', async () => {
  const { clock, actor, dispatcher } = callScene();
  const model = actor(() => long);
  const reading = (async () => {
    for await (const event of dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal)) {
      if (event.type === 'text') {
        break;
      }
    }
  })();
  await clock.advance(150);
  await reading;
  await clock.advance(0);
  expect([model.running, clock.pending]).toEqual([0, 0]);
  expect(dispatcher.snapshot().vendors[0]?.inFlight).toBe(0);
});

test('stopping in the very tick in which the call begins makes no call', async () => {
  const { clock, actor, dispatcher } = callScene();
  const model = actor(() => long);
  const stop = new AbortController();
  const reader = dispatcher.call({ model, request, limits: callLimits }, stop.signal)[Symbol.asyncIterator]();
  const first = reader.next();
  stop.abort();
  await first;
  expect(await reader.next()).toMatchObject({ value: { type: 'error', error: { code: 'cancelled' } } });
  expect([model.calls, clock.pending]).toEqual([0, 0]);
  expect(dispatcher.snapshot().vendors[0]?.inFlight).toBe(0);
});

test('a signal that outlives many calls is not held by them', async () => {
  const { clock, ask, actor } = callScene();
  const stop = new AbortController();
  const model = actor((call) => (call % 2 === 1 ? failing('provider_failed') : quickAnswer));
  for (let call = 0; call < 3; call += 1) {
    ask(model, {}, stop.signal);
    await clock.advance(1_000);
  }
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('leaving while behind leaves nothing behind', async () => {
  const { clock, actor, dispatcher } = callScene();
  const model = actor(() =>
    Array.from({ length: 400 }, () => ({ event: { type: 'text-delta', text: 'word ' } }) as const),
  );
  const events = dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal);
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  await clock.advance(1_000);
  expect(model.running).toBe(1);
  await reader.return?.();
  await clock.advance(0);
  expect([model.running, clock.pending]).toEqual([0, 0]);
});

test('a reader that has caught up is told of silence again', async () => {
  const { clock, actor, dispatcher } = callScene();
  // As many as the reader may be behind, so that the silence begins while the model is held back.
  const words = Array.from({ length: 256 }, () => ({ event: { type: 'text-delta', text: 'word ' } }) as const);
  const model = actor(() => [...words, { silence: true }]);
  const events = dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal);
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  await clock.advance(30_000);
  for (let read = 0; read < 256; read += 1) {
    await reader.next();
  }
  const last = reader.next();
  await clock.advance(15_000);
  expect(await last).toMatchObject({ value: { type: 'error', error: { code: 'idle_timeout' }, ms: 45_000 } });
  expect(clock.pending).toBe(0);
});

test('a reader that is behind holds the model back, is not taken for a silent model, and loses nothing', async () => {
  const { clock, actor, dispatcher } = callScene();
  const texts = Array.from({ length: 1_000 }, (_, index) => `${index} `);
  const usage = { inputTokens: 1, outputTokens: 1, costMicros: null };
  let written = 0;
  const model = actor(() => []);
  model.stream = async function* stream() {
    for (const text of texts) {
      written += 1;
      yield { type: 'text-delta', text };
    }
    yield { type: 'finish', reason: 'stop', usage };
  };
  const events = dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal);
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  await clock.advance(40_000);
  expect(written).toBeLessThan(300);
  const got: string[] = [];
  for (let next = await reader.next(); next.done !== true; next = await reader.next()) {
    got.push(next.value.type === 'text' ? next.value.text : next.value.type);
  }
  expect(got).toEqual([...texts, 'end']);
  expect(clock.pending).toBe(0);
});

test('a reader that is behind is still bound by the deadline', async () => {
  const { clock, actor, dispatcher } = callScene();
  const model = actor(() =>
    Array.from({ length: 400 }, () => ({ event: { type: 'text-delta', text: 'word ' } }) as const),
  );
  const events = dispatcher.call({ model, request, limits: callLimits }, new AbortController().signal);
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  await clock.advance(60_000);
  expect(clock.pending).toBe(0);
  let last = await reader.next();
  for (let next = last; next.done !== true; next = await reader.next()) {
    last = next;
  }
  expect(inShort([last.value])).toEqual(['total_timeout']);
});

test('a call that has ended ignores its signal', async () => {
  const { clock, ask, script } = callScene();
  const stop = new AbortController();
  const call = ask(script(quickAnswer), {}, stop.signal);
  await clock.advance(200);
  stop.abort();
  await clock.advance(200);
  expect(inShort(call.events).at(-1)).toBe('end');
});

const tight = {
  limitMin: 1,
  limitMax: 1,
  limitStart: 1,
  queueFactor: 2,
  shrinkFactor: 0.7,
  shrinkEveryMs: 1_000,
  forgetMs: 60_000,
};
