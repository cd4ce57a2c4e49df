import { describe, expect, test } from 'vitest';
import { ConsilienceError, errorTable } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { ModelEvent } from '../ports/chat-model.ts';
import { callScene, failing, inShort, quickAnswer } from '../testing/call-scene.ts';
import type { Step } from '../testing/index.ts';

const thinking: Step = { event: { type: 'thinking' } };
const open: Step = { event: { type: 'open' } };
const usage = { inputTokens: 1, outputTokens: 1, costMicros: null };
const finish = (reason: 'stop' | 'length' | 'refusal'): Step => ({ event: { type: 'finish', reason, usage } });
const write = (text: string): Step => ({ event: { type: 'text-delta', text } });

describe('an answer', () => {
  test('streams and ends with its figures', async () => {
    const { clock, ask, script } = callScene();
    const citation = { url: 'https://example.org/', title: 'Example' };
    const call = ask(script([...quickAnswer.slice(0, -1), { event: { type: 'citation', citation } }, finish('stop')]));
    await clock.advance(200);
    await call.done;
    expect(inShort(call.events)).toEqual(['start 1', 'Paris', ' is it.', 'end']);
    expect(call.events.at(-1)).toEqual({
      type: 'end',
      finish: 'stop',
      usage,
      citations: [citation],
      firstTokenMs: 100,
      ms: 110,
    });
    expect(clock.pending).toBe(0);
  });

  test('its thinking is told once, before any text', async () => {
    const { clock, ask, script } = callScene();
    const call = ask(script([open, thinking, thinking, write('a'), thinking, write('b'), finish('stop')]));
    await clock.advance(0);
    expect(inShort(call.events)).toEqual(['start 1', 'thinking', 'a', 'b', 'end']);
  });

  test('a refusal is an end of its own class, with text or without', async () => {
    const { clock, ask, script } = callScene();
    const model = script([open, finish('refusal')], [open, write('No.'), finish('refusal')]);
    const silent = ask(model);
    await clock.advance(0);
    const spoken = ask(model);
    await clock.advance(0);
    expect(silent.events.at(-1)).toMatchObject({ type: 'end', finish: 'refusal' });
    expect(spoken.events.at(-1)).toMatchObject({ type: 'end', finish: 'refusal' });
  });

  test('blank text alone is no answer and is never shown, so it is tried again', async () => {
    const { clock, ask, script } = callScene();
    const blank = [open, write(' '), write('\n'), finish('stop')];
    const call = ask(
      script(blank, [open, finish('stop')], [open, write(' '), write('\n b'), write(' '), finish('stop')]),
    );
    await clock.advance(2_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'start 3', ' \n b', ' ', 'end']);
  });

  test('a stream that ends without the finish of its model is not complete', async () => {
    const { clock, ask, script } = callScene();
    const call = ask(script([open, write('Half an')]));
    await clock.advance(0);
    expect(inShort(call.events)).toEqual(['start 1', 'Half an', 'stream_cut']);
  });

  test('a stream that stays open after its finish is closed, and the answer counts', async () => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => [open, write('Whole.'), finish('stop'), { silence: true }]);
    const call = ask(model);
    await clock.advance(250);
    expect(inShort(call.events)).toEqual(['start 1', 'Whole.', 'end']);
    expect([model.running, clock.pending]).toEqual([0, 0]);
  });

  test('an error after the finish does not take the answer away', async () => {
    const { clock, ask, script } = callScene();
    const call = ask(script([open, write('Whole.'), finish('stop'), { fail: new Error('socket') }]));
    await clock.advance(0);
    expect(inShort(call.events)).toEqual(['start 1', 'Whole.', 'end']);
  });
});

