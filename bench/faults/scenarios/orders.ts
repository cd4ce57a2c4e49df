import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jsonReply } from '#core/testing';
import { faultsOf } from '../ledger.ts';
import { answerOf, outcomeOf, question, type Finding, type Scenario, type Stage, unless } from '../scenario.ts';
import { slowly, streaming } from '../slowly.ts';
import { dripping, hedges, isPartial, wholeAnswer } from '../vendor-fault.ts';

/** Faults that come together, begin half-way, or come and go. */
export const orders: readonly Scenario[] = [
  {
    id: 'FLT-09',
    fault: 'one vendor drips, one is a black hole, and another process locks the database for 3 s',
    expected: 'the two are cut at their limits, the other three and a synthesis are stored',
    run: dripAndLock,
  },
  {
    id: 'FLT-10',
    fault: 'all five vendors are cut in mid-stream at once',
    expected: 'one clear failure, what came is shown, the next question is answered',
    run: allCut,
  },
  {
    id: 'FLT-18',
    fault: 'three vendors down, each by another fault, and who writes the synthesis too',
    expected: 'two answers, and one of their models writes it',
    slow: true,
    run: threeAndTheWriter,
  },
  {
    id: 'FLT-04',
    fault: 'one vendor flaps: 500 for a second, well for a second, for 8 s at 8 questions a second',
    expected: 'at most 1.2 requests a call, every run done, well again within 10 s',
    slow: true,
    run: flapping,
  },
  {
    id: 'FLT-23',
    fault: 'kill -9 in mid-stream while one vendor is down and one is a black hole',
    expected: 'the next server ends every acknowledged run, once, within 10 s, with the answers of the others',
    slow: true,
    run: killedAmongFaults,
  },
];

async function dripAndLock(stage: Stage): Promise<Finding> {
  const { product, lines } = stage;
  await lines.vllm.play(dripping);
  await lines.google.disturb({ blackhole: true });
  const id = await accepted(stage);
  await pause(100);
  const other = new DatabaseSync(join(stage.dataDir, 'consilience.db'));
  other.exec('BEGIN IMMEDIATE');
  const healthMs = await product.health();
  await pause(3_000);
  other.exec('ROLLBACK');
  other.close();
  const seen = await product.watch(id);
  await Promise.all([lines.vllm.heal(), lines.google.heal()]);
  const recoverMs = await stage.recover(lines.google);
  const outcomes = [outcomeOf(seen, lines.vllm), outcomeOf(seen, lines.google)];
  const done = seen.view.answers.filter(({ state }) => state === 'done').length;
  return {
    outcome: `${outcomes.join(', ')}, ${done} answers`,
    detectMs: Math.max(answerOf(seen, lines.vllm).ms ?? 0, answerOf(seen, lines.google).ms ?? 0),
    recoverMs,
    wrong: [
      ...(await faultsOf(product, [id])),
      ...unless({
        'the drip is cut at its limit': ['total_timeout', 'too_slow'].includes(outcomes[0] ?? ''),
        'the black hole is cut at its limit': outcomes[1] === 'first_token_timeout',
        'the others answer': done === 3,
        'the run is done with a synthesis': seen.view.state === 'done' && seen.view.synthesis?.kind === 'synthesis',
        [`/health answers within 1.5 s, not ${Math.round(healthMs)} ms`]: healthMs < 1_500,
        'well again': recoverMs !== null,
      }),
    ],
  };
}

async function allCut(stage: Stage): Promise<Finding> {
  const { product } = stage;
  const lines = Object.values(stage.lines);
  const hurry = await streaming(stage);
  const id = await accepted(stage);
  const watched = product.watch(id);
  await pause(700);
  await Promise.all(lines.map((line) => line.proxy.down()));
  const seen = await watched;
  hurry();
  await Promise.all(lines.map((line) => line.heal()));
  const recoverMs = await stage.recover(stage.lines.openai);
  const answers = seen.view.answers;
  return {
    outcome: seen.view.error?.code ?? seen.view.state,
    detectMs: seen.view.ms,
    recoverMs,
    wrong: [
      ...(await faultsOf(product, [id])),
      ...unless({
        'the run fails as a whole': seen.view.error?.code === 'no_answers',
        'each model says why': answers.every(({ error }) =>
          ['stream_cut', 'connect_failed'].includes(error?.code ?? ''),
        ),
        'what came is shown': answers.some(({ text }) => text !== ''),
        'well again': recoverMs !== null,
      }),
    ],
  };
}

