import type { Bench } from '../bench.ts';
import { onSchedule } from '../schedule.ts';
import { quantile } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import { steady, type UpstreamStyle } from '../upstream.ts';
import { offer, type Offered } from '../viewer.ts';

export const oneDead: UpstreamStyle = { ...steady, faults: 'perplexity=500' };
const panel = ['openai/rehearsal-gpt', 'anthropic/rehearsal-claude', 'google/rehearsal-gemini', 'vllm/rehearsal-llama'];
const perSecond = 5;
const probeEveryMs = 5_000;
/** So many calls fail before the breaker opens. */
const openingCalls = 24;
const openingPerSecond = 8;

/** One vendor of five is dead and its breaker open, beside a panel of the other four. */
export async function deadVendor(bench: Bench): Promise<readonly Row[]> {
  const [subject] = await bench.subjects(['ours'], oneDead);
  await onSchedule({ count: openingCalls, perSecond: openingPerSecond }, (_, intendedAt) => offer(subject, intendedAt));
  const count = 4 * perSecond * bench.lengths.seconds;
  const seen = await onSchedule({ count, perSecond }, (index, intendedAt) =>
    offer(subject, intendedAt, { models: index % 2 === 0 ? null : panel }),
  );
  const [dead, alive] = [0, 1].map((parity) => seen.filter((_, index) => index % 2 === parity));
  const probes = (dead ?? []).flatMap(errorsOf).filter((code) => code !== 'breaker_open').length;
  const probesMax = Math.ceil((count * 1_000) / perSecond / probeEveryMs) + 1;
  bench.say(`one dead vendor: ${count} queries, ${probes} probes`);
  return [
    makeRow({
      target: 6,
      name: `whole time, p95, one vendor of five dead (${probes} probes), beside a panel of the other four`,
      unit: 'ms',
      ours: p95(dead),
      baseline: p95(alive),
      goal: 'at most 1.05x, one probe every 5 s',
      met: (ratio) => ratio <= 1.05 && probes <= probesMax,
    }),
  ];
}

function errorsOf(offered: Offered): readonly string[] {
  return offered.type === 'served' ? offered.seen.errors : [offered.type];
}

function p95(offered: readonly Offered[] = []): number {
  return quantile(
    offered.flatMap((one) => (one.type === 'served' ? [one.seen.wholeMs] : [])),
    0.95,
  );
}
