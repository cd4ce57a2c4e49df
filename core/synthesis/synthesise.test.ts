import { expect, test } from 'vitest';
import type { AnswerView } from '../consensus/view/index.ts';
import { makeDispatcher } from '../dispatch/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { ScriptedModel, seededRandom, VirtualClock } from '../testing/index.ts';
import type { Step } from '../testing/index.ts';
import { agreeByFirstWord, ScriptedSynthesizer, silentLogger, writeByPosition } from '../testing/pretend-engine.ts';
import type { SynthesisData } from '../testing/pretend-engine.ts';
import { synthesise } from './index.ts';
import type { SynthesisEvent } from './index.ts';

const answers = ['No', 'Yes it is', 'Yes sure'].map((text, index) => {
  const model = `m${index}/x`;
  return { model, vendor: `m${index}`, text, citations: [], trailer: null } as unknown as AnswerView;
});
const compared = answers.map(({ model, vendor, text, trailer }) => ({ model, vendor, text, trailer, refused: false }));
const context = { question: 'q?', asked: 3, provisional: false, embedder: '', vectors: null };
const agreement = agreeByFirstWord({ ...context, answers: compared });

const bad = 'All models agree, confidence 100 %.';

async function write(
  make: (clock: VirtualClock) => readonly ChatModel[],
  { endsBy = 60_000, abortAtMs }: { endsBy?: number; abortAtMs?: number } = {},
) {
  const clock = new VirtualClock();
  const random = seededRandom(1);
  const ports = {
    dispatcher: makeDispatcher({ clock, random, logger: silentLogger }),
    clock,
    random,
    logger: silentLogger,
  };
  const limits = { firstTokenMs: 5_000, idleMs: 5_000, totalMs: 20_000, outputTokensMax: 1_000 };
  const sources = { question: 'q?', answers, agreement };
  const task = {
    runId: 'run_1',
    sources,
    synthesizers: make(clock),
    attempt: 4,
    reason: 'quorum' as const,
    endsBy,
    limits,
  };
  const stop = new AbortController();
  if (abortAtMs !== undefined) {
    clock.after(abortAtMs, () => stop.abort());
  }
  const events: SynthesisEvent[] = [];
  const writing = (async () => {
    for await (const event of synthesise(ports, task, stop.signal)) {
      events.push(event);
    }
  })();
  await clock.advance(100_000);
  await writing;
  expect(clock.pending).toBe(0);
  const starts = events.flatMap((e) => (e.type === 'synthesis-start' ? [[e.model, e.attempt, e.reason]] : []));
  return { events, starts, end: events.at(-1) };
}

function writer(id: string, output: (data: SynthesisData, call: number) => string) {
  return (clock: VirtualClock) => new ScriptedSynthesizer(id, clock, output);
}

function failing(id: string, code: ConstructorParameters<typeof ConsilienceError>[0]) {
  const script: Step[] = [{ wait: 50 }, { fail: new ConsilienceError(code) }];
  return (clock: VirtualClock) => new ScriptedModel(id, clock, [script, script, script]);
}

function silent(clock: VirtualClock): ChatModel {
  return new ScriptedModel('s/x', clock, [[{ silence: true }]]);
}

function finish(reason: 'refusal' | 'length', text: string): Step[] {
  return [
    { event: { type: 'text-delta', text } },
    { event: { type: 'finish', reason, usage: { inputTokens: 1, outputTokens: 1, costMicros: 1 } } },
  ];
}

test('segments stream, each with the models that support it', async () => {
  const { events, end } = await write((clock) => [writer('s/x', writeByPosition)(clock)]);
  expect(events[0]).toEqual({ type: 'synthesis-start', model: 's/x', attempt: 4, reason: 'quorum' });
  const closed = events.flatMap((e) =>
    e.type === 'synthesis-delta' && e.models !== null ? [e.models.toSorted()] : [],
  );
  expect(closed).toEqual([['m1/x', 'm2/x'], ['m0/x']]);
  expect(end).toMatchObject({ kind: 'synthesis', model: 's/x', error: null, costMicros: 7, inputTokens: 50 });
});

