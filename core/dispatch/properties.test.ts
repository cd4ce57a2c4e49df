import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import { Actor, callScene, inShort } from '../testing/call-scene.ts';
import type { Step } from '../testing/index.ts';

const usage = { inputTokens: 1, outputTokens: 1, costMicros: null };
const codes: readonly ErrorCode[] = [
  'rate_limited',
  'provider_overloaded',
  'provider_failed',
  'connect_failed',
  'stream_cut',
  'key_rejected',
  'context_too_long',
  'answer_empty',
];

const wait = fc.oneof({ weight: 4, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.nat(30_000) });
const told = fc.oneof(fc.nat(100_000), fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ wait }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('word ', 'x', ' ', '').map((text): Step => ({ event: { type: 'text-delta', text } })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ event: { type: 'open' } }, { event: { type: 'thinking' } }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('stop' as const, 'length' as const, 'refusal' as const)
      .map((reason): Step => ({ event: { type: 'finish', reason, usage } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ code: fc.constantFrom(...codes), retryAfterMs: told })
      .map(({ code, retryAfterMs }): Step => ({ fail: new ConsilienceError(code, { retryAfterMs }) })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ fail: new Error('unknown') }, { silence: true }) },
);
const script = fc.array(step, { maxLength: 12 });
const limits = fc.record({
  firstTokenMs: fc.integer({ min: 100, max: 20_000 }),
  idleMs: fc.integer({ min: 100, max: 15_000 }),
  totalMs: fc.integer({ min: 500, max: 60_000 }),
  deadlineMs: fc.integer({ min: 1_000, max: 90_000 }),
  attemptsMax: fc.integer({ min: 1, max: 3 }),
  hedge: fc.boolean(),
});

test('any script, stopped at any moment or never: the events are well formed and nothing is left behind', async () => {
  const stopAt = fc.oneof(fc.nat(30_000), fc.constant(Infinity));
  await fc.assert(
    fc.asyncProperty(
      fc.array(script, { minLength: 1, maxLength: 6 }),
      limits,
      stopAt,
      async (scripts, chosen, stopMs) => {
        const { clock, ask, dispatcher } = callScene();
        const model = new Actor('acme/one', clock, (call) => scripts[(call - 1) % scripts.length] ?? []);
        const stop = new AbortController();
        const call = ask(model, chosen, stop.signal);
        await clock.advance(Math.min(stopMs, chosen.deadlineMs));
        stop.abort();
        await clock.advance(0);
        // Stopped or at its deadline, the call is over now.
        expect(['end', 'error']).toContain(call.events.at(-1)?.type);
        await call.done;
        const types = call.events.map(({ type }) => type).join(' ');
        expect(types).toMatch(/^start( thinking)?( start( thinking)?)*( text)* (end|error)$/);
        expect(call.events.filter(({ type }) => type === 'start')).toHaveLength(Math.max(1, model.calls));
        expect(model.calls).toBeLessThanOrEqual(chosen.attemptsMax);
        const last = call.events.at(-1);
        expect(last !== undefined && 'ms' in last ? last.ms : Infinity).toBeLessThanOrEqual(chosen.deadlineMs);
        expect([model.running, clock.pending]).toEqual([0, 0]);
        expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 0, queued: 0 });
      },
    ),
    { numRuns: 500 },
  );
});

test('an end means that the model said finish, and its text is told whole and in order', async () => {
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const { clock, ask } = callScene();
      const call = ask(new Actor('acme/one', clock, () => steps), { attemptsMax: 1 });
      await clock.advance(90_000);
      const finishAt = steps.findIndex((each) => 'event' in each && each.event.type === 'finish');
      const said = steps
        .map((each) => ('event' in each && each.event.type === 'text-delta' ? each.event.text : ''))
        .join('');
      const shown = call.events.map((event) => (event.type === 'text' ? event.text : '')).join('');
      expect(said.startsWith(shown)).toBe(true);
      expect(inShort(call.events).at(-1) === 'end' && finishAt < 0).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('many calls at once, in any mix: every one ends by its deadline and the books are even', async () => {
  const plan = fc.array(fc.record({ scripts: fc.array(script, { minLength: 1, maxLength: 3 }), at: fc.nat(5_000) }), {
    minLength: 5,
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(plan, async (calls) => {
      const concurrency = {
        limitMin: 2,
        limitMax: 8,
        limitStart: 4,
        queueFactor: 2,
        shrinkFactor: 0.7,
        shrinkEveryMs: 1_000,
        forgetMs: 60_000,
      };
      const { clock, ask, dispatcher } = callScene({ concurrency });
      const actors: Actor[] = [];
      const asked = [];
      for (const { scripts, at } of calls.toSorted((one, other) => one.at - other.at)) {
        await clock.advance(Math.max(0, at - clock.monotonic()));
        const model = new Actor('acme/one', clock, (call) => scripts[(call - 1) % scripts.length] ?? []);
        actors.push(model);
        asked.push(ask(model, { deadlineMs: 40_000, hedge: true }));
      }
      await clock.advance(40_000);
      expect(asked.every(({ events }) => ['end', 'error'].includes(events.at(-1)?.type ?? ''))).toBe(true);
      expect(actors.reduce((sum, { running }) => sum + running, 0)).toBe(0);
      expect(clock.pending).toBe(0);
      expect(dispatcher.snapshot().vendors[0]).toMatchObject({ inFlight: 0, queued: 0 });
    }),
    { numRuns: 60 },
  );
});
