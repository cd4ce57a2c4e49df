import type { Bench } from '../bench.ts';
import { median, sum } from '../statistics.ts';
import { onSchedule } from '../schedule.ts';
import { makeRow, type Row } from '../table.ts';
import { steady, type UpstreamStyle } from '../upstream.ts';
import { ask } from '../viewer.ts';

export const oneSlow: UpstreamStyle = { ...steady, faults: 'vllm=slow' };

/** The whole time when one model of the panel, not the one that writes the synthesis, takes three times as long. */
export async function oneSlowModel(bench: Bench): Promise<readonly Row[]> {
  const subjects = await bench.subjects(['ours', 'barrier'], oneSlow);
  const count = bench.lengths.seconds * 8;
  const seen = await onSchedule({ count, perSecond: 2 }, (index, intendedAt) =>
    ask(subjects[index % 2 === 0 ? 0 : 1], intendedAt),
  );
  bench.say(`one model three times slower: ${count} queries`);
  const wholes = (parity: number) => seen.filter((_, index) => index % 2 === parity).map(({ wholeMs }) => wholeMs);
  return [
    makeRow({
      target: 4,
      name: 'whole time with one model three times slower, p50, beside the barrier',
      unit: 'ms',
      ours: median(wholes(0)),
      baseline: median(wholes(1)),
      goal: 'at most 0.55x',
      met: (ratio) => ratio <= 0.55 && sum(seen.map((one) => one.faults)) === 0,
    }),
  ];
}
