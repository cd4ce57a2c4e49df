import { describe, expect, test } from 'vitest';
import { TrailerFilter } from '../agreement/index.ts';
import type { CallEvent, Dispatcher } from '../dispatch/call.ts';
import { ConsilienceError } from '../errors.ts';
import type { Step } from '../testing/index.ts';
import { answerScript, ScriptedModel, VirtualClock } from '../testing/index.ts';
import {
  panelOf,
  play,
  pretendEngine,
  quickLimits,
  requestOf,
  ScriptedSynthesizer,
  writeByPosition,
} from '../testing/pretend-engine.ts';
import type { SynthesisData } from '../testing/pretend-engine.ts';
import type { Engine } from './engine.ts';
import { consensusRun } from './index.ts';
import type { RunRequest } from './request.ts';
import { emptyView, fold } from './view/index.ts';
import type { ConsensusEvent } from './view/index.ts';

const silence: Step[] = [{ event: { type: 'open' } }, { silence: true }];
const refusal: Step[] = [
  { wait: 300 },
  { event: { type: 'text-delta', text: 'I cannot help with that.' } },
  { event: { type: 'finish', reason: 'refusal', usage: { inputTokens: 1, outputTokens: 1, costMicros: 5 } } },
];

/** An answer that begins after 300 ms and ends after `ms`, word by word; a single word comes at its end. */
function says(words: string, ms = 300): Step[] {
  const pieces = words.split(/(?= )/);
  const firstMs = pieces.length > 1 ? Math.min(300, ms) : ms;
  return answerScript(pieces, { firstMs, gapMs: pieces.length > 1 ? (ms - firstMs) / (pieces.length - 1) : 0 });
}

function fails(code: ConstructorParameters<typeof ConsilienceError>[0], times = 3): Step[][] {
  return Array.from({ length: times }, () => [{ wait: 100 }, { fail: new ConsilienceError(code) }]);
}

interface Scene {
  /** One script a call, or one for the only call, of each model `m0`, `m1` ... */
  readonly scripts: readonly (Step[] | Step[][])[];
  readonly late?: readonly string[];
  readonly request?: Partial<RunRequest>;
  readonly engine?: (engine: Engine) => Engine;
  readonly ms?: number;
  readonly stopAtMs?: number;
  readonly stopFor?: unknown;
  readonly write?: typeof writeByPosition;
}

async function playScene(scene: Scene) {
  const clock = new VirtualClock();
  const models = scene.scripts.map(
    (s, index) => new ScriptedModel(`m${index}/x`, clock, Array.isArray(s[0]) ? (s as Step[][]) : [s as Step[]]),
  );
  const synthesizer = new ScriptedSynthesizer('s/x', clock, scene.write ?? writeByPosition);
  const request = requestOf({ panel: panelOf(models, scene.late), synthesizers: [synthesizer], ...scene.request });
  const engine = scene.engine?.(pretendEngine(clock)) ?? pretendEngine(clock);
  const stop = new AbortController();
  if (scene.stopAtMs !== undefined) {
    clock.after(scene.stopAtMs, () => stop.abort(scene.stopFor));
  }
  const batches = await play(consensusRun(engine, request, stop.signal), clock, scene.ms ?? 120_000);
  const events = batches.flat();
  const view = fold(emptyView('run_1'), events);
  return {
    clock,
    models,
    synthesizer,
    batches,
    events,
    view,
    at: (e?: ConsensusEvent) => (e?.at ?? NaN) - view.startedAt,
  };
}

function first<T extends ConsensusEvent['type']>(events: readonly ConsensusEvent[], type: T) {
  return events.find((e): e is Extract<ConsensusEvent, { type: T }> => e.type === type);
}

function all<T extends ConsensusEvent['type']>(events: readonly ConsensusEvent[], type: T) {
  return events.filter((e): e is Extract<ConsensusEvent, { type: T }> => e.type === type);
}

