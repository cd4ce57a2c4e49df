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
import type { ConsensusView } from './view/index.ts';

const three = ['a/x', 'b/x', 'c/x'];

interface Scene {
  readonly texts: Readonly<Record<string, string>>;
  readonly carried?: ConsensusView;
  readonly prior?: ConsensusView | null;
}

/** A run of one model a text; those that a carried view has are never asked. */
async function run({ texts, carried, prior = null }: Scene) {
  const clock = new VirtualClock();
  const models = Object.entries(texts).map(
    ([id, text]) => new ScriptedModel(id, clock, [answerScript([text], { firstMs: 300, gapMs: 0 })]),
  );
  const synthesizer = new ScriptedSynthesizer('s/x', clock, writeByPosition);
  const request = requestOf({
    runId: carried === undefined ? 'run_1' : 'run_2',
    panel: panelOf(models),
    synthesizers: [synthesizer],
    prior,
    carried:
      carried === undefined
        ? null
        : {
            type: 'answers-carried',
            from: carried.id,
            answers: carried.answers,
            agreement: carried.agreement,
            synthesis: carried.synthesis,
          },
  });
  const events = (
    await play(consensusRun(pretendEngine(clock), request, new AbortController().signal), clock, 100_000)
  ).flat();
  const view = fold(prior ?? emptyView(request.runId), events);
  return { events, view, synthesizer, asked: models.filter((m) => m.requests.length > 0).map((m) => m.id) };
}

const firstTexts = Object.fromEntries(three.map((id) => [id, 'Yes it is']));

test('only the new model is asked; its answer is late, the score follows, and what was paid is not paid again', async () => {
  const first = await run({ texts: firstTexts });
  const { view, asked, events } = await run({ texts: { ...firstTexts, 'd/x': 'Yes too' }, carried: first.view });
  expect(asked).toEqual(['d/x']);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.slice(0, 2).map((event) => event.type)).toEqual(['run-start', 'answers-carried']);
  expect(events.at(-1)?.type).toBe('run-end');
  expect(view.continues).toEqual({ run: 'run_1', models: three });
  expect(view.answers.map((answer) => [answer.model, answer.text, answer.late])).toEqual([
    ['a/x', 'Yes it is', false],
    ['b/x', 'Yes it is', false],
    ['c/x', 'Yes it is', false],
    ['d/x', 'Yes too', true],
  ]);
  expect(view.agreement).toMatchObject({ score: 100, answered: 4, asked: 4, provisional: false });
  const [added] = view.answers.filter((answer) => answer.model === 'd/x');
  expect(view.costMicros).toBe(added?.costMicros ?? 0);
});

test('a synthesis that still stands stays; a newcomer that dissents has it written anew', async () => {
  const first = await run({ texts: firstTexts });
  const agreeing = await run({ texts: { ...firstTexts, 'd/x': 'Yes too' }, carried: first.view });
  expect(agreeing.synthesizer.prompts).toHaveLength(0);
  expect(agreeing.view.synthesis).toEqual(first.view.synthesis);
  const dissenting = await run({ texts: { ...firstTexts, 'd/x': 'No never' }, carried: first.view });
  expect(dissenting.synthesizer.prompts).toHaveLength(1);
  expect(dissenting.view.agreement).toMatchObject({ score: 75 });
  expect(dissenting.view.synthesis?.segments.flatMap((segment) => segment.models)).toContain('d/x');
  expect(dissenting.events.filter((event) => event.type === 'synthesis-start')).toMatchObject([
    { reason: 'late-answer', attempt: (first.view.synthesis?.attempt ?? 0) + 1 },
  ]);
});

test('a run of one answer gets something to compare', async () => {
  const first = await run({ texts: { 'a/x': 'Yes it is' } });
  expect(first.view.agreement?.score).toBeNull();
  const { view } = await run({ texts: { 'a/x': 'Yes it is', 'b/x': 'Yes too' }, carried: first.view });
  expect(view.agreement?.score).toBe(100);
  expect(view.synthesis).toMatchObject({ kind: 'synthesis', state: 'done' });
});

test('an interrupted one asks the new model again, wherever it was cut, and no other', async () => {
  const first = await run({ texts: firstTexts });
  const texts = { ...firstTexts, 'd/x': 'No never' };
  const whole = await run({ texts, carried: first.view });
  const cuts = whole.events.map((_, index) => whole.events.slice(0, index));
  for (const stored of cuts) {
    const prior = fold(emptyView('run_2'), stored);
    const resumed = await run({ texts, carried: first.view, prior: stored.length === 0 ? null : prior });
    const came = prior.answers.find((answer) => answer.model === 'd/x')?.state === 'done';
    expect(resumed.asked).toEqual(came ? [] : ['d/x']);
    expect(resumed.view.state).toBe('done');
    expect(resumed.view.agreement).toMatchObject({ score: 75, answered: 4 });
    expect(resumed.view.synthesis?.segments.flatMap((segment) => segment.models)).toContain('d/x');
  }
});