describe('retries', () => {
  test('a failure before any text is tried again', async () => {
    const { clock, ask, script } = callScene();
    const call = ask(script(failing('provider_failed'), failing('connect_failed'), quickAnswer));
    await clock.advance(2_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'start 3', 'Paris', ' is it.', 'end']);
    expect(clock.pending).toBe(0);
  });

  test('three attempts are all', async () => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => failing('provider_failed'));
    const call = ask(model);
    await clock.advance(90_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'start 3', 'provider_failed']);
    expect(model.calls).toBe(3);
  });

  test('a failure after text ends the call', async () => {
    const { clock, ask, script } = callScene();
    const call = ask(script([...quickAnswer.slice(0, 3), { fail: new ConsilienceError('stream_cut') }]));
    await clock.advance(2_000);
    expect(inShort(call.events)).toEqual(['start 1', 'Paris', 'stream_cut']);
    expect(clock.pending).toBe(0);
  });

  test('only errors that the table calls retryable are tried again', async () => {
    const codes = Object.keys(errorTable) as ErrorCode[];
    for (const code of codes.filter((each) => errorTable[each].area === 'model')) {
      const { clock, ask, actor } = callScene();
      const model = actor(() => failing(code));
      const call = ask(model);
      await clock.advance(2_000);
      expect([code, model.calls]).toEqual([code, errorTable[code].retryable ? 3 : 1]);
      expect(inShort(call.events).at(-1)).toBe(code);
    }
  });

  test.each([
    { told: 2_000, waited: [2_050, 2_300] },
    { told: 85_000, waited: [85_050, 85_300] },
    { told: 0, waited: [50, 300] },
    { told: -5_000, waited: [50, 300] },
    { told: Number.NaN, waited: [50, 300] },
    { told: Number.POSITIVE_INFINITY, waited: [50, 300] },
  ])('a Retry-After of $told ms that fits is waited for, nonsense is not', async ({ told, waited: [least, most] }) => {
    const { clock, ask, actor } = callScene();
    let calledAt = 0;
    const model = actor((attempt) => {
      calledAt = clock.monotonic();
      return attempt === 1 ? failing('rate_limited', { retryAfterMs: told }) : quickAnswer;
    });
    const call = ask(model);
    await clock.advance(90_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'Paris', ' is it.', 'end']);
    expect(calledAt).toBeGreaterThanOrEqual(least ?? 0);
    expect(calledAt).toBeLessThanOrEqual(most ?? 0);
  });

  test.each([
    { told: 3_600_000, deadlineMs: 90_000 },
    { told: 2_000, deadlineMs: 1_500 },
    { told: 1_950, deadlineMs: 2_000 },
  ])('a Retry-After of $told ms does not fit into $deadlineMs ms and ends the call at once', async (row) => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => failing('rate_limited', { retryAfterMs: row.told }));
    const call = ask(model, { deadlineMs: row.deadlineMs });
    await clock.advance(row.deadlineMs);
    expect(model.calls).toBe(1);
    expect(call.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'rate_limited' }, ms: 50 });
  });

  test('another vendor is not delayed by one that limits', async () => {
    const { clock, ask, actor } = callScene();
    ask(actor(() => failing('rate_limited', { retryAfterMs: 30_000 })));
    const other = ask(actor(() => quickAnswer, 'other/two'));
    await clock.advance(110);
    expect(inShort(other.events).at(-1)).toBe('end');
    await clock.advance(90_000);
    expect(clock.pending).toBe(0);
  });
});