/** The models that were asked to write the synthesis, of which only `s3/x` could, when `m0` of three models fails. */
async function writersAsked(wanted: readonly string[]): Promise<string[]> {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const models = [says('Yes'), says('Yes'), says('No')].map(
    (script, at) => new ScriptedModel(`m${at}/x`, clock, at === 0 ? fails('provider_failed') : [script]),
  );
  const synthesizers = wanted.map(
    (id) =>
      new ScriptedSynthesizer(id, clock, (data) => {
        asked.push(id);
        return id === 's3/x' ? writeByPosition(data) : 'no synthesis';
      }),
  );
  const request = requestOf({ panel: panelOf(models), synthesizers });
  await play(consensusRun(pretendEngine(clock), request, new AbortController().signal), clock, 120_000);
  return [...new Set(asked)];
}

/** Takes five seconds. */
function slowSynthesis(data: SynthesisData): string {
  return writeByPosition(data).padEnd(4_000, '\n');
}

function withDispatcher(call: Dispatcher['call']) {
  return (engine: Engine): Engine => ({ ...engine, dispatcher: { call } });
}

const three = [says('Yes'), says('Yes'), says('No')];

describe('asking', () => {
  test('every model gets the session, the question as it was written, and the answer contract', async () => {
    const history = [
      { question: 'What is water?', reply: 'A liquid.' },
      { question: 'Unanswered?', reply: ' ' },
    ];
    const { models, view } = await playScene({ scripts: three, request: { history, question: ' Is it wet?\n' } });
    expect(view.question).toBe(' Is it wet?\n');
    for (const model of models) {
      const [asked] = model.requests;
      expect(asked?.messages).toEqual([
        { role: 'user', text: 'What is water?' },
        { role: 'assistant', text: 'A liquid.' },
        { role: 'user', text: ' Is it wet?\n' },
      ]);
      expect(asked?.system).toMatch(/\n\nEnd with a trailer\.$/);
      expect(asked).toMatchObject({ temperature: null, maxOutputTokens: quickLimits.outputTokensMax });
    }
  });

  test('the log begins with the question and the panel, without anything that can call a model', async () => {
    const { events } = await playScene({ scripts: three });
    const start = first(events, 'run-start');
    expect(start).toMatchObject({ seq: 1, runId: 'run_1', session: 'ses_1', quorum: 3 });
    expect(start?.panel[0]).toEqual({ model: 'm0/x', vendor: 'm0', label: 'm0/x', rehearsal: true, late: false });
  });

  test('the first text of an answer goes out in the millisecond in which it comes', async () => {
    const { events, at } = await playScene({ scripts: three });
    expect(all(events, 'answer-delta').map((e) => at(e))).toEqual([300, 300, 300]);
  });

  test('thinking is told once, and a retry voids what was told', async () => {
    const thinking: Step = { event: { type: 'thinking' } };
    const second = [thinking, thinking, ...says('Yes')];
    const { events, view } = await playScene({
      scripts: [[[thinking, { fail: new ConsilienceError('provider_failed') }], second], says('Yes')],
    });
    const told = events.filter((e) => 'model' in e && e.model === 'm0/x');
    expect(told.slice(0, 5).map((e) => (e.type === 'answer-delta' ? e.phase : e.type))).toEqual([
      'answer-start',
      'thinking',
      'answer-start',
      'thinking',
      'writing',
    ]);
    expect(view.answers[0]).toMatchObject({ state: 'done', attempt: 2, text: 'Yes' });
  });

  test('people see no part of the trailer, also when it is all that a model wrote', async () => {
    const trailer = { bottomLine: 'Yes.', stance: 'yes' as const, keyFacts: [], confidence: 0.9 };
    const makeTrailerFilter = () => {
      let hidden = false;
      return {
        push: (text: string) => {
          hidden ||= text.includes('§');
          return hidden ? '' : text;
        },
        end: () => ({ text: '', trailer: hidden ? trailer : null }),
      };
    };
    const { view } = await playScene({
      scripts: [says('Yes sure §trailer'), says('§trailer only'), says('No')],
      engine: (engine) => ({ ...engine, agreement: { ...engine.agreement, makeTrailerFilter } }),
    });
    expect(view.answers.map((a) => a.text)).toEqual(['Yes sure', 'Yes.', 'No']);
    expect(view.answers.map((a) => a.trailer)).toEqual([trailer, trailer, null]);
  });
});

