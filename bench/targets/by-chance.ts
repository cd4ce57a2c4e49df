import type { Bench } from '../bench.ts';
import { onSchedule } from '../schedule.ts';
import { quantile } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import type { UpstreamStyle } from '../upstream.ts';
import { ask, type Seen } from '../viewer.ts';

/** Profile S: first tokens, paces, stragglers and failures by chance, answers of 180 tokens. */
export const chancy: UpstreamStyle = { profile: 'S', tokens: 180, faults: '' };
const perSecond = 10;

/** The tail where vendors are as they are. */
export async function byChance(bench: Bench): Promise<readonly Row[]> {
  const subjects = await bench.subjects(['ours', 'barrier'], chancy);
  const count = bench.lengths.seconds * bench.lengths.rounds * 2 * perSecond;
  const seen = await onSchedule({ count, perSecond }, (index, intendedAt) =>
    ask(subjects[index % 2 === 0 ? 0 : 1], intendedAt),
  );
  bench.say(`vendors by chance: ${count} queries`);
  const [ours, barrier] = [0, 1].map((parity) => seen.filter((_, index) => index % 2 === parity));
  const whole = p95(ours, ({ wholeMs }) => wholeMs);
  return [
    makeRow({
      target: 5,
      name: 'whole time, p95, vendors by chance (profile S), beside the barrier',
      unit: 'ms',
      ours: whole,
      baseline: p95(barrier, ({ wholeMs }) => wholeMs),
      goal: 'at most 0.65x, under 8 s',
      met: (ratio) => ratio <= 0.65 && whole < 8_000,
    }),
    makeRow({
      target: 5,
      name: 'first text of the synthesis, p95, vendors by chance (profile S), beside the barrier',
      unit: 'ms',
      ours: p95(ours, ({ synthesisMs }) => synthesisMs),
      baseline: p95(barrier, ({ synthesisMs }) => synthesisMs),
      goal: 'at most 0.58x',
      met: (ratio) => ratio <= 0.58,
    }),
  ];
}

/** A run that code had to end without a synthesis has no first text of one: its end counts. */
function p95(seen: readonly Seen[] = [], value: (one: Seen) => number): number {
  return quantile(
    seen.map((one) => (Number.isNaN(value(one)) ? one.wholeMs : value(one))),
    0.95,
  );
}
