import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { median } from '../statistics.ts';
import type { Subject } from '../subject.ts';
import { makeRow, type Row } from '../table.ts';
import { answerMs } from '../upstream.ts';
import { ask } from '../viewer.ts';

const inFlight = 40;

/** Live memory of a run while its answers stream. */
export async function memoryPerRun(bench: Bench): Promise<readonly Row[]> {
  const [ours, sdk] = await bench.subjects(['ours', 'sdk-write-per-token']);
  const weights: { readonly ours: number[]; readonly sdk: number[] } = { ours: [], sdk: [] };
  // What a first load leaves for good is not a run's.
  await Promise.all([weightOfRuns(ours), weightOfRuns(sdk)]);
  for (let round = 0; round < bench.lengths.rounds; round += 1) {
    const [one, other] = await Promise.all([weightOfRuns(ours), weightOfRuns(sdk)]);
    weights.ours.push(one);
    weights.sdk.push(other);
    bench.say(`memory a run: ours ${weights.ours.at(-1)?.toFixed(0)} kB, SDK ${weights.sdk.at(-1)?.toFixed(0)} kB`);
  }
  return [
    makeRow({
      target: 8,
      name: `live memory a run with ${inFlight} in flight, beside SDK + write per token`,
      unit: 'kB',
      ours: median(weights.ours),
      baseline: median(weights.sdk),
      goal: 'at most 0.35x',
      met: (ratio) => ratio <= 0.35,
    }),
  ];
}

/** In the middle of the answers, over what the process holds without any run. */
export async function weightOfRuns(subject: Subject, runs = inFlight): Promise<number> {
  await pause(500);
  const before = await subject.weigh();
  const asked = Promise.all(Array.from({ length: runs }, () => ask(subject, performance.now())));
  await pause(0.7 * answerMs);
  const during = await subject.weigh();
  await asked;
  return (during - before) / runs / 1_024;
}
