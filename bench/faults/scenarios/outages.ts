import { setTimeout as pause } from 'node:timers/promises';
import { reply } from '#core/testing';
import { completionsWire } from '../../../core/adapters/models/fixtures/completions-wire.contract.ts';
import { panelSeats } from '../network.ts';
import { answerOf, question, type Scenario, type Stage, slowUnless, unless } from '../scenario.ts';
import type { Seen } from '../product.ts';

/** Vendors that are down for a while, alone and all at once: FLT-04, FLT-18 and FLT-19. */
export const outages: readonly Scenario[] = [
  {
    id: 'FLT-18',
    fault: 'every vendor refuses connections',
    expected: 'one clear failure, nothing charged, within the deadline',
    run: allDown,
  },
  {
    id: 'FLT-19',
    fault: 'who writes the synthesis refuses connections',
    expected: 'another model writes it, or the best answer stands for it',
    run: (stage) => synthesisWithout(stage, (line) => line.proxy.down()),
  },
  {
    id: 'FLT-19',
    fault: 'who writes the synthesis gives it the wrong shape',
    expected: 'another model writes it, or the best answer stands for it',
    run: (stage) => synthesisWithout(stage, (line) => line.play(plainText)),
  },
  ...([1, 2, 3, 4] as const).map((down): Scenario => ({
    id: 'FLT-18',
    ...slowUnless(down === 1 || down === 4),
    fault: `${down} of 5 vendors refuse connections`,
    expected: down < 4 ? 'answers and a synthesis from the rest' : 'a single answer, and no score',
    run: (stage) => someDown(stage, down),
  })),
  {
    id: 'FLT-04',
    fault: 'one vendor answers 500 for 10 s, at 16 questions a second',
    expected: 'at most 1.1 requests a call; after 5 s at most 5 % of the calls reach it; well again within 10 s',
    slow: true,
    run: longOutage,
  },
];

async function allDown(stage: Stage) {
  const lines = Object.values(stage.lines);
  await Promise.all(lines.map((line) => line.proxy.down()));
  const seen = await stage.product.ask(question);
  await Promise.all(lines.map((line) => line.heal()));
  return {
    outcome: seen.view.error?.code ?? seen.view.state,
    detectMs: seen.view.ms,
    recoverMs: await stage.recover(stage.lines.openai),
    wrong: unless({
      'the run fails as a whole': seen.view.state === 'failed' && seen.view.error?.code === 'no_answers',
      'each model says why': seen.view.answers.every(({ error }) => error?.code === 'connect_failed'),
      'nothing is charged': seen.view.costMicros === 0,
      'within the deadline': (seen.view.ms ?? Number.NaN) <= 8_000,
    }),
  };
}

async function someDown(stage: Stage, down: number) {
  const victims = panelSeats.slice(0, down).map((seat) => stage.lines[seat]);
  await Promise.all(victims.map((line) => line.proxy.down()));
  const { view } = await stage.product.ask(question);
  await Promise.all(victims.map((line) => line.heal()));
  const answered = view.answers.filter(({ state }) => state === 'done').length;
  return {
    outcome: `${answered} answers, score ${view.agreement?.score ?? 'none'}`,
    detectMs: Math.max(...victims.map((line) => view.answers.find(({ model }) => model === line.model)?.ms ?? 0)),
    wrong: unless({
      'the others answer': answered === 5 - down,
      'the run is done': view.state === 'done',
      'a score only of two and more': (view.agreement?.score ?? null) === null || answered >= 2,
    }),
  };
}

type Line = Stage['lines']['openai'];

async function synthesisWithout(stage: Stage, begin: (line: Line) => Promise<unknown>) {
  const line = stage.lines.openrouter;
  await begin(line);
  const { view }: Seen = await stage.product.ask(question);
  await Promise.all(Object.values(stage.lines).map((one) => one.heal()));
  const again = await stage.product.ask(question);
  return {
    outcome: `${view.synthesis?.kind ?? 'nothing'} of ${view.synthesis?.model ?? 'nobody'}`,
    detectMs: view.synthesis?.ms ?? null,
    wrong: unless({
      'the run is done': view.state === 'done',
      'another model writes it, or what stands for it is marked': isReplaced(view, line),
      'all answers are there': view.answers.every(({ state }) => state === 'done'),
      'the next run has one again': again.view.synthesis?.kind === 'synthesis',
    }),
  };
}

function isReplaced({ synthesis }: Seen['view'], line: Line): boolean {
  if (synthesis === null || synthesis.text === '') {
    return false;
  }
  return synthesis.kind === 'best-answer' ? synthesis.error !== null : synthesis.model !== line.model;
}

const plainText = reply({ parts: [completionsWire.answer(['No JSON ', 'at all, sorry.'])] });

const perSecond = 16;

async function longOutage(stage: Stage) {
  const line = stage.lines.google;
  await line.rehearse('google=500');
  const before = line.proxy.posts;
  const asked: Promise<unknown>[] = [];
  let settledPosts = 0;
  for (let at = 0; at < 10 * perSecond; at += 1) {
    if (at === 5 * perSecond) {
      settledPosts = line.proxy.posts;
    }
    asked.push(stage.product.ask(`${question} ${at}`));
    await pause(1_000 / perSecond);
  }
  await Promise.all(asked);
  const posts = line.proxy.posts - before;
  const late = (line.proxy.posts - settledPosts) / (5 * perSecond);
  const refused = await stage.product.ask(question);
  const recoverMs = await stage.recover(line);
  return {
    outcome: answerOf(refused, line).error?.code ?? 'done',
    amplification: posts / asked.length,
    recoverMs,
    note: `${Math.round(100 * late)} % of calls reach it after 5 s`,
    wrong: unless({
      [`at most 1.1 requests a call, not ${(posts / asked.length).toFixed(2)}`]: posts / asked.length <= 1.1,
      [`after 5 s at most 5 % reach it, not ${Math.round(100 * late)} %`]: late <= 0.05,
      'it is well within 10 s': recoverMs !== null && recoverMs <= 10_000,
    }),
  };
}
