import { describe, expect, test } from 'vitest';
import { emptyView, fold, isOpen, reduce } from './index.ts';
import type { Agreement, ConsensusEvent, ConsensusView, EventBody } from './index.ts';

const panel = ['a/x', 'b/x'].map((model) => ({
  model,
  vendor: model,
  label: model,
  rehearsal: model === 'b/x',
  late: false,
}));
const start: EventBody = { type: 'run-start', question: 'q?', session: 's', panel, quorum: 2 };
const error = { code: 'key_rejected', message: 'No.', action: 'Look.' };
const end: Extract<EventBody, { type: 'answer-end' }> = {
  type: 'answer-end',
  model: 'a/x',
  finish: 'stop',
  late: false,
  firstTokenMs: 10,
  ms: 20,
  inputTokens: 3,
  outputTokens: 4,
  costMicros: 5,
  citations: [{ url: 'https://example.org', title: 'An example' }],
  trailer: null,
};
const synthesisEnd: Extract<EventBody, { type: 'synthesis-end' }> = {
  type: 'synthesis-end',
  kind: 'synthesis',
  model: 's/x',
  error: null,
  ms: 30,
  inputTokens: 1,
  outputTokens: 2,
  costMicros: 6,
};

function logOf(...bodies: readonly EventBody[]): ConsensusEvent[] {
  return bodies.map((body, index) => ({ ...body, runId: 'run_1', seq: index + 1, at: 1_000 + index }));
}

function viewOf(...bodies: readonly EventBody[]): ConsensusView {
  return fold(emptyView('run_1'), logOf(start, ...bodies));
}

function writes(model: string, text: string): EventBody {
  return { type: 'answer-delta', model, phase: 'writing', text };
}

function segment(index: number, text: string, models: readonly string[] | null = null): EventBody {
  return { type: 'synthesis-delta', segment: index, text, models };
}

const begins: EventBody = { type: 'answer-start', model: 'a/x', attempt: 1 };
const synthesisStart: EventBody = { type: 'synthesis-start', model: 's/x', attempt: 1, reason: 'quorum' };

test('a run starts with one waiting answer a model', () => {
  const view = viewOf();
  expect(view).toMatchObject({
    seq: 1,
    state: 'running',
    question: 'q?',
    startedAt: 1_000,
    quorum: 2,
    rehearsal: true,
  });
  expect(view.answers.map((a) => [a.model, a.state, a.text])).toEqual([
    ['a/x', 'waiting', ''],
    ['b/x', 'waiting', ''],
  ]);
});

test('folding is the same in one go, event by event, and with overlap', () => {
  const events = logOf(
    start,
    begins,
    writes('a/x', 'Yes'),
    writes('a/x', ' sir'),
    end,
    synthesisStart,
    segment(0, 'Yes.'),
  );
  const whole = fold(emptyView('run_1'), events);
  const halves = fold(fold(emptyView('run_1'), events.slice(0, 4)), events.slice(2));
  expect(halves).toEqual(whole);
  expect(fold(whole, events)).toBe(whole);
});

test('a view is never changed in place', () => {
  const before = viewOf(begins, writes('a/x', 'Yes'));
  const copy = structuredClone(before);
  for (const body of [writes('a/x', '!'), end, synthesisStart, segment(0, 'x'), synthesisEnd]) {
    reduce(before, { ...body, runId: 'run_1', seq: 99, at: 0 });
  }
  expect(before).toEqual(copy);
});

