import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel, ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import type { Actor } from '../testing/call-scene.ts';
import { answerScript } from '../testing/index.ts';
import type { Step } from '../testing/index.ts';
import { dispatchDefaults } from './settings.ts';
import type { DispatchSettings } from './settings.ts';

const hedge = { hedge: true };
const usage = { inputTokens: 1, outputTokens: 1, costMicros: null };

/** A scene whose model has answered `count` times within 100 ms, so that its pace is known. */
async function practised(
  play: (call: number) => readonly Step[],
  count = 40,
  settings: Partial<DispatchSettings> = {},
) {
  const scene = callScene(settings);
  const model: Actor = scene.actor((call) => (call <= count ? quickAnswer : play(call - count)));
  await answered(scene, model, count);
  const vendor = () => scene.dispatcher.snapshot().vendors[0];
  return { ...scene, model, vendor };
}

async function answered(scene: ReturnType<typeof callScene>, model: Actor, count: number) {
  for (let call = 0; call < count; call += 1) {
    scene.ask(model, hedge);
    await scene.clock.advance(7_000);
  }
  expect(model.calls).toBe(count);
}

function answer(text: string, firstMs: number): Step[] {
  return answerScript([text, ' and more'], { firstMs, gapMs: 10 });
}

describe('a call whose first text is later than the p95 of its model', () => {
  test('is raced by a second one; the first to write wins and the other is closed', async () => {
    const { clock, ask, model, vendor, dispatcher } = await practised((call) =>
      call === 1 ? answer('slow', 5_000) : answer('fast', 100),
    );
    const call = ask(model, hedge);
    await clock.advance(124);
    expect([model.calls, model.running]).toEqual([41, 1]);
    await clock.advance(100);
    expect([model.calls, model.running]).toEqual([42, 2]);
    await clock.advance(1);
    expect(model.running).toBe(1);
    await clock.advance(20);
    expect(inShort(call.events)).toEqual(['start 1', 'fast', ' and more', 'end']);
    expect(call.events.at(-1)).toMatchObject({ firstTokenMs: 225 });
    expect([model.running, clock.pending, vendor()?.inFlight]).toEqual([0, 0, 0]);
    // The loser is remembered as at least as slow as it was: a pace of winners alone would drift down.
    expect(dispatcher.snapshot().models[0]).toMatchObject({ samples: 42, firstTextMsP50: 100, firstTextMsP95: 100 });
  });

  test('may still win itself', async () => {
    const { clock, ask, model } = await practised((call) => (call === 1 ? answer('slow', 150) : answer('fast', 100)));
    const call = ask(model, hedge);
    await clock.advance(500);
    expect(inShort(call.events)).toEqual(['start 1', 'slow', ' and more', 'end']);
    expect([model.calls, model.running, clock.pending]).toEqual([42, 0, 0]);
  });

  test('lives on when either of the two fails', async () => {
    for (const failingCall of [1, 2]) {
      const { clock, ask, model } = await practised((call) =>
        call === failingCall ? [{ wait: 150 }, { fail: new ConsilienceError('stream_cut') }] : answer('whole', 400),
      );
      const call = ask(model, hedge);
      await clock.advance(2_000);
      expect(inShort(call.events)).toEqual(['start 1', 'whole', ' and more', 'end']);
      expect([model.calls, clock.pending]).toEqual([42, 0]);
    }
  });

  test('is tried again when both fail, without another hedge', async () => {
    const { clock, ask, model } = await practised((call) =>
      call <= 2 ? [{ wait: 150 }, { fail: new ConsilienceError('stream_cut') }] : answer('late', 5_000),
    );
    const call = ask(model, hedge);
    await clock.advance(10_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'late', ' and more', 'end']);
    expect([model.calls, clock.pending]).toEqual([43, 0]);
  });

  test('is tried again when the time is over that either of the two was told to wait', async () => {
    for (const told of [
      [100, 3_000],
      [3_000, 100],
    ]) {
      const { clock, ask, model } = await practised((call) =>
        call <= 2
          ? [{ wait: 150 }, { fail: new ConsilienceError('rate_limited', { retryAfterMs: told[call - 1] ?? 0 }) }]
          : answer('late', 100),
      );
      const call = ask(model, hedge);
      await clock.advance(3_100);
      expect(model.calls).toBe(42);
      await clock.advance(5_000);
      expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'late', ' and more', 'end']);
    }
  });

  test('is stopped with both its streams', async () => {
    const { clock, ask, model } = await practised(() => [{ silence: true }]);
    const stop = new AbortController();
    const call = ask(model, hedge, stop.signal);
    await clock.advance(150);
    expect(model.running).toBe(2);
    stop.abort();
    await call.done;
    expect(inShort(call.events)).toEqual(['start 1', 'cancelled']);
    expect([model.running, clock.pending]).toEqual([0, 0]);
  });

  test('is not raced once it writes, or once it has failed', async () => {
    const { clock, ask, model } = await practised((call) =>
      call === 1
        ? answerScript(['a', 'b', 'c'], { firstMs: 100, gapMs: 500 })
        : [{ wait: 100 }, { fail: new ConsilienceError('key_rejected') }],
    );
    const whole = ask(model, hedge);
    await clock.advance(1_200);
    expect(inShort(whole.events)).toEqual(['start 1', 'a', 'b', 'c', 'end']);
    const failed = ask(model, hedge);
    await clock.advance(100);
    expect(inShort(failed.events)).toEqual(['start 1', 'key_rejected']);
    expect([model.calls, clock.pending]).toEqual([42, 0]);
  });

  test('ends when either of the two refuses without a word', async () => {
    for (const refusing of [1, 2]) {
      const { clock, ask, model } = await practised((call) =>
        call === refusing
          ? [{ wait: 200 }, { event: { type: 'finish', reason: 'refusal', usage } }]
          : [{ silence: true }],
      );
      const call = ask(model, hedge);
      await clock.advance(1_000);
      expect(call.events.at(-1)).toMatchObject({ type: 'end', finish: 'refusal' });
      expect([model.calls, model.running, clock.pending]).toEqual([42, 0, 0]);
    }
  });

  test('is not raced when the call forbids it, or when too little is known', async () => {
    const forbidden = await practised(() => answer('slow', 5_000));
    forbidden.ask(forbidden.model, { hedge: false });
    await forbidden.clock.advance(6_000);
    expect(forbidden.model.calls).toBe(41);
    const unknown = await practised(() => answer('slow', 5_000), 19);
    unknown.ask(unknown.model, hedge);
    await unknown.clock.advance(6_000);
    expect(unknown.model.calls).toBe(20);
  });

  test('is not raced while the breaker is not closed, even when a probe is due', async () => {
    const scene = callScene();
    const { clock, ask } = scene;
    const model = scene.actor((call) =>
      call > 40 && call <= 60 ? failing('provider_failed') : answer('slow', call > 60 ? 15_000 : 6_000),
    );
    await answered(scene, model, 40);
    for (let call = 0; call < 20; call += 1) {
      ask(model, { attemptsMax: 1 });
    }
    await clock.advance(5_100);
    const probe = ask(model, hedge);
    await clock.advance(14_000);
    expect(scene.dispatcher.snapshot().vendors[0]?.breaker).toBe('half-open');
    expect(model.calls).toBe(61);
    await clock.advance(2_000);
    expect(inShort(probe.events).at(-1)).toBe('end');
  });

  test('is not raced beyond a tenth of the calls, of which ten are saved up', async () => {
    const { clock, ask, model } = await practised(() => answer('slow', 150), 400);
    for (let call = 0; call < 150; call += 1) {
      ask(model, hedge);
    }
    await clock.advance(1_000);
    expect(model.calls).toBe(400 + 150 + 10);
    expect(clock.pending).toBe(0);
  });

  test('is not raced when no place is free', async () => {
    const { clock, ask, model } = await practised(() => answer('slow', 1_000), 40, {
      concurrency: { ...dispatchDefaults.concurrency, limitStart: 1, limitMax: 1 },
    });
    const call = ask(model, hedge);
    await clock.advance(2_000);
    expect(inShort(call.events).at(-1)).toBe('end');
    expect([model.calls, clock.pending]).toEqual([41, 0]);
  });

  test('is not raced when the vendor has its extra calls already', async () => {
    const { clock, ask, model, vendor } = await practised(() => answer('slow', 1_000), 400);
    for (let call = 0; call < 4; call += 1) {
      ask(model, hedge);
    }
    await clock.advance(500);
    expect([model.calls, vendor()?.inFlight]).toEqual([400 + 4 + 3, 7]);
    await clock.advance(2_000);
    expect([vendor()?.inFlight, clock.pending]).toEqual([0, 0]);
  });

  test('gives its place and its share of the budget back', async () => {
    const { clock, ask, model, vendor } = await practised((call) =>
      call % 2 === 1 ? answer('slow', 5_000) : answer('fast', 100),
    );
    for (let round = 1; round <= 4; round += 1) {
      const call = ask(model, hedge);
      await clock.advance(1_000);
      expect(inShort(call.events)).toContain('fast');
      expect([model.calls, vendor()?.inFlight, clock.pending]).toEqual([40 + 2 * round, 0, 0]);
    }
  });
});

