import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { overRounds } from '../load.ts';
import { onSchedule } from '../schedule.ts';
import { quantile, sum } from '../statistics.ts';
import type { Subject } from '../subject.ts';
import { makeRow, type Row } from '../table.ts';
import { offer, type Offered } from '../viewer.ts';
import { quiet } from './first-and-whole.ts';

/** Most that the search for the knee offers, in questions a second. */
const perSecondMax = 100;
/** Until as many questions have ended as begin: the slowest answer and the synthesis, and some. */
const settleMs = 5_000;

/** Ten times the load, and then three times more than there is room for. */
export async function pastTheKnee(bench: Bench): Promise<readonly Row[]> {
  const [{ ours: once }, tenfold] = [await quiet(bench), await bench.busy('ours')];
  const [p95Once, p95Tenfold] = [once, tenfold].map((rounds) => overRounds(rounds, 0.95, ({ wholeMs }) => wholeMs));
  const whole = sum(tenfold.flatMap(({ seen }) => seen.map(({ faults }) => faults))) === 0;
  const peak = await findPeak(bench);
  const over = await offerFor(bench, Math.min(perSecondMax, 3 * peak.perSecond));
  const refusedMs = quantile(
    over.refused.map(({ ms }) => ms),
    0.95,
  );
  const rightly = over.refused.every(
    ({ status, retryAfter }) => [429, 503].includes(status) && Number(retryAfter) >= 1,
  );
  bench.say(
    `past the knee: ${over.served.length} served, ${over.refused.length} refused, ${over.lost} lost, ` +
      `${Math.round(over.residentBytes / 1e6)} MB (${Math.round(peak.residentBytes / 1e6)} at the knee)`,
  );
  return [
    makeRow({
      target: 10,
      name: 'whole time, p95, 10 a second beside 1 a second',
      unit: 'ms',
      ours: p95Tenfold ?? Number.NaN,
      baseline: p95Once ?? Number.NaN,
      goal: 'at most 1.05x, no errors',
      met: (ratio) => ratio <= 1.05 && whole,
    }),
    makeRow({
      target: 10,
      name: `goodput at three times the knee (${peak.perSecond} a second), none lost, beside the peak`,
      unit: 'runs/s',
      ours: over.goodput,
      baseline: peak.goodput,
      goal: 'at least 0.9x',
      met: (ratio) => ratio >= 0.9 && over.lost === 0,
    }),
    makeRow({
      target: 10,
      name: 'time to refuse with Retry-After past the knee, p95, beside the bound',
      unit: 'ms',
      ours: refusedMs,
      baseline: 50,
      goal: 'at most 50 ms',
      met: (ratio) => ratio <= 1 && rightly,
    }),
    makeRow({
      target: 10,
      name: 'resident memory past the knee, beside that at the knee',
      unit: 'MB',
      ours: over.residentBytes / 1e6,
      baseline: peak.residentBytes / 1e6,
      goal: 'at most 1.5x',
      met: (ratio) => ratio <= 1.5,
    }),
  ];
}

interface Load {
  readonly perSecond: number;
  readonly served: readonly Extract<Offered, { type: 'served' }>[];
  readonly refused: readonly Extract<Offered, { type: 'refused' }>[];
  /** Accepted, and not seen whole to the end. */
  readonly lost: number;
  /** Whole runs a second once as many end as begin. */
  readonly goodput: number;
  readonly residentBytes: number;
}

/** Offers half as much again each time until some are refused or more does not bring more. */
async function findPeak(bench: Bench): Promise<Load> {
  let peak = await offerFor(bench, 20);
  for (;;) {
    const next = await offerFor(bench, Math.round(peak.perSecond * 1.5));
    if (next.goodput <= peak.goodput * 1.05) {
      return next.goodput > peak.goodput ? next : peak;
    }
    peak = next;
    if (next.refused.length > 0.1 * next.served.length || next.perSecond * 1.5 > perSecondMax) {
      return peak;
    }
  }
}

async function offerFor(bench: Bench, perSecond: number): Promise<Load> {
  const [subject] = await bench.subjects(['ours']);
  const seconds = settleMs / 1_000 + bench.lengths.seconds + 1;
  const startedAt = performance.now();
  const [offered, residentBytes] = await Promise.all([
    onSchedule({ count: Math.round(perSecond * seconds), perSecond }, (_, intendedAt) => offer(subject, intendedAt)),
    most(subject, seconds),
  ]);
  const served = offered.filter((one) => one.type === 'served');
  const [from, until] = [startedAt + settleMs, startedAt + seconds * 1_000];
  const inTime = served.filter(({ endedAt, seen }) => seen.faults === 0 && endedAt >= from && endedAt < until);
  const goodput = (inTime.length * 1_000) / (until - from);
  bench.say(`${perSecond} questions a second: ${goodput.toFixed(1)} whole runs a second`);
  return {
    perSecond,
    served,
    refused: offered.filter((one) => one.type === 'refused'),
    lost: served.filter(({ seen }) => seen.faults > 0).length,
    goodput,
    residentBytes,
  };
}

async function most(subject: Subject, seconds: number): Promise<number> {
  const seen: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    await pause(1_000);
    seen.push((await subject.sample()).residentBytes);
  }
  return Math.max(...seen);
}
