import { expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import type { Random } from '../ports/random.ts';
import type { Step } from '../testing/index.ts';
import { answerScript, ScriptedModel, seededRandom, VirtualClock } from '../testing/index.ts';
import {
  panelOf,
  play,
  pretendEngine,
  requestOf,
  ScriptedSynthesizer,
  writeByPosition,
} from '../testing/pretend-engine.ts';
import type { SynthesisData } from '../testing/pretend-engine.ts';
import type { Engine } from './engine.ts';
import { consensusRun } from './index.ts';
import type { RunLimits, RunRequest } from './request.ts';
import { emptyView, fold, isOpen } from './view/index.ts';
import type { ConsensusEvent, ConsensusView } from './view/index.ts';

/** Seeded worlds of models that are quick, slow, failing, silent, refusing or researching; each replays by its seed. */
const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

const limits: RunLimits = {
  firstTokenMs: 2_000,
  idleMs: 1_500,
  totalMs: 6_000,
  deadlineMs: 9_000,
  researchMs: 30_000,
  quorum: 3,
  graceMs: 500,
  outputTokensMax: 2_048,
};
const slackMs = 5_000;

test(`${seeds.length} random runs keep every promise of the engine`, async () => {
  const judged = new Set<string>();
  for (const seed of seeds) {
    const { view, events, world } = await playWhole(seed);
    judged.add(view.agreement?.judge?.outcome ?? 'none');
    const late = (view.ms ?? Infinity) > world.longestMs + slackMs ? ['later than the deadline'] : [];
    expect([...brokenPromises(events, view), ...late, ...world.leftovers()], `seed ${seed}`).toEqual([]);
  }
  expect([...judged]).toEqual(expect.arrayContaining(['none', 'applied', 'failed']));
});

test(`${seeds.length} random runs that are stopped end as cancelled within a second`, async () => {
  for (const seed of seeds) {
    const world = makeWorld(seed);
    const stop = new AbortController();
    const stopAtMs = Math.floor(world.random.next() * 8_000);
    const takeBack = world.clock.after(stopAtMs, () => stop.abort());
    const events = await world.play(null, stop.signal);
    takeBack();
    const view = fold(emptyView('run_1'), events);
    const latestMs = stopAtMs + (view.state === 'cancelled' ? 1_000 : 0);
    const late = (view.ms ?? Infinity) > latestMs ? ['ran on'] : [];
    expect([...brokenPromises(events, view), ...late, ...world.leftovers()], `seed ${seed}`).toEqual([]);
  }
});

test(`${seeds.length} random runs whose process dies anywhere are ended from their log`, async () => {
  for (const seed of seeds) {
    const { events: whole } = await playWhole(seed);
    const stored = whole.slice(0, Math.floor(seededRandom(seed + 1).next() * (whole.length + 1)));
    const prior = fold(emptyView('run_1'), stored);
    const world = makeWorld(seed + 10_000, seed);
    const events = [...stored, ...(await world.play(prior))];
    const broken = brokenPromises(events, fold(emptyView('run_1'), events));
    expect([...broken, ...world.leftovers()], `seed ${seed}`).toEqual([]);
    const asked = world.models.filter((m) => m.requests.length > 0).map((m) => m.id);
    expect(asked, `seed ${seed}: asked again`).toEqual(mayBeAsked(prior, world.request));
    const anew = prior.synthesis?.state === 'done' && asked.length === 0 ? world.synthesizer.prompts.length : 0;
    expect(anew, `seed ${seed}: synthesised again`).toBe(0);
  }
});

function mayBeAsked(prior: ConsensusView, request: RunRequest): string[] {
  if (prior.seq === 0) {
    return request.panel.map((m) => m.model);
  }
  const came = prior.answers.filter((a) => a.state === 'done').length;
  const enough = prior.ms !== null || came >= Math.min(2, prior.quorum);
  return enough ? [] : prior.answers.filter(isOpen).map((a) => a.model);
}

async function playWhole(seed: number) {
  const world = makeWorld(seed);
  const events = await world.play(null);
  return { world, events, view: fold(emptyView('run_1'), events) };
}

/** What is wrong with the log of a run that has ended. */
function brokenPromises(events: readonly ConsensusEvent[], view: ConsensusView): string[] {
  const came = view.answers.filter((a) => a.state === 'done' || a.state === 'refused').length;
  const costly = ['answer-end', 'judge-end', 'synthesis-end'];
  const spent = events.map((e) => (costly.includes(e.type) && 'costMicros' in e ? (e.costMicros ?? 0) : 0));
  const promises: Record<string, boolean> = {
    'the sequence has no hole': events.every((e, index) => e.seq === index + 1),
    'the run ends once, and nothing follows': events.findIndex((e) => e.type === 'run-end') === events.length - 1,
    'no answer is open': !view.answers.some(isOpen),
    'each answer ends once, and nothing follows': view.answers.every((a) => endsOnce(a.model, events)),
    'no judge is open': view.agreement?.judge?.outcome !== 'asking',
    'a judge is asked at most twice':
      events.filter((e) => e.type === 'judge-start').length <=
      (events.filter((e) => e.type === 'judge-end').length + 1) * 2,
    'no synthesis is open': view.synthesis?.state !== 'writing',
    'a run that is done has a synthesis': view.state !== 'done' || view.synthesis !== null,
    'its verdict is of all answers': view.state !== 'done' || view.agreement?.answered === came,
    'its verdict is final': view.state !== 'done' || view.agreement?.provisional === false,
    'a run fails only without answers': view.state !== 'failed' || (came === 0 && view.error?.code === 'no_answers'),
    'costs add up': view.costMicros === spent.reduce((sum, cost) => sum + cost, 0),
  };
  return Object.keys(promises).filter((promise) => promises[promise] === false);
}

function endsOnce(model: string, events: readonly ConsensusEvent[]): boolean {
  const told = events.filter((e) => e.type.startsWith('answer-') && 'model' in e && e.model === model);
  return told.findIndex((e) => e.type === 'answer-end' || e.type === 'answer-error') === told.length - 1;
}

/** `cast` fixes who sits in the panel, `seed` what they do. */
function makeWorld(seed: number, cast = seed) {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  const size = 1 + Math.floor(seededRandom(cast).next() * 5);
  const models = Array.from(
    { length: size },
    (_, index) =>
      new ScriptedModel(
        `v${index}/m`,
        clock,
        Array.from({ length: 4 }, () => randomScript(random)),
      ),
  );
  const late = models.filter((m) => seededRandom(cast + Number(m.id[1])).next() < 0.15).map((m) => m.id);
  const synthesizer = new ScriptedSynthesizer('s/one', clock, (data) =>
    random.next() < 0.2 ? 'All models agree, confidence 100 %.' : writeByPosition(data),
  );
  synthesizer.gapMs = 10 + Math.floor(random.next() * 200);
  const request = requestOf({ panel: panelOf(models, late), synthesizers: [synthesizer], limits });
  const longestMs = limits.deadlineMs + (late.length > 0 ? limits.researchMs : 0);
  return {
    clock,
    random,
    models,
    synthesizer,
    request,
    longestMs,
    play: async (prior: ConsensusView | null, signal = new AbortController().signal) => {
      const engine = seed % 2 === 0 ? pretendEngine(clock, seed) : judgedEngine(clock, seed);
      const run = consensusRun(engine, { ...request, prior }, signal);
      return (await play(run, clock, longestMs + slackMs)).flat();
    },
    leftovers: () => (clock.pending > 0 ? ['timers are left'] : []),
  };
}

/** Every pair is left open, and judges that are good, quick, slow, or talk nonsense are asked. */
function judgedEngine(clock: VirtualClock, seed: number): Engine {
  const engine = pretendEngine(clock, seed);
  const random = seededRandom(seed + 50_000);
  const judge = (id: string) => {
    const model = new ScriptedSynthesizer(id, clock, (data) => (random.next() < 0.3 ? 'Nonsense.' : judgeAll(data)));
    model.gapMs = 1 + Math.floor(random.next() ** 3 * 300);
    return model;
  };
  const judges = [judge('j/one'), judge('k/two')];
  const assess: Engine['agreement']['assess'] = (comparison, judged) => {
    const agreement = engine.agreement.assess(comparison, judged);
    const taking = agreement.positions.flatMap(({ models }) => models);
    const pairs = taking.flatMap((a, index) =>
      taking.slice(index + 1).map((b) => ({ a, b, p: 0.5, cosine: 0, reason: 'content' as const })),
    );
    return { ...agreement, pairs };
  };
  return { ...engine, agreement: { ...engine.agreement, assess }, judges: { choose: () => judges, msMax: 2_000 } };
}

function judgeAll({ answers }: SynthesisData): string {
  const positions = answers.map(({ label, text }) => ({
    answer: label,
    stance: 'supports',
    quote: text.slice(0, 5).trim(),
  }));
  return JSON.stringify({ claims: [{ claim: 'One thing', decides: true, positions }] });
}

function randomScript(random: Random): Step[] {
  const pick = random.next();
  const word = ['Yes', 'No', 'Perhaps', 'Unsure'][Math.floor(random.next() ** 2 * 4)] ?? 'Yes';
  const pieces = [word, ...Array.from({ length: Math.floor(random.next() * 12) }, (_, n) => ` ${n}`)];
  const quick = { firstMs: 50 + random.next() * 400, gapMs: 1 + random.next() * 40 };
  const slow = { firstMs: 500 + random.next() * 2_500, gapMs: 100 + random.next() * 900 };
  if (pick < 0.4) {
    return answerScript(pieces, quick);
  }
  if (pick < 0.65) {
    return answerScript(pieces, slow);
  }
  if (pick < 0.75) {
    return [{ wait: random.next() * 500 }, { fail: new ConsilienceError('provider_failed') }];
  }
  if (pick < 0.82) {
    return [...answerScript(pieces, quick).slice(0, -1), { fail: new ConsilienceError('stream_cut') }];
  }
  if (pick < 0.9) {
    return [{ event: { type: 'open' } }, { event: { type: 'thinking' } }, { silence: true }];
  }
  const usage = { inputTokens: 5, outputTokens: 1, costMicros: null };
  return [...answerScript(['Sorry'], quick).slice(0, -1), { event: { type: 'finish', reason: 'refusal', usage } }];
}