describe('whatever happens in one tick', () => {
  const act = fc.record({
    who: fc.constantFrom('first', 'second'),
    what: fc.constantFrom('text', 'text', 'thinking', 'finish', 'fail', 'end', 'stop'),
    ticks: fc.nat(3),
  });

  test('one call tells one story and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const { clock, ask, model, vendor } = await practised(() => []);
        const puppet = new Puppet(model);
        const stop = new AbortController();
        const call = ask(puppet, { ...hedge, attemptsMax: 1 }, stop.signal);
        await clock.advance(125);
        expect(puppet.streams).toHaveLength(2);
        for (const { who, what, ticks } of acts) {
          if (what === 'stop') {
            stop.abort();
          } else {
            puppet.streams[who === 'first' ? 0 : 1]?.[what]();
          }
          for (let tick = 0; tick < ticks; tick += 1) {
            await Promise.resolve();
          }
        }
        await clock.advance(100_000);
        await call.done;
        const words = inShort(call.events);
        const terminal = call.events.filter(({ type }) => type === 'end' || type === 'error');
        expect(terminal).toEqual([call.events.at(-1)]);
        expect(words.join(' ')).toMatch(/^start 1( thinking)?( stream \d)* [a-z_]+$/);
        expect(new Set(words.filter((word) => word.startsWith('stream '))).size).toBeLessThanOrEqual(1);
        expect(puppet.streams.map(({ isOver }) => isOver)).toEqual([true, true]);
        expect([clock.pending, vendor()?.inFlight, vendor()?.queued]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });

  test('two first texts in one tick: one is shown, the other stream is closed', async () => {
    const { clock, ask, model } = await practised(() => []);
    const puppet = new Puppet(model);
    const call = ask(puppet, hedge);
    await clock.advance(125);
    const [first, second] = puppet.streams;
    second?.text();
    first?.text();
    second?.finish();
    second?.end();
    await call.done;
    expect(inShort(call.events)).toEqual(['start 1', 'stream 2', 'end']);
    expect(first?.isOver).toBe(true);
    expect(clock.pending).toBe(0);
  });
});