test('an answer that breaks off inside its trailer shows nothing of it', async () => {
  const cut: Step[] = [
    { event: { type: 'text-delta', text: 'Yes.\n\n```cons' } },
    { fail: new ConsilienceError('stream_cut') },
  ];
  const { view } = await playScene({
    scripts: [cut, says('Yes')],
    engine: (engine) => ({
      ...engine,
      agreement: { ...engine.agreement, makeTrailerFilter: () => new TrailerFilter() },
    }),
  });
  expect(view.answers[0]).toMatchObject({ state: 'failed', text: 'Yes.', error: { code: 'stream_cut' } });
});

describe('quorum', () => {
  test('the synthesis starts at once when every model has answered', async () => {
    const { events, at } = await playScene({ scripts: three });
    expect(first(events, 'synthesis-start')).toMatchObject({ reason: 'all-answered', attempt: 1, model: 's/x' });
    expect(at(first(events, 'synthesis-start'))).toBe(300);
  });

  test('whose own answer failed is asked to write it last', async () => {
    expect(await writersAsked(['m0/x', 's1/x', 's3/x'])).toEqual(['s1/x', 's3/x']);
    expect(await writersAsked(['s1/x', 'm0/x', 's3/x'])).toEqual(['s1/x', 's3/x']);
  });

  test('with answers missing it starts when the grace after the quorum is over', async () => {
    const { events, at, view } = await playScene({
      scripts: [says('Yes', 400), says('Yes', 500), says('Yes', 700), says('Yes', 1_800), says('Yes', 9_000)],
    });
    const start = first(events, 'synthesis-start');
    expect(start?.reason).toBe('quorum');
    expect(at(start)).toBe(1_700);
    expect(view.answers.map((a) => a.late)).toEqual([false, false, false, true, true]);
    expect(all(events, 'synthesis-start')).toHaveLength(1);
    expect(view.ms).toBeGreaterThanOrEqual(9_000);
  });

  test('models that fail and refuse do not count, and without a quorum it goes on with what there is', async () => {
    const { events, view } = await playScene({
      scripts: [says('Yes', 400), refusal, fails('key_rejected'), says('No', 5_000)],
    });
    expect(first(events, 'synthesis-start')?.reason).toBe('all-answered');
    expect(view.answers.map((a) => a.state)).toEqual(['done', 'refused', 'failed', 'done']);
    expect(view.agreement).toMatchObject({ abstained: ['m1/x'], answered: 3, asked: 4 });
  });

  test('a research model never holds the synthesis back, has its own deadline and is shown when it comes', async () => {
    const { events, view, at } = await playScene({
      scripts: [says('Yes'), says('Yes'), [{ event: { type: 'thinking' } }, { wait: 400_000 }, ...says('Yes')]],
      late: ['m2/x'],
      ms: 700_000,
    });
    expect(at(first(events, 'synthesis-start'))).toBe(300);
    expect(all(events, 'synthesis-start')).toHaveLength(1);
    expect(view.answers[2]).toMatchObject({ state: 'done', late: true, text: 'Yes' });
    expect(view.agreement).toMatchObject({ answered: 3, provisional: false });
    expect(view.ms).toBeGreaterThan(400_000);
  });

  test('a panel of research models alone is waited for', async () => {
    const slow: Step[] = [{ event: { type: 'thinking' } }, { wait: 200_000 }, ...says('Yes')];
    const { events, view } = await playScene({ scripts: [slow, slow], late: ['m0/x', 'm1/x'], ms: 700_000 });
    expect(view.synthesis?.kind).toBe('synthesis');
    expect(all(events, 'synthesis-start')).toHaveLength(1);
  });

  test('when time presses the synthesis starts with what there is', async () => {
    const { events, view, at } = await playScene({
      scripts: [says('Yes'), says('No'), silence, silence],
      request: { limits: { ...quickLimits, quorum: 4, firstTokenMs: 90_000, totalMs: 90_000 } },
    });
    expect(at(first(events, 'synthesis-start'))).toBe(67_500);
    expect(view.synthesis?.kind).toBe('synthesis');
    expect(view.state).toBe('done');
  });
});