describe('time limits', () => {
  const cases: readonly { name: string; script: Step[]; code: ErrorCode; ms: number }[] = [
    { name: 'silence', script: [{ silence: true }], code: 'first_token_timeout', ms: 20_000 },
    { name: 'headers and then silence', script: [open, { silence: true }], code: 'first_token_timeout', ms: 20_000 },
    {
      name: 'thinking and then silence',
      script: [open, { wait: 5_000 }, thinking, { silence: true }],
      code: 'idle_timeout',
      ms: 20_000,
    },
    {
      name: 'text and then silence',
      script: [open, { wait: 5_000 }, write('a'), { silence: true }],
      code: 'idle_timeout',
      ms: 20_000,
    },
    { name: 'an answer that never ends', script: [open, ...chatter(100, 1_000)], code: 'total_timeout', ms: 60_000 },
    { name: 'thinking that never ends', script: [open, ...pondering(100, 1_000)], code: 'total_timeout', ms: 60_000 },
    { name: 'a slow loris', script: [open, { wait: 1_000 }, ...drip(100, 1_000)], code: 'too_slow', ms: 22_000 },
    {
      name: 'a slow loris that begins well',
      script: [...chatter(10, 1_000), ...drip(100, 1_000)],
      code: 'too_slow',
      ms: 31_000,
    },
  ];

  test.each(cases)('$name', async ({ script, code, ms }) => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => script);
    const call = ask(model, { attemptsMax: 1 });
    await clock.advance(90_000);
    const last = call.events.at(-1);
    expect(last).toMatchObject({ type: 'error', error: { code } });
    expect(last?.type === 'error' && Math.abs(last.ms - ms)).toBeLessThanOrEqual(250);
    expect([model.running, clock.pending]).toEqual([0, 0]);
  });

  test('slow and steady above the floor is let through', async () => {
    const { clock, ask, actor } = callScene();
    const call = ask(actor(() => [open, ...drip(50, 450), finish('stop')]));
    await clock.advance(90_000);
    expect(inShort(call.events).at(-1)).toBe('end');
  });

  test('one slow window alone does not cut', async () => {
    const { clock, ask, actor } = callScene();
    const pauses = [1, 2, 3].flatMap(() => [write('A whole sentence of text.'), { wait: 12_000 }]);
    const call = ask(actor(() => [open, ...pauses, finish('stop')]));
    await clock.advance(90_000);
    expect(inShort(call.events).at(-1)).toBe('end');
  });

  test('slow windows that take turns with good ones do not cut', async () => {
    const { clock, ask, actor } = callScene();
    const turns = [1, 2, 3].flatMap(() => [
      write('A whole sentence of text.'),
      { wait: 10_000 },
      write('x'),
      { wait: 10_000 },
    ]);
    const call = ask(actor(() => [write('First'), { wait: 5_000 }, ...turns.slice(0, -1), finish('stop')]));
    await clock.advance(90_000);
    expect(inShort(call.events).at(-1)).toBe('end');
  });

  test('all attempts together keep the deadline', async () => {
    const { clock, ask, actor } = callScene();
    const model = actor(() => [{ silence: true }]);
    const call = ask(model, { deadlineMs: 30_000 });
    await clock.advance(30_000);
    expect(inShort(call.events)).toEqual(['start 1', 'start 2', 'total_timeout']);
    expect(call.events.at(-1)).toMatchObject({ ms: 30_000 });
    expect([model.running, clock.pending]).toEqual([0, 0]);
  });

  test('a model that ignores its signal is left behind', async () => {
    const { clock, ask } = callScene();
    const deaf = { id: 'acme/deaf', vendor: 'acme', stream: () => neverEnding() };
    const call = ask(deaf, { attemptsMax: 1 });
    await clock.advance(20_000);
    expect(inShort(call.events)).toEqual(['start 1', 'first_token_timeout']);
    expect(clock.pending).toBe(0);
  });
});

test('a thousand models are remembered, those called for last', async () => {
  const { dispatcher, ask, actor, clock } = callScene();
  for (let index = 0; index < 1_000; index += 1) {
    ask(actor(() => quickAnswer, name(index)));
    await clock.advance(0);
  }
  ask(actor(() => quickAnswer, name(0)));
  ask(actor(() => quickAnswer, name(1_000)));
  const known = dispatcher.snapshot().models.map(({ model }) => model);
  expect([known.length, known.includes(name(0)), known.includes(name(1))]).toEqual([1_000, true, false]);
  await clock.advance(90_000);
  expect(clock.pending).toBe(0);
});

describe('never throws', () => {
  test('an unknown error is the vendor failing, with its cause, and its words stay out of the log', async () => {
    const { clock, ask, actor, lines } = callScene();
    const cause = new TypeError('what the model wrote');
    const call = ask(actor(() => [{ fail: cause }]));
    await clock.advance(5_000);
    const last = call.events.at(-1);
    expect(last?.type === 'error' && [last.error.code, last.error.cause]).toEqual(['provider_failed', cause]);
    expect(lines.filter((line) => line.level === 'warn')).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain('what the model wrote');
    expect(JSON.stringify(lines)).toContain('TypeError');
  });

  test.each(['a plain string', undefined, null])('a stream that throws %s before it begins', async (thrown) => {
    const { clock, ask } = callScene();
    const broken = {
      id: 'acme/broken',
      vendor: 'acme',
      stream: (): AsyncIterable<ModelEvent> => {
        throw thrown as unknown as Error;
      },
    };
    const call = ask(broken, { attemptsMax: 1 });
    await clock.advance(0);
    expect(inShort(call.events)).toEqual(['start 1', 'provider_failed']);
  });
});

function name(index: number): string {
  return `acme/${index}`;
}

function chatter(count: number, gapMs: number): Step[] {
  return Array.from({ length: count }, () => [{ wait: gapMs }, write('words and words ')]).flat();
}

function pondering(count: number, gapMs: number): Step[] {
  return Array.from({ length: count }, () => [{ wait: gapMs }, thinking]).flat();
}

function drip(count: number, gapMs: number): Step[] {
  return Array.from({ length: count }, () => [{ wait: gapMs }, write('x')]).flat();
}

async function* neverEnding(): AsyncIterable<ModelEvent> {
  yield { type: 'open' };
  await new Promise(() => undefined);
}
