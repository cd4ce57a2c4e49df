import { describe, expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { ModelEvent } from '../ports/chat-model.ts';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import type { ObservedCall } from '../testing/call-scene.ts';
import { VirtualClock } from '../testing/index.ts';
import { Breaker } from './breaker.ts';
import { dispatchDefaults } from './settings.ts';

function breaker() {
  const clock = new VirtualClock();
  const states: string[] = [];
  const made = new Breaker(clock, dispatchDefaults.breaker, (state) => void states.push(state));
  const call = (ok: boolean) => {
    const pass = made.enter();
    if (pass === null) {
      return false;
    }
    if (ok) {
      made.answered(pass);
    } else {
      made.failed(pass, false);
    }
    return true;
  };
  return { clock, made, states, call };
}

function many(count: number, run: () => unknown): void {
  for (let index = 0; index < count; index += 1) {
    run();
  }
}

describe('a breaker', () => {
  test('stays closed below twenty calls, and opens with the twentieth failure', () => {
    const { made, call } = breaker();
    many(19, () => call(false));
    expect(made.state).toBe('closed');
    call(false);
    expect(made.state).toBe('open');
    expect(call(true)).toBe(false);
  });

  test('opens at half of the calls and not below', () => {
    const below = breaker();
    many(11, () => below.call(true));
    many(10, () => below.call(false));
    expect(below.made.state).toBe('closed');
    below.call(false);
    expect(below.made.state).toBe('open');
  });

  test('forgets what is older than its window', async () => {
    const { clock, made, call } = breaker();
    many(15, () => call(false));
    await clock.advance(31_000);
    many(15, () => call(false));
    expect(made.state).toBe('closed');
  });

  test('does not wait for a good past to fade when the latest calls fail', () => {
    const { made, call } = breaker();
    many(500, () => call(true));
    many(16, () => call(false));
    expect(made.state).toBe('open');
  });

  test('a third of failures, however long, does not open it', async () => {
    const { clock, made, call } = breaker();
    for (let index = 0; index < 3_000; index += 1) {
      call(index % 3 !== 0);
      await clock.advance(20);
    }
    expect(made.state).toBe('closed');
  });

  test('lets one probe through every five seconds, even if the one before still hangs', async () => {
    const { clock, made, call } = breaker();
    many(20, () => call(false));
    const probes: number[] = [];
    for (let ms = 0; ms < 20_000; ms += 100) {
      if (made.enter() !== null) {
        probes.push(clock.monotonic());
      }
      await clock.advance(100);
    }
    expect(probes).toEqual([5_000, 10_000, 15_000]);
  });

  test('closes with the first probe that shows life, with a clean window', async () => {
    const { clock, made, states, call } = breaker();
    many(20, () => call(false));
    await clock.advance(5_000);
    expect(call(false)).toBe(true);
    expect(made.state).toBe('open');
    await clock.advance(5_000);
    expect(call(true)).toBe(true);
    many(19, () => call(false));
    expect(made.state).toBe('closed');
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  test('a probe that fails after a later one has closed it does not count', async () => {
    const { clock, made, call } = breaker();
    many(20, () => call(false));
    await clock.advance(5_000);
    const hanging = made.enter() ?? -1;
    await clock.advance(5_000);
    call(true);
    many(19, () => call(false));
    made.failed(hanging, false);
    expect(made.state).toBe('closed');
  });

  test('what an attempt of before tells does not count', async () => {
    const { clock, made, call } = breaker();
    const before = made.enter() ?? -1;
    many(20, () => call(false));
    made.answered(before);
    expect(made.state).toBe('open');
    await clock.advance(5_000);
    call(true);
    many(19, () => call(false));
    made.failed(before, false);
    expect(made.state).toBe('closed');
  });

  test('answers that all break half-way count as failures', () => {
    const { made } = breaker();
    many(20, () => {
      const pass = made.enter() ?? -1;
      made.answered(pass);
      made.failed(pass, true);
    });
    expect(made.state).toBe('open');
  });

  test('a call that broke half-way is one call', () => {
    const { made, call } = breaker();
    const passes = Array.from({ length: 11 }, () => made.enter() ?? -1);
    for (const pass of passes) {
      made.answered(pass);
    }
    many(10, () => call(true));
    for (const pass of passes) {
      expect(made.state).toBe('closed');
      made.failed(pass, true);
    }
    expect(made.state).toBe('open');
  });
});

describe('a vendor that is down', () => {
  test.each<ErrorCode>(['connect_failed', 'provider_failed', 'provider_overloaded'])(
    'is left alone after five seconds of %s, and is back within ten after it heals',
    async (code) => {
      const { between, clock, lines } = await offer(code, { downAt: 30_000, healedAt: 90_000, endAt: 120_000 });
      const down = between(35_000, 90_000);
      expect(down.reached.length).toBeLessThanOrEqual(0.05 * down.offered.length);
      const back = between(100_000, 120_000);
      expect(back.offered.map(({ call }) => inShort(call.events).at(-1))).toEqual(back.offered.map(() => 'end'));
      const all = between(30_000, 90_000);
      expect(all.reached.length).toBeLessThanOrEqual(1.1 * all.offered.length);
      expect(clock.pending).toBe(0);
      const said = lines.filter(({ level }) => level === 'warn' || level === 'info').map(({ message }) => message);
      expect(said.filter((message) => message.startsWith('breaker'))).toEqual(['breaker open', 'breaker closed']);
    },
  );

  test('an open breaker ends a call at once without calling', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const model = actor(() => failing('provider_failed'));
    many(20, () => ask(model, { attemptsMax: 1 }));
    await clock.advance(50);
    expect(dispatcher.snapshot().vendors[0]?.breaker).toBe('open');
    const call = ask(model);
    await call.done;
    expect(inShort(call.events)).toEqual(['start 1', 'breaker_open']);
    expect(call.events.at(-1)).toMatchObject({ ms: 0, error: { retryAfterMs: 5_000 } });
    expect(model.calls).toBe(20);
  });

  test('its other models rest too, other vendors do not', async () => {
    const { clock, ask, actor } = callScene();
    const down = actor(() => failing('provider_failed'));
    many(20, () => ask(down, { attemptsMax: 1 }));
    await clock.advance(50);
    const sibling = ask(actor(() => quickAnswer, 'acme/two'));
    const other = ask(actor(() => quickAnswer, 'other/one'));
    await clock.advance(110);
    expect(inShort(sibling.events)).toEqual(['start 1', 'breaker_open']);
    expect(inShort(other.events).at(-1)).toBe('end');
  });

  test('calls that wait for a place are sent away when it opens', async () => {
    const { clock, ask, actor, dispatcher } = callScene({
      concurrency: { ...dispatchDefaults.concurrency, limitStart: 20 },
    });
    const model = actor(() => failing('provider_failed'));
    const calls = Array.from({ length: 50 }, () => ask(model));
    await clock.advance(60);
    // Nineteen failures gave their places to waiting calls before the twentieth opened the breaker.
    expect(calls.slice(39).map(({ events }) => inShort(events).at(-1))).toEqual(
      calls.slice(39).map(() => 'breaker_open'),
    );
    expect(model.calls).toBe(39);
    await clock.advance(90_000);
    expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test('a place that was given in the tick in which it opens is given back', async () => {
    const { clock, ask, dispatcher } = callScene({ concurrency: { ...dispatchDefaults.concurrency, limitStart: 20 } });
    const { promise: broken, resolve: breakDown } = Promise.withResolvers<void>();
    const model = {
      id: 'acme/one',
      vendor: 'acme',
      // oxlint-disable-next-line require-yield
      async *stream(): AsyncIterable<ModelEvent> {
        await broken;
        throw new ConsilienceError('connect_failed');
      },
    };
    const calls = Array.from({ length: 60 }, () => ask(model));
    await clock.advance(0);
    breakDown();
    await clock.advance(0);
    expect(calls.slice(20).map(({ events }) => inShort(events).at(-1))).toEqual(
      calls.slice(20).map(() => 'breaker_open'),
    );
    await clock.advance(90_000);
    expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });

  test('calls that wait behind hanging ones are sent away too', async () => {
    const { clock, ask, actor } = callScene({ concurrency: { ...dispatchDefaults.concurrency, limitStart: 100 } });
    const model = actor((call) => (call <= 20 ? failing('provider_overloaded') : [{ silence: true }]));
    const calls = Array.from({ length: 120 }, () => ask(model));
    await clock.advance(60);
    expect(calls.slice(100).map(({ events }) => inShort(events).at(-1))).toEqual(
      calls.slice(100).map(() => 'breaker_open'),
    );
  });

  test('failing probes do not shrink its places', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const model = actor(() => failing('provider_overloaded'));
    many(20, () => ask(model, { attemptsMax: 1 }));
    await clock.advance(100);
    const limit = dispatcher.snapshot().vendors[0]?.concurrencyMax;
    for (let probe = 0; probe < 10; probe += 1) {
      await clock.advance(5_000);
      ask(model, { attemptsMax: 1 });
    }
    await clock.advance(100);
    expect(model.calls).toBe(30);
    expect(dispatcher.snapshot().vendors[0]?.concurrencyMax).toBe(limit);
  });

  test('a probe that was stopped proves nothing', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const model = actor((call) => (call <= 20 ? failing('provider_failed') : [{ silence: true }]));
    many(20, () => ask(model, { attemptsMax: 1 }));
    await clock.advance(5_100);
    const stop = new AbortController();
    ask(model, {}, stop.signal);
    await clock.advance(100);
    stop.abort();
    await clock.advance(100);
    expect(model.calls).toBe(21);
    expect(dispatcher.snapshot().vendors[0]?.breaker).toBe('half-open');
  });

  test('a call that was waiting to try again ends with what the vendor said', async () => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => failing('connect_failed'));
    const calls = Array.from({ length: 20 }, () => ask(model));
    await clock.advance(90_000);
    expect(new Set(calls.map(({ events }) => inShort(events).at(-1)))).toEqual(new Set(['connect_failed']));
    expect(clock.pending).toBe(0);
  });

  test('a call does not wait to try again when the breaker will not be open to it', async () => {
    const { clock, ask, actor } = callScene({ extraConcurrencyMin: 100 });
    const model = actor(() => failing('connect_failed'));
    many(19, () => ask(model, { attemptsMax: 1 }));
    const last = ask(model);
    await clock.advance(50);
    expect(last.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'connect_failed' }, ms: 50 });
  });

  test.each<ErrorCode>([
    'rate_limited',
    'key_rejected',
    'model_retired',
    'request_rejected',
    'context_too_long',
    'answer_empty',
    'credit_exhausted',
  ])('%s does not open the breaker', async (code) => {
    const { clock, ask, actor, dispatcher } = callScene();
    const model = actor(() => failing(code));
    many(60, () => ask(model));
    await clock.advance(90_000);
    expect(dispatcher.snapshot().vendors[0]?.breaker).toBe('closed');
  });

  test('being stopped does not open the breaker, nor a healthy answer that takes too long', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const stop = new AbortController();
    const long = Array.from(
      { length: 100 },
      () => [{ wait: 1_000 }, { event: { type: 'text-delta', text: 'words' } }] as const,
    );
    const model = actor(() => long.flat());
    many(30, () => ask(model, {}, stop.signal));
    many(30, () => ask(model, { totalMs: 8_000 }));
    await clock.advance(5_000);
    stop.abort();
    await clock.advance(90_000);
    expect(dispatcher.snapshot().vendors[0]?.breaker).toBe('closed');
  });

  test('a refused probe proves life', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const model = actor((call) =>
      call <= 20 ? failing('provider_failed') : [{ fail: new ConsilienceError('rate_limited') }],
    );
    many(20, () => ask(model, { attemptsMax: 1 }));
    await clock.advance(5_100);
    ask(model, { attemptsMax: 1 });
    await clock.advance(0);
    expect(dispatcher.snapshot().vendors[0]?.breaker).toBe('closed');
  });
});

/** Offers ten calls a second; the vendor is down between `downAt` and `healedAt`. */
async function offer(code: ErrorCode, times: { downAt: number; healedAt: number; endAt: number }) {
  const scene = callScene();
  const { clock } = scene;
  const reached: number[] = [];
  const model = scene.actor(() => {
    const now = clock.monotonic();
    reached.push(now);
    return now >= times.downAt && now < times.healedAt ? failing(code) : quickAnswer;
  });
  const calls: { at: number; call: ObservedCall }[] = [];
  while (clock.monotonic() < times.endAt) {
    calls.push({ at: clock.monotonic(), call: scene.ask(model) });
    await clock.advance(100);
  }
  await clock.advance(90_000);
  const between = (from: number, to: number) => ({
    offered: calls.filter(({ at }) => at >= from && at < to),
    reached: reached.filter((at) => at >= from && at < to),
  });
  return { ...scene, between };
}
