import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import { VirtualClock } from '../testing/index.ts';
import { Concurrency } from './concurrency.ts';
import { dispatchDefaults } from './settings.ts';

const settings = { ...dispatchDefaults.concurrency, limitStart: 4 };
const never = new AbortController().signal;

function enter(places: Concurrency, count: number): void {
  for (let index = 0; index < count; index += 1) {
    expect(places.tryEnter()).toBe(true);
  }
}

describe('places', () => {
  test('grow while they are in use, up to the most', () => {
    const places = new Concurrency(new VirtualClock(), settings);
    enter(places, 3);
    for (let answers = 0; answers < 2_000; answers += 1) {
      places.grow();
      while (places.inFlight < places.limit) {
        places.tryEnter();
      }
    }
    expect(places.limit).toBe(200);
  });

  test('that grow are given to those who wait', async () => {
    const places = new Concurrency(new VirtualClock(), settings);
    enter(places, 4);
    const waiting = places.wait(1_000, never);
    for (let answers = 0; answers < 3; answers += 1) {
      places.grow();
    }
    expect(await waiting).toBe('entered');
    expect([places.limit, places.inFlight]).toEqual([5, 5]);
  });

  test('do not grow while half of them are idle', () => {
    const places = new Concurrency(new VirtualClock(), settings);
    enter(places, 2);
    for (let answers = 0; answers < 100; answers += 1) {
      places.grow();
    }
    expect(places.limit).toBe(4);
  });

  test('shrink once for a burst of complaints, and never below the least', async () => {
    const clock = new VirtualClock();
    const places = new Concurrency(clock, { ...settings, limitStart: 100 });
    enter(places, 3);
    for (let complaint = 0; complaint < 50; complaint += 1) {
      places.shrink();
    }
    expect(places.limit).toBe(70);
    for (let second = 0; second < 50; second += 1) {
      await clock.advance(1_000);
      places.shrink();
    }
    expect(places.limit).toBe(2);
  });

  test('do not shrink when so few are in use that fewer would not help', () => {
    const places = new Concurrency(new VirtualClock(), settings);
    enter(places, 2);
    places.shrink();
    expect(places.limit).toBe(4);
  });

  test('forget a complaint after a minute, and those who wait go first', async () => {
    const clock = new VirtualClock();
    const places = new Concurrency(clock, settings);
    enter(places, 4);
    places.shrink();
    expect(places.limit).toBe(2);
    places.leave();
    const waiting = places.wait(90_000, never);
    await clock.advance(59_999);
    expect([places.tryEnter(), places.queued]).toEqual([false, 1]);
    await clock.advance(1);
    expect(places.tryEnter()).toBe(false);
    expect(await waiting).toBe('entered');
    expect([places.limit, places.inFlight]).toEqual([4, 4]);
  });

  test('are given in order; the queue holds twice the limit', async () => {
    const places = new Concurrency(new VirtualClock(), settings);
    enter(places, 4);
    const order: number[] = [];
    const waits = Array.from({ length: 8 }, async (_, index) => {
      const admission = await places.wait(1_000, never);
      order.push(index);
      return admission;
    });
    expect(await places.wait(1_000, never)).toBe('full');
    for (let left = 0; left < 8; left += 1) {
      places.leave();
    }
    expect(await Promise.all(waits)).toEqual(Array.from({ length: 8 }, () => 'entered'));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([places.inFlight, places.queued]).toEqual([4, 0]);
  });

  test('nobody waits beyond its own deadline', async () => {
    const clock = new VirtualClock();
    const places = new Concurrency(clock, settings);
    enter(places, 4);
    const short = places.wait(500, never);
    const long = places.wait(5_000, never);
    await clock.advance(500);
    expect(await short).toBe('expired');
    places.leave();
    expect(await long).toBe('entered');
    expect(clock.pending).toBe(0);
  });

  test('whatever happens, no place is lost, none is given twice, and nobody waits beside a free one', async () => {
    const step = fc.record({ type: fc.constantFrom(...steps), pick: fc.nat(300) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (plan) => {
        const scene = new Doorkeeper();
        for (const { type, pick } of plan) {
          await scene[type](pick);
          await scene.clock.advance(0);
          expect(scene.places.inFlight).toBe(scene.held);
          expect(scene.places.queued === 0 || scene.places.inFlight >= scene.places.limit).toBe(true);
        }
        await scene.clock.advance(1_000);
        expect([scene.places.queued, scene.clock.pending]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });
});

const steps = ['enter', 'leave', 'grow', 'shrink', 'dismiss', 'abort', 'advance'] as const;

/** Places, and who believes to hold one. */
class Doorkeeper {
  readonly clock = new VirtualClock();
  readonly places = new Concurrency(this.clock, settings);
  readonly stops: AbortController[] = [];
  held = 0;

  enter() {
    if (this.places.tryEnter()) {
      this.held += 1;
      return;
    }
    const stop = new AbortController();
    this.stops.push(stop);
    void this.#wait(stop.signal);
  }

  async #wait(signal: AbortSignal) {
    const admission = await this.places.wait(this.clock.monotonic() + 200, signal);
    this.held += Number(admission === 'entered');
  }

  leave() {
    if (this.held > 0) {
      this.held -= 1;
      this.places.leave();
    }
  }

  grow() {
    this.places.grow();
  }

  shrink() {
    this.places.shrink();
  }

  dismiss() {
    this.places.dismiss();
  }

  abort(pick: number) {
    this.stops[pick % Math.max(1, this.stops.length)]?.abort();
  }

  advance(ms: number) {
    return this.clock.advance(ms);
  }
}

describe('a vendor that limits the rate', () => {
  test('gets fewer calls at once, and more again when it has room', async () => {
    const { clock, ask, actor, dispatcher } = callScene();
    const limit = () => dispatcher.snapshot().vendors[0]?.concurrencyMax ?? 0;
    let room = false;
    const model = actor(() => (room ? quickAnswer : failing('rate_limited')));
    for (let round = 0; round < 40; round += 1) {
      for (let call = 0; call < 4; call += 1) {
        ask(model, { attemptsMax: 1 });
      }
      await clock.advance(1_000);
    }
    expect(limit()).toBe(2);
    room = true;
    for (let round = 0; round < 600; round += 1) {
      ask(model);
      ask(model);
      ask(model);
      await clock.advance(20);
    }
    await clock.advance(90_000);
    expect(limit()).toBeGreaterThan(15);
    expect(clock.pending).toBe(0);
  });

  test('a full queue and a wait in vain end as rate_limited, without a call', async () => {
    const { clock, ask, actor } = callScene({ concurrency: { ...settings, limitStart: 2 } });
    const model = actor(() => [{ silence: true }]);
    const calls = Array.from({ length: 8 }, () => ask(model, { deadlineMs: 5_000 }));
    await clock.advance(0);
    expect(inShort(calls[7]?.events ?? [])).toEqual(['start 1', 'rate_limited']);
    await clock.advance(5_000);
    expect(calls.map(({ events }) => inShort(events).at(-1))).toEqual([
      'total_timeout',
      'total_timeout',
      ...Array.from({ length: 6 }, () => 'rate_limited'),
    ]);
    expect([model.calls, model.running, clock.pending]).toEqual([2, 0, 0]);
  });

  test('500 calls at once to a healthy vendor are all answered', async () => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => quickAnswer);
    const calls = Array.from({ length: 500 }, () => ask(model));
    await clock.advance(1_000);
    expect(calls.every(({ events }) => inShort(events).at(-1) === 'end')).toBe(true);
  });
});