describe('verdict', () => {
  test('it is told from two answers on and sharpens with every one', async () => {
    const { events, view } = await playScene({ scripts: [says('Yes', 400), says('No', 500), says('No', 600)] });
    const verdicts = all(events, 'agreement').map((e) => e.agreement);
    expect(verdicts.map((v) => [v.answered, v.provisional, v.score])).toEqual([
      [2, true, 50],
      [3, false, 67],
    ]);
    expect(verdicts.map((v) => v.disagreements)).toEqual([[], []]);
    expect(view.agreement?.disagreements).toHaveLength(1);
  });

  test('it is final once the last model has failed', async () => {
    const { events } = await playScene({ scripts: [says('Yes'), says('Yes'), fails('credit_exhausted')] });
    expect(all(events, 'agreement').at(-1)?.agreement).toMatchObject({ provisional: false, answered: 2 });
  });

  test.each<[string, Engine['embedder']['embed']]>([
    ['fails', () => Promise.reject(new ConsilienceError('provider_failed'))],
    ['gives too few vectors', () => Promise.resolve([Float32Array.of(1)])],
    ['hangs and ignores its signal', () => new Promise(() => undefined)],
  ])('an embedder that %s costs the vectors, not the verdict, and is not asked again', async (_, embed) => {
    let calls = 0;
    const vectors: unknown[] = [];
    const { view, clock } = await playScene({
      scripts: [says('Yes'), says('Yes', 500), says('Yes', 5_000)],
      engine: (engine) => ({
        ...engine,
        embedder: { id: 'e', embed: (...args) => ((calls += 1), embed(...args)) },
        agreement: {
          ...engine.agreement,
          assess: (c, judged) => (vectors.push(c.vectors), engine.agreement.assess(c, judged)),
        },
      }),
    });
    expect(calls).toBe(1);
    expect(vectors).toEqual([null, null]);
    expect(view).toMatchObject({ state: 'done', agreement: { score: 100, embedder: 'e' } });
    expect(clock.pending).toBe(0);
  });

  test('an answer that comes while vectors are made is part of the first synthesis, not a reason for a second', async () => {
    const { events, at } = await playScene({
      scripts: [says('Yes'), says('Yes'), says('Yes'), says('No', 1_250), says('Perhaps', 1_400)],
      engine: (engine) => ({
        ...engine,
        embedder: {
          id: 'e',
          embed: (texts) =>
            new Promise((resolve) => void engine.clock.after(200, () => resolve(texts.map(() => Float32Array.of(1))))),
        },
      }),
    });
    expect(all(events, 'synthesis-start').map((e) => [e.reason, at(e)])).toEqual([['all-answered', 1_680]]);
  });

  test('answers that cannot be compared are still shown', async () => {
    const { view } = await playScene({
      scripts: three,
      engine: (engine) => ({
        ...engine,
        agreement: {
          ...engine.agreement,
          assess: () => {
            throw new Error('a fault of ours');
          },
        },
      }),
    });
    expect(view).toMatchObject({ state: 'done', agreement: null, synthesis: { kind: 'best-answer', text: 'Yes' } });
  });
});

