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
import { consensusRun } from './index.ts';
import type { RunLimits, RunRequest } from './request.ts';
import { emptyView, fold, isOpen } from './view/index.ts';
import type { ConsensusEvent, ConsensusView } from './view/index.ts';

/** Seeded worlds of models that are quick, slow, failing, silent, refusing or researching; each replays by its seed. */
const seeds = Number(process.env['SIMULATION_SEEDS'] ?? 300);

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

test(`${seeds} random runs keep every promise of the engine`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { view, events, world } = await playWhole(seed);
    check(seed, events, view);
    expect(view.ms, `seed ${seed}: in time`).toBeLessThanOrEqual(world.longestMs + slackMs);
  }
});

test(`${seeds} random runs that are stopped end as cancelled within a second`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const world = makeWorld(seed);
    const stop = new AbortController();
    const stopAtMs = Math.floor(world.random.next() * 8_000);
    world.clock.after(stopAtMs, () => stop.abort());
    const run = consensusRun(world.engine, world.request, stop.signal);
    const events = (await play(run, world.clock, world.longestMs + slackMs)).flat();
    const view = fold(emptyView('run_1'), events);
    check(seed, events, view);
    if (view.state === 'cancelled') {
      expect(view.ms, `seed ${seed}: stopped`).toBeLessThanOrEqual(stopAtMs + 1_000);
    } else {
      expect(view.ms, `seed ${seed}: had ended before`).toBeLessThanOrEqual(stopAtMs);
    }
    expect(world.clock.pending, `seed ${seed}: timers left`).toBe(0);
  }
});

test(`${seeds} random runs whose process dies anywhere are ended from their log, without asking who has answered`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { events: whole } = await playWhole(seed);
    const stored = whole.slice(0, Math.floor(seededRandom(seed + 1).next() * (whole.length + 1)));
    const prior = fold(emptyView('run_1'), stored);
    const again = makeWorld(seed + 10_000, seed);
    const run = consensusRun(again.engine, { ...again.request, prior }, new AbortController().signal);
    const later = (await play(run, again.clock, again.longestMs + slackMs)).flat();
    const events = [...stored, ...later];
    check(seed, events, fold(emptyView('run_1'), events));
    const asked = again.models.filter((m) => m.requests.length > 0).map((m) => m.id);
    expect(asked, `seed ${seed}: asked again`).toEqual(mayBeAsked(prior, again.request));
    if (prior.synthesis?.state === 'done' && asked.length === 0) {
      expect(again.synthesizer.prompts, `seed ${seed}: synthesised again`).toHaveLength(0);
    }
    expect(again.clock.pending, `seed ${seed}: timers left`).toBe(0);
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
  const run = consensusRun(world.engine, world.request, new AbortController().signal);
  const events = (await play(run, world.clock, world.longestMs + slackMs)).flat();
  expect(world.clock.pending, `seed ${seed}: timers left`).toBe(0);
  return { world, events, view: fold(emptyView('run_1'), events) };
}

/** The promises that hold for every log of a run that has ended. */
function check(seed: number, events: readonly ConsensusEvent[], view: ConsensusView): void {
  const told = `seed ${seed}`;
  expect(
    events.map((e) => e.seq),
    told,
  ).toEqual(events.map((_, index) => index + 1));
  expect(events.filter((e) => e.type === 'run-end').length, told).toBe(1);
  expect(events.at(-1)?.type, told).toBe('run-end');
  for (const { model, state } of view.answers) {
    const ends = events.filter((e) => (e.type === 'answer-end' || e.type === 'answer-error') && e.model === model);
    expect(ends.length, `${told}: ends of ${model}`).toBe(1);
    const last = events.findLastIndex((e) => 'model' in e && e.type.startsWith('answer') && e.model === model);
    expect(events[last], `${told}: nothing after the end of ${model}`).toBe(ends[0]);
    expect(['done', 'refused', 'failed', 'cancelled'], told).toContain(state);
  }
  const came = view.answers.filter((a) => a.state === 'done' || a.state === 'refused');
  const synthesisOpen = view.synthesis?.state === 'writing';
  expect(synthesisOpen, `${told}: synthesis left open`).toBe(false);
  if (view.state === 'done') {
    expect(view.synthesis, `${told}: without synthesis`).not.toBeNull();
    expect(view.agreement?.answered, `${told}: verdict of all`).toBe(came.length);
    expect(view.agreement?.provisional, `${told}: verdict is final`).toBe(false);
  }
  if (view.state === 'failed') {
    expect(view.error?.code, told).toBe('no_answers');
    expect(came, told).toHaveLength(0);
  }
  const spent = events.reduce(
    (sum, e) => sum + (e.type === 'answer-end' || e.type === 'synthesis-end' ? (e.costMicros ?? 0) : 0),
    0,
  );
  expect(view.costMicros, `${told}: cost`).toBe(spent);
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
  return { clock, random, models, synthesizer, request, longestMs, engine: pretendEngine(clock, seed) };
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
