import { expect, test } from 'vitest';
import { answerScript, ScriptedModel, VirtualClock } from '../testing/index.ts';
import {
  panelOf,
  play,
  pretendEngine,
  requestOf,
  ScriptedSynthesizer,
  writeByPosition,
} from '../testing/pretend-engine.ts';
import { consensusRun } from './index.ts';
import { emptyView, fold } from './view/index.ts';
import type { ConsensusEvent, ConsensusView, EventBody } from './view/index.ts';

const panel = ['a/x', 'b/x', 'c/x'];

const start: EventBody = {
  type: 'run-start',
  question: 'Is water wet?',
  session: 'ses_1',
  panel: panel.map((model) => ({ model, vendor: model, label: model, rehearsal: true, late: false })),
  quorum: 3,
};

/** What a model had told: begun, begun to write, or ended with `text`. */
function began(model: string): EventBody {
  return { type: 'answer-start', model, attempt: 1 };
}

function wrote(model: string, text: string): EventBody[] {
  return [began(model), { type: 'answer-delta', model, phase: 'writing', text }];
}

function answered(model: string, text: string): EventBody[] {
  const usage = { inputTokens: 1, outputTokens: 1, costMicros: 40 };
  const end = {
    model,
    finish: 'stop',
    late: false,
    firstTokenMs: 1,
    ms: 2,
    ...usage,
    citations: [],
    trailer: null,
  } as const;
  return [...wrote(model, text), { type: 'answer-end', ...end }];
}

function stored(...bodies: readonly EventBody[]): ConsensusView {
  const events = bodies.map((body, index): ConsensusEvent => ({ ...body, runId: 'run_1', seq: index + 1, at: 1_000 }));
  return fold(emptyView('run_1'), events);
}

async function resume(prior: ConsensusView | null) {
  const clock = new VirtualClock();
  const script = answerScript(['Yes'], { firstMs: 300, gapMs: 0 });
  const models = panel.map((id) => new ScriptedModel(id, clock, [script]));
  const synthesizer = new ScriptedSynthesizer('s/x', clock, writeByPosition);
  const request = requestOf({ panel: panelOf(models), synthesizers: [synthesizer], prior });
  const run = consensusRun(pretendEngine(clock), request, new AbortController().signal);
  const events = (await play(run, clock, 100_000)).flat();
  const view = fold(prior ?? emptyView('run_1'), events);
  return { events, view, asked: models.filter((m) => m.requests.length > 0).map((m) => m.id), synthesizer };
}

test('a log without its start is begun, the sequence continued', async () => {
  const { events, view, asked } = await resume(emptyView('run_1'));
  expect(events[0]).toMatchObject({ type: 'run-start', seq: 1 });
  expect(asked).toEqual(panel);
  expect(view.state).toBe('done');
});

test('a log that has its end yields nothing', async () => {
  const end: EventBody = { type: 'run-end', state: 'failed', error: null, ms: 5, costMicros: 0 };
  const { events, asked } = await resume(stored(start, end));
  expect(events).toEqual([]);
  expect(asked).toEqual([]);
});

test('with two answers stored the rest are given up and nobody is asked', async () => {
  const prior = stored(start, ...answered('a/x', 'Yes'), ...wrote('b/x', 'N'), ...answered('c/x', 'No'));
  const { events, view, asked } = await resume(prior);
  expect(events[0]).toMatchObject({
    type: 'answer-error',
    model: 'b/x',
    seq: prior.seq + 1,
    error: { code: 'interrupted' },
  });
  expect(asked).toEqual([]);
  expect(view).toMatchObject({
    state: 'done',
    synthesis: { kind: 'synthesis', text: 'Yes. No.' },
    costMicros: 40 + 40 + 7,
  });
  expect(view.agreement?.provisional).toBe(false);
});

test('with one answer stored the others are asked once more, and their half texts are void', async () => {
  const prior = stored(start, ...answered('a/x', 'Yes'), ...wrote('b/x', 'No, nev'), began('c/x'));
  const { events, view, asked } = await resume(prior);
  expect(asked).toEqual(['b/x', 'c/x']);
  expect(events.filter((e) => e.type === 'answer-start').map((e) => e.attempt)).toEqual([2, 2]);
  expect(view.answers.map((a) => a.text)).toEqual(['Yes', 'Yes', 'Yes']);
  expect(view.state).toBe('done');
});

test('a quorum of one that was met is not asked for more', async () => {
  const { asked, view } = await resume(stored({ ...start, quorum: 1 }, ...answered('a/x', 'Yes'), began('b/x')));
  expect(asked).toEqual([]);
  expect(view.synthesis).toMatchObject({ kind: 'best-answer', model: 'a/x' });
});

test('a half synthesis is written anew', async () => {
  const prior = stored(
    start,
    ...panel.flatMap((model) => answered(model, 'Yes')),
    { type: 'synthesis-start', model: 's/x', attempt: 1, reason: 'quorum' },
    { type: 'synthesis-delta', segment: 0, text: 'Half a', models: null },
  );
  const { events, view } = await resume(prior);
  expect(events.find((e) => e.type === 'synthesis-start')).toMatchObject({ attempt: 2, reason: 'all-answered' });
  expect(view.synthesis?.text).toBe('Yes.');
});

test('a complete synthesis is kept', async () => {
  const prior = stored(
    start,
    ...panel.flatMap((model) => answered(model, 'Yes')),
    { type: 'synthesis-start', model: 's/x', attempt: 1, reason: 'quorum' },
    { type: 'synthesis-delta', segment: 0, text: 'All of it.', models: panel },
    {
      type: 'synthesis-end',
      kind: 'synthesis',
      model: 's/x',
      error: null,
      ms: 1,
      inputTokens: 1,
      outputTokens: 1,
      costMicros: 9,
    },
  );
  const { view, synthesizer } = await resume(prior);
  expect(synthesizer.prompts).toHaveLength(0);
  expect(view).toMatchObject({ state: 'done', synthesis: { text: 'All of it.' }, costMicros: 3 * 40 + 9 });
});

test('a model that is not configured any more is interrupted', async () => {
  const gone = { model: 'gone/x', vendor: 'gone', label: 'Gone', rehearsal: false, late: false };
  const { view } = await resume(stored({ ...start, panel: [...start.panel, gone] }, began('gone/x')));
  expect(view.answers.map((a) => a.error?.code)).toEqual([undefined, undefined, undefined, 'interrupted']);
  expect(view.state).toBe('done');
});