async function threeAndTheWriter(stage: Stage): Promise<Finding> {
  const { product, lines } = stage;
  await lines.openrouter.proxy.down();
  await lines.openai.rehearse('openai=529');
  await lines.anthropic.disturb({ blackhole: true });
  await lines.google.disturb({ cut: { afterBytes: 2_500, by: 'reset' } });
  const seen = await product.ask(question);
  await Promise.all(Object.values(lines).map((line) => line.heal()));
  const { view } = seen;
  const victims = [lines.openai, lines.anthropic, lines.google];
  return {
    outcome: `${victims.map((line) => outcomeOf(seen, line)).join(', ')}; ${view.synthesis?.kind ?? 'nothing'} of ${view.synthesis?.model ?? 'nobody'}`,
    detectMs: view.ms,
    recoverMs: await stage.recover(lines.anthropic),
    wrong: unless({
      'two models answer': view.answers.filter(({ state }) => state === 'done').length === 2,
      'what was cut is partial': isPartial(seen, lines.google),
      'the run is done': view.state === 'done',
      'one that answered writes it': view.synthesis?.kind === 'synthesis',
    }),
  };
}

const perSecond = 8;

async function flapping(stage: Stage): Promise<Finding> {
  const line = stage.lines.vllm;
  const startedAt = performance.now();
  const isDown = () => Math.floor((performance.now() - startedAt) / 1_000) % 2 === 0;
  await line.answer(() => (isDown() ? jsonReply(500, { error: { message: 'Down.' } }) : wholeAnswer()));
  const before = line.proxy.posts - hedges(stage, line);
  const asked: ReturnType<Stage['product']['ask']>[] = [];
  for (let at = 0; at < 8 * perSecond; at += 1) {
    asked.push(stage.product.ask(`${question} ${at}`));
    await pause(1_000 / perSecond);
  }
  const runs = await Promise.all(asked);
  const amplification = (line.proxy.posts - hedges(stage, line) - before) / runs.length;
  const answered = runs.filter((seen) => answerOf(seen, line).state === 'done').length;
  const recoverMs = await stage.recover(line);
  return {
    outcome: `${answered} of ${runs.length} answered`,
    amplification,
    recoverMs,
    wrong: unless({
      'every run is done': runs.every(({ view }) => view.state === 'done'),
      [`at most 1.2 requests a call, not ${amplification.toFixed(2)}`]: amplification <= 1.2,
      'well within 10 s': recoverMs !== null && recoverMs <= 10_000,
    }),
  };
}

async function killedAmongFaults(stage: Stage): Promise<Finding> {
  const { lines } = stage;
  const dataDir = stage.folder();
  const first = await stage.start({ dataDir });
  const hurry = await streaming(stage);
  await lines.openai.proxy.down();
  await lines.google.disturb({ blackhole: true });
  const ids: string[] = [];
  for (let at = 0; at < 4; at += 1) {
    const one = await first.accept(`${question} (${at})`);
    ids.push(...(typeof one === 'string' ? [one] : []));
  }
  await pause(500);
  await first.kill();
  hurry();
  lines.google.proxy.chaos = { ...lines.google.proxy.chaos, blackhole: true };
  const next = await stage.start({ dataDir });
  const startedAt = performance.now();
  const faults = await faultsOf(next, ids);
  const recoverMs = performance.now() - startedAt;
  const views = await Promise.all(ids.map((id) => next.view(id)));
  await next.kill();
  await slowly(stage, 0);
  await Promise.all([lines.openai.heal(), lines.google.heal()]);
  return {
    outcome: `${ids.length} acknowledged, ${faults.length} faults`,
    recoverMs,
    wrong: [
      ...faults,
      ...unless({
        'all are acknowledged': ids.length === 4,
        [`ended within 10 s, not ${Math.round(recoverMs)} ms`]: recoverMs <= 10_000,
        'the three others answer': views.every(
          ({ state, answers }) => state === 'done' && answers.filter((one) => one.state === 'done').length === 3,
        ),
      }),
    ],
  };
}

async function accepted({ product }: Stage): Promise<string> {
  const id = await product.accept(question);
  if (typeof id !== 'string') {
    throw new Error(`Refused with ${id.status} ${id.code}`);
  }
  return id;
}
