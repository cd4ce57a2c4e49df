import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { overRounds } from '../load.ts';
import { onSchedule } from '../schedule.ts';
import { quantile, sum } from '../statistics.ts';
import { startSubject, type Subject } from '../subject.ts';
import { makeRow, type Row } from '../table.ts';
import { offer, type Offered } from '../viewer.ts';
import { quiet } from './first-and-whole.ts';

/** Most that the search for the knee offers, in questions a second. */
const perSecondMax = 120;
const perSecondFirst = 30;
/** Until as many questions end as begin: the slowest answer, the synthesis, and some. */
const settleMs = 4_000;

/** Ten times the load, and then three times what there is room for, poured from the first second on a server that has just started. */
export async function pastTheKnee(bench: Bench): Promise<readonly Row[]> {
  const [{ ours: once }, tenfold] = [await quiet(bench), await bench.busy('ours')];
  const [p95Once, p95Tenfold] = [once, tenfold].map((rounds) => overRounds(rounds, 0.95, ({ wholeMs }) => wholeMs));
  const whole = sum(tenfold.flatMap(({ seen }) => seen.map(({ faults }) => faults))) === 0;
  const peak = await findPeak(bench);
  const over = await pourOnNew(bench, Math.round(3 * peak.goodput));
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
      name: `goodput of a new server at three times the peak, none lost, beside the peak (${peak.perSecond} a second offered)`,
      unit: 'runs/s',
      ours: over.goodput,
      baseline: peak.goodput,
      goal: 'at least 0.9x',
      met: (ratio) => ratio >= 0.9 && over.lost === 0,
    }),
    makeRow({
      target: 10,
      name: 'time to refuse with Retry-After, p95 from its first second on, beside the bound',
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

interface Poured {
  readonly perSecond: number;
  /** Whole runs a second once as many end as begin. */
  readonly goodput: number;
  readonly residentBytes: number;
  /** Resolves when the last one has ended. */
  readonly offered: Promise<readonly Offered[]>;
}

/** Offers half as much again each time, without a break, until that does not bring more whole runs. */
async function findPeak(bench: Bench): Promise<Poured> {
  const [subject] = await bench.subjects(['ours']);
  let peak = await pour(bench, subject, perSecondFirst);
  const all = [peak.offered];
  for (let perSecond = 1.5 * perSecondFirst; perSecond <= perSecondMax; perSecond *= 1.5) {
    const next = await pour(bench, subject, Math.round(perSecond));
    all.push(next.offered);
    const isMore = next.goodput > 1.05 * peak.goodput;
    peak = next.goodput > peak.goodput ? next : peak;
    if (!isMore) {
      break;
    }
  }
  await Promise.all(all);
  return peak;
}

async function pourOnNew(bench: Bench, perSecond: number) {
  const subject = await startSubject('ours', await bench.upstream(), null);
  const { goodput, residentBytes, offered } = await pour(bench, subject, perSecond);
  const all = await offered;
  await subject.close();
  const served = all.filter((one) => one.type === 'served');
  const refused = all.filter((one) => one.type === 'refused');
  // Accepted, and not seen whole to the end.
  const lost = served.filter(({ seen }) => seen.faults > 0).length;
  return { goodput, residentBytes, served, refused, lost };
}

async function pour(bench: Bench, subject: Subject, perSecond: number): Promise<Poured> {
  const measuredMs = 1_000 * (bench.lengths.seconds + 1);
  const from = performance.now() + settleMs;
  const ends: number[] = [];
  const count = Math.round((perSecond * (settleMs + measuredMs)) / 1_000);
  const offered = onSchedule({ count, perSecond }, async (_, intendedAt) => {
    const one = await offer(subject, intendedAt);
    if (one.type === 'served' && one.seen.faults === 0) {
      ends.push(one.endedAt);
    }
    return one;
  });
  const residentBytes = await mostUntil(subject, from + measuredMs);
  const inTime = ends.filter((at) => at >= from && at < from + measuredMs);
  const goodput = (1_000 * inTime.length) / measuredMs;
  bench.say(`${perSecond} questions a second: ${goodput.toFixed(1)} whole runs a second`);
  return { perSecond, goodput, residentBytes, offered };
}

async function mostUntil(subject: Subject, until: number): Promise<number> {
  let most = 0;
  while (performance.now() < until) {
    await pause(Math.min(1_000, Math.max(1, until - performance.now())));
    most = Math.max(most, (await subject.sample()).residentBytes);
  }
  return most;
}