describe('an answer', () => {
  test('waits, thinks, writes and is done', () => {
    const thinks: EventBody = { type: 'answer-delta', model: 'a/x', phase: 'thinking', text: '' };
    expect(viewOf(begins).answers[0]).toMatchObject({ state: 'waiting', attempt: 1, startedAt: 1_001 });
    expect(viewOf(begins, thinks).answers[0]?.state).toBe('thinking');
    expect(viewOf(begins, thinks, writes('a/x', 'Y')).answers[0]).toMatchObject({ state: 'writing', text: 'Y' });
    const done = viewOf(begins, writes('a/x', 'Yes'), end);
    expect(done.answers[0]).toMatchObject({
      state: 'done',
      ms: 20,
      outputTokens: 4,
      citations: end.citations,
      truncated: false,
    });
    expect(done.answers[1]?.state).toBe('waiting');
  });

  test('that is begun again forgets its text and error, not when it began', () => {
    const view = viewOf(begins, writes('a/x', 'Half'), { ...begins, attempt: 2 });
    expect(view.answers[0]).toMatchObject({ state: 'waiting', attempt: 2, text: '', error: null, startedAt: 1_001 });
  });

  test.each([
    ['refusal', { state: 'refused', truncated: false }],
    ['length', { state: 'done', truncated: true }],
  ] as const)('that finished by %s says so', (finish, expected) => {
    expect(viewOf(begins, { ...end, finish }).answers[0]).toMatchObject(expected);
  });

  test('that failed keeps its text and says why; stopped is not failed', () => {
    const failed: EventBody = { type: 'answer-error', model: 'a/x', error, ms: 7 };
    expect(viewOf(writes('a/x', 'Half'), failed).answers[0]).toMatchObject({
      state: 'failed',
      text: 'Half',
      error,
      ms: 7,
    });
    const stopped = { ...failed, error: { ...error, code: 'cancelled' } };
    expect(viewOf(stopped).answers[0]?.state).toBe('cancelled');
  });

  test('of a model outside the panel changes nothing but the sequence', () => {
    expect(viewOf(writes('z/x', 'Boo'))).toEqual({ ...viewOf(), seq: 2 });
  });

  test('is open until it ends', () => {
    expect(viewOf(begins, end).answers.map(isOpen)).toEqual([false, true]);
  });
});

describe('a synthesis', () => {
  test('grows by segments, whose models come with their last piece', () => {
    const view = viewOf(synthesisStart, segment(0, 'Wa'), segment(0, 'ter.', ['a/x']), segment(1, 'Wet.', ['b/x']));
    expect(view.synthesis).toMatchObject({
      state: 'writing',
      text: 'Water. Wet.',
      segments: [
        { text: 'Water.', models: ['a/x'] },
        { text: 'Wet.', models: ['b/x'] },
      ],
    });
  });

  test('joins its segments by a space, and by lines where it has some', () => {
    expect(viewOf(synthesisStart, segment(0, 'One.\n'), segment(1, '- two'), segment(2, 'three')).synthesis?.text).toBe(
      'One.\n- two three',
    );
  });

  test('makes the answers that are open late', () => {
    expect(viewOf(begins, end, synthesisStart).answers.map((a) => a.late)).toEqual([false, true]);
  });

  test('that starts again voids what was written', () => {
    const again: EventBody = { ...synthesisStart, attempt: 2, reason: 'late-answer' };
    const view = viewOf(synthesisStart, segment(0, 'Old.', ['a/x']), again, segment(0, 'New.'));
    expect(view.synthesis).toMatchObject({ attempt: 2, text: 'New.', segments: [{ text: 'New.', models: [] }] });
  });

  test('that could not be had is the text of the best answer, or nothing', () => {
    const written = [writes('a/x', 'Yes'), end, synthesisStart, segment(0, 'Half')];
    const best = viewOf(...written, { ...synthesisEnd, kind: 'best-answer', model: 'a/x', error });
    expect(best.synthesis).toMatchObject({ state: 'done', kind: 'best-answer', text: 'Yes', error });
    expect(best.synthesis?.segments).toEqual([{ text: 'Yes', models: ['a/x'] }]);
    const none = viewOf(...written, { ...synthesisEnd, kind: 'none', model: null });
    expect(none.synthesis).toMatchObject({ kind: 'none', text: '', segments: [] });
  });
});

test('a verdict replaces the one before, and its disagreements follow it', () => {
  const agreement = { score: 80, disagreements: [] } as unknown as Agreement;
  const disagreement = { point: 'the year', reason: 'date', sides: [] } as const;
  const told: EventBody[] = [
    { type: 'agreement', agreement },
    { type: 'disagreement', disagreement },
  ];
  expect(viewOf(...told).agreement).toEqual({ ...agreement, judge: null, disagreements: [disagreement] });
  expect(viewOf(...told, { type: 'agreement', agreement }).agreement?.disagreements).toEqual([]);
  expect(viewOf({ type: 'disagreement', disagreement }).agreement).toBeNull();
});

test('known costs add up as they come; the end of the run has the last word', () => {
  const spent = viewOf(end, { ...end, model: 'b/x', costMicros: null }, synthesisEnd, synthesisEnd);
  expect(spent.costMicros).toBe(5 + 6 + 6);
  const ended = viewOf(end, { type: 'run-end', state: 'failed', error, ms: 40, costMicros: 12 });
  expect(ended).toMatchObject({ state: 'failed', error, ms: 40, costMicros: 12 });
});