/** A stream that does what it is told when it is told. */
class PuppetStream {
  isOver = false;
  readonly #name: string;
  readonly #acts: (() => ModelEvent | null)[] = [];
  #wake: (() => void) | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  text() {
    this.#act(() => ({ type: 'text-delta', text: this.#name }));
  }

  thinking() {
    this.#act(() => ({ type: 'thinking' }));
  }

  finish() {
    this.#act(() => ({ type: 'finish', reason: 'stop', usage }));
  }

  fail() {
    this.#act(() => {
      throw new ConsilienceError('stream_cut');
    });
  }

  end() {
    this.#act(() => null);
  }

  async *play(signal: AbortSignal): AsyncIterable<ModelEvent> {
    signal.addEventListener('abort', () => {
      this.isOver = true;
      this.#wake?.();
    });
    try {
      for (;;) {
        await this.#next();
        signal.throwIfAborted();
        const event = this.#acts.shift()?.() ?? null;
        if (event === null) {
          return;
        }
        yield event;
      }
    } finally {
      this.isOver = true;
    }
  }

  #act(event: () => ModelEvent | null) {
    this.#acts.push(event);
    this.#wake?.();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#acts.length > 0 || this.isOver) {
        resolve();
      }
    });
  }
}

/** Stands in for a model whose pace is known: same name, streams played by hand. */
class Puppet implements ChatModel {
  readonly id: string;
  readonly vendor: string;
  readonly streams: PuppetStream[] = [];

  constructor(model: ChatModel) {
    this.id = model.id;
    this.vendor = model.vendor;
  }

  stream(_request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    const stream = new PuppetStream(`stream ${this.streams.length + 1}`);
    this.streams.push(stream);
    return stream.play(signal);
  }
}