test('the request has no tools, no history and no temperature of its own', async () => {
  let model: ScriptedSynthesizer | undefined;
  await write((clock) => [(model = writer('s/x', writeByPosition)(clock))]);
  const [request] = model?.prompts ?? [];
  expect(Object.keys(request ?? {}).toSorted()).toEqual([
    'maxOutputTokens',
    'messages',
    'output',
    'system',
    'temperature',
  ]);
  expect(request).toMatchObject({ output: null, temperature: null, maxOutputTokens: 1_000 });
  expect(request?.messages).toHaveLength(1);
});

test('an invalid output gets one more attempt, which hears the code and none of the bad text', async () => {
  let model: ScriptedSynthesizer | undefined;
  const { starts, end } = await write((clock) => [
    (model = writer('s/x', (data, call) => (call === 1 ? bad : writeByPosition(data)))(clock)),
  ]);
  expect(starts).toEqual([
    ['s/x', 4, 'quorum'],
    ['s/x', 5, 'invalid'],
  ]);
  const second = JSON.stringify(model?.prompts[1]);
  expect(second).toContain('rejected with the code not_json');
  expect(second).not.toContain('confidence 100');
  expect(end).toMatchObject({ kind: 'synthesis', error: null });
});

test('the second attempt is of the next synthesiser if there is one', async () => {
  const { starts, end } = await write((clock) => [
    writer('s/x', () => bad)(clock),
    writer('t/x', writeByPosition)(clock),
  ]);
  expect(starts.map(([model]) => model)).toEqual(['s/x', 't/x']);
  expect(end).toMatchObject({ kind: 'synthesis', model: 't/x' });
});

test('invalid twice: the answer nearest to all others of the leading position stands for it, marked', async () => {
  const { starts, end } = await write((clock) => [writer('s/x', () => bad)(clock)]);
  expect(starts).toHaveLength(2);
  expect(end).toMatchObject({ kind: 'best-answer', model: 'm1/x', error: { code: 'synthesis_invalid' } });
});

test('a synthesiser that is down is followed by the next one', async () => {
  const { starts, end } = await write((clock) => [
    failing('s/x', 'key_rejected')(clock),
    writer('t/x', writeByPosition)(clock),
  ]);
  expect(starts).toEqual([
    ['s/x', 4, 'quorum'],
    ['t/x', 5, 'quorum'],
  ]);
  expect(end).toMatchObject({ kind: 'synthesis', model: 't/x' });
});

test('all down: the best answer by code, with the error of the last one', async () => {
  const { end } = await write((clock) => [
    failing('s/x', 'key_rejected')(clock),
    failing('t/x', 'credit_exhausted')(clock),
  ]);
  expect(end).toMatchObject({ kind: 'best-answer', model: 'm1/x', error: { code: 'credit_exhausted' } });
});

test('one that refuses or is cut at its length is invalid', async () => {
  const scripts = [finish('refusal', 'I cannot.'), finish('length', '{"text":"Half')];
  const { end } = await write((clock) => [new ScriptedModel('s/x', clock, scripts)]);
  expect(end).toMatchObject({ kind: 'best-answer', error: { code: 'synthesis_invalid' } });
});

test('a silent one is given up in time, and nothing begins after the deadline', async () => {
  const { starts, end } = await write((clock) => [silent(clock), writer('t/x', writeByPosition)(clock)], {
    endsBy: 3_000,
  });
  expect(starts).toHaveLength(1);
  expect(end).toMatchObject({ kind: 'best-answer', ms: 3_000 });
});

test('an output is left as soon as it is invalid', async () => {
  let model: ScriptedSynthesizer | undefined;
  await write((clock) => [(model = writer('s/x', () => bad.repeat(10_000))(clock))]);
  expect(model?.aborted).toBe(2);
});

test('aborted, it ends without an end', async () => {
  let model: ScriptedSynthesizer | undefined;
  const { end } = await write((clock) => [(model = writer('s/x', writeByPosition)(clock))], { abortAtMs: 50 });
  expect(end?.type).not.toBe('synthesis-end');
  expect(model?.aborted).toBe(1);
});