describe('few answers', () => {
  test('one answer is shown without a score and stands for the synthesis', async () => {
    const { events, view, synthesizer } = await playScene({ scripts: [fails('key_rejected'), says('Yes it is')] });
    expect(view.agreement).toMatchObject({ score: null, provisional: false });
    expect(view.synthesis).toMatchObject({ kind: 'best-answer', model: 'm1/x', text: 'Yes it is', error: null });
    expect(view.state).toBe('done');
    expect(first(events, 'synthesis-start')).toBeUndefined();
    expect(synthesizer.prompts).toHaveLength(0);
  });

  test('without any answer there is one error that names what happened to each model', async () => {
    const { view } = await playScene({ scripts: [fails('key_rejected'), fails('credit_exhausted')] });
    expect(view).toMatchObject({ state: 'failed', agreement: null, synthesis: null, error: { code: 'no_answers' } });
    expect(view.error?.message).toBe(
      'No model answered. m0/x: The key was rejected. m1/x: The account has no credit left.',
    );
  });

  test('when all refuse or take no position, nothing is synthesised and the run is done', async () => {
    const { view, synthesizer } = await playScene({ scripts: [refusal, says('Unsure'), refusal] });
    expect(view).toMatchObject({ state: 'done', agreement: { score: null }, synthesis: { kind: 'none', model: null } });
    expect(synthesizer.prompts).toHaveLength(0);
  });

  test('an answer without text is no answer', async () => {
    const blank = says(' \n');
    const { view } = await playScene({ scripts: [[blank, blank, blank], says('Yes')] });
    expect(view.answers[0]).toMatchObject({ state: 'failed', error: { code: 'answer_empty' } });
  });
});

describe('late answers', () => {
  test('one that takes a new position supersedes the synthesis that is being written', async () => {
    const { events, view } = await playScene({
      scripts: [says('Yes'), says('Yes'), says('Yes'), says('No', 2_000)],
      write: slowSynthesis,
    });
    expect(all(events, 'synthesis-start').map((e) => [e.attempt, e.reason])).toEqual([
      [1, 'quorum'],
      [2, 'late-answer'],
    ]);
    expect(all(events, 'synthesis-end')).toHaveLength(1);
    expect(view.synthesis?.text).toBe('Yes. No.');
    expect(view.answers[3]).toMatchObject({ late: true, state: 'done' });
  });

  test('one that agrees with what is known reopens nothing', async () => {
    const { events, view } = await playScene({
      scripts: [says('Yes'), says('No'), says('Yes'), says('No', 15_000), says('Yes', 16_000)],
    });
    expect(all(events, 'synthesis-start')).toHaveLength(1);
    expect(view.agreement?.answered).toBe(5);
  });

  test('the synthesis is reopened at most twice', async () => {
    const { events, view } = await playScene({
      scripts: ['Yes', 'Yes', 'Yes', 'No', 'Maybe', 'Never'].map((w, index) =>
        says(w, 300 + 5_000 * Math.max(0, index - 2)),
      ),
    });
    expect(all(events, 'synthesis-start').map((e) => e.reason)).toEqual(['quorum', 'late-answer', 'late-answer']);
    expect(view.agreement?.positions).toHaveLength(4);
    expect(view.synthesis?.text).toBe('Yes. No. Maybe.');
  });

  test('a synthesis that stands is not given up when there is no time to write another', async () => {
    const { events, view } = await playScene({
      scripts: [says('Yes'), says('Yes'), says('Yes'), says('No', 80_000)],
      request: { limits: { ...quickLimits, firstTokenMs: 90_000, totalMs: 90_000 } },
    });
    expect(all(events, 'synthesis-start')).toHaveLength(1);
    expect(view).toMatchObject({ state: 'done', synthesis: { text: 'Yes.' }, agreement: { answered: 4 } });
  });
});

