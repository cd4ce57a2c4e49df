import type { Bench } from '../bench.ts';
import { faultsIn, overRounds, type Round } from '../load.ts';
import { onSchedule } from '../schedule.ts';
import { makeRow, type Row } from '../table.ts';
import { answerMs, profile } from '../upstream.ts';
import { ask, type Seen } from '../viewer.ts';

/** The slowest counted answer and the synthesis, as the upstream plays them. */
const nominalMs = 2 * answerMs;

/** The first text on screen, beside the barrier, which shows nothing before its end. */
export async function firstOnScreen(bench: Bench): Promise<readonly Row[]> {
  const { ours, barrier } = await quiet(bench);
  const firstMs = overRounds(ours, 0.5, (seen) => seen.firstMs);
  const whole = faultsIn([...ours, ...barrier]) === 0;
  return [
    makeRow({
      target: 2,
      name: 'first answer token on screen, p50, beside the upstream',
      unit: 'ms',
      ours: firstMs,
      baseline: profile.firstMs,
      goal: 'at most 50 ms more',
      met: () => whole && firstMs <= profile.firstMs + 50,
    }),
    makeRow({
      target: 2,
      name: 'first answer token on screen, p50, beside the barrier',
      unit: 'ms',
      ours: firstMs,
      baseline: overRounds(barrier, 0.5, (seen) => seen.firstMs),
      goal: 'at most 0.07x',
      met: (ratio) => whole && ratio <= 0.07,
    }),
  ];
}

/** The whole time over that of the slowest answer and the synthesis alone. */
export async function wallOverNominal(bench: Bench): Promise<readonly Row[]> {
  const { ours, barrier } = await quiet(bench);
  const [busyOurs, busyBarrier] = [await bench.busy('ours'), await bench.busy('barrier')];
  return [
    wallRow({ perSecond: 1, most: 1.02, ours, barrier }),
    wallRow({ perSecond: 10, most: 1.03, ours: busyOurs, barrier: busyBarrier }),
  ];
}

function wallRow(of: { perSecond: number; most: number; ours: readonly Round[]; barrier: readonly Round[] }): Row {
  const ours = wall(of.ours);
  return makeRow({
    target: 3,
    name: `whole time / (slowest answer + synthesis), p95, ${of.perSecond} a second, beside the barrier`,
    unit: 'x',
    ours,
    baseline: wall(of.barrier),
    goal: `ours at most ${of.most}`,
    met: () => ours <= of.most && faultsIn([...of.ours, ...of.barrier]) === 0,
  });
}

function wall(rounds: readonly Round[]): number {
  return overRounds(rounds, 0.95, (seen) => seen.wholeMs) / nominalMs;
}

const measured = new WeakMap<Bench, Promise<Quiet>>();

interface Quiet {
  readonly ours: readonly Round[];
  readonly barrier: readonly Round[];
}

/** One query a second for each of the two, half a second apart. */
export function quiet(bench: Bench): Promise<Quiet> {
  const rounds = measured.get(bench) ?? measureQuiet(bench);
  measured.set(bench, rounds);
  return rounds;
}

async function measureQuiet(bench: Bench): Promise<Quiet> {
  const subjects = await bench.subjects(['ours', 'barrier']);
  const count = Math.round(bench.lengths.seconds * bench.lengths.rounds) * 2;
  const seen = await onSchedule({ count, perSecond: 2 }, (index, intendedAt) =>
    ask(subjects[index % 2 === 0 ? 0 : 1], intendedAt),
  );
  bench.say(`ours and barrier by turns, one a second each: ${count} queries`);
  return { ours: asRounds(bench, seen, 0), barrier: asRounds(bench, seen, 1) };
}

function asRounds({ lengths: { rounds } }: Bench, seen: readonly Seen[], parity: number): readonly Round[] {
  const own = seen.filter((_, index) => index % 2 === parity);
  const size = Math.ceil(own.length / rounds);
  return Array.from({ length: rounds }, (_, round) => ({
    seen: own.slice(round * size, (round + 1) * size),
    cpuMsPerQuery: 0,
    loopDelayP99Ms: 0,
  }));
}