describe('stopping', () => {
  test('ends the open answers and the run at once, and the calls with them', async () => {
    const { events, view, models, clock } = await playScene({
      scripts: [says('Yes'), silence, says('No', 9_000)],
      stopAtMs: 2_000,
    });
    expect(view).toMatchObject({ state: 'cancelled', ms: 2_000, error: null, costMicros: 100 });
    expect(view.answers.map((a) => a.state)).toEqual(['done', 'cancelled', 'cancelled']);
    expect(all(events, 'answer-error').map((e) => e.error.code)).toEqual(['cancelled', 'cancelled']);
    expect(models.map((m) => m.aborted)).toEqual([0, 1, 1]);
    expect(clock.pending).toBe(0);
  });

  test('a synthesis that is being written ends as none', async () => {
    const { view, synthesizer } = await playScene({
      scripts: three,
      stopAtMs: 330,
    });
    expect(view).toMatchObject({ state: 'cancelled', synthesis: { state: 'done', kind: 'none', text: '' } });
    expect(view.synthesis?.error?.code).toBe('cancelled');
    expect(synthesizer.aborted).toBe(1);
  });

  test('before it began, nothing is asked', async () => {
    const clock = new VirtualClock();
    const model = new ScriptedModel('m/x', clock, [says('Yes')]);
    const request = requestOf({ panel: panelOf([model]), synthesizers: [model] });
    const events = (await play(consensusRun(pretendEngine(clock), request, AbortSignal.abort()), clock, 1_000)).flat();
    expect(events.map((e) => e.type)).toEqual(['run-start', 'answer-error', 'run-end']);
    expect(model.requests).toHaveLength(0);
  });

  test('for the end of this process alone leaves the log open, to be taken up again', async () => {
    const { events, models } = await playScene({
      scripts: [says('Yes'), silence],
      stopAtMs: 2_000,
      stopFor: new ConsilienceError('shutting_down'),
    });
    expect(events.at(-1)?.type).toBe('answer-end');
    expect(models[1]?.aborted).toBe(1);
  });

  test('because another process has the log writes nothing more either', async () => {
    const { events } = await playScene({
      scripts: [says('Yes'), silence],
      stopAtMs: 2_000,
      stopFor: new ConsilienceError('stream_conflict'),
    });
    expect(events.at(-1)?.type).toBe('answer-end');
  });

  test('leaving the loop stops the calls', async () => {
    const clock = new VirtualClock();
    const model = new ScriptedModel('m/x', clock, [silence]);
    const request = requestOf({ panel: panelOf([model]), synthesizers: [model] });
    const leaving = (async () => {
      for await (const batch of consensusRun(pretendEngine(clock), request, new AbortController().signal)) {
        if (batch.some((e) => e.type === 'answer-start')) {
          break;
        }
      }
    })();
    await clock.advance(10);
    await leaving;
    await clock.advance(10);
    expect(clock.pending).toBe(0);
  });
});

describe('a dispatcher that breaks its promises', () => {
  test('one that throws or forgets the end fails the answer', async () => {
    let calls = 0;
    const { view } = await playScene({
      scripts: [silence, silence],
      engine: withDispatcher(async function* (): AsyncGenerator<CallEvent> {
        calls += 1;
        yield { type: 'start', attempt: 1 };
        if (calls > 1) {
          throw new Error('secret details');
        }
      }),
    });
    expect(view.answers.map((a) => a.error?.code)).toEqual(['internal', 'internal']);
    expect(JSON.stringify(view)).not.toContain('secret details');
    expect(view.state).toBe('failed');
  });

  test('one that never ends, and ignores its signal, cannot outlive the deadline', async () => {
    const { view, clock } = await playScene({
      scripts: [silence, silence],
      engine: withDispatcher((call) => ({
        async *[Symbol.asyncIterator](): AsyncGenerator<CallEvent> {
          yield { type: 'start', attempt: 1 };
          if (call.model.id === 'm0/x') {
            yield { type: 'text', text: 'Yes' };
            const usage = { inputTokens: 1, outputTokens: 1, costMicros: null };
            yield { type: 'end', finish: 'stop', usage, citations: [], firstTokenMs: 1, ms: 1 };
          }
          await new Promise(() => undefined);
        },
      })),
    });
    expect(view).toMatchObject({ state: 'done', ms: 91_000, synthesis: { kind: 'best-answer', text: 'Yes' } });
    expect(view.answers[1]?.error?.code).toBe('deadline_passed');
    expect(view.agreement).toMatchObject({ provisional: false, answered: 1 });
    expect(clock.pending).toBe(0);
  });
});

test('the costs of all answers and syntheses add up', async () => {
  const { view } = await playScene({ scripts: [...three, refusal] });
  expect(view.costMicros).toBe(3 * 100 + 5 + 7);
});
