import type { Bench } from '../bench.ts';
import { measureRound } from '../load.ts';
import { median, quantile } from '../statistics.ts';
import { startSubject } from '../subject.ts';
import { longAnswers, watchOurs, watchPlain } from '../targets/many-viewers.ts';
import { weightOfRuns } from '../targets/memory-per-run.ts';
import { profile, steady } from '../upstream.ts';
import { offer } from '../viewer.ts';
import type { Point, Series } from './picture.ts';

/** CPU of a query by the length of its answers. */
export async function tokensSeries(bench: Bench): Promise<readonly Series[]> {
  const points: Point[] = [];
  for (const x of [50, 150, 500, 1_000, 2_000]) {
    const subjects = await bench.subjects(['ours', 'sdk-write-per-token'], { ...steady, tokens: x });
    const rounds = await Promise.all(subjects.map((subject) => measureRound(subject, { perSecond: 2, seconds: 2 })));
    const [ours, baseline] = rounds.map(({ cpuMsPerQuery }) => cpuMsPerQuery);
    bench.say(`answers of ${x} tokens: ${ours?.toFixed(0)} ms CPU a query, SDK ${baseline?.toFixed(0)} ms`);
    points.push({ x, ours: ours ?? Number.NaN, baseline: baseline ?? Number.NaN });
  }
  return [{ what: 'CPU a query', along: 'tokens an answer', beside: 'SDK + write per token', unit: 'ms', points }];
}

/** CPU of telling many viewers. */
export async function viewersSeries(bench: Bench): Promise<readonly Series[]> {
  const [ours] = await bench.subjects(['ours'], longAnswers);
  const plain = await startSubject('write-per-viewer', await bench.upstream(longAnswers), null);
  const points: Point[] = [];
  for (const x of [1, 10, 50, 200, 800]) {
    const [one, other] = [await watchOurs(ours, x), await watchPlain(plain, x)];
    bench.say(`${x} viewers: ${one.cpuMs.toFixed(1)} ms CPU, write per event ${other.cpuMs.toFixed(1)} ms`);
    points.push({ x, ours: one.cpuMs, baseline: other.cpuMs });
  }
  await plain.close();
  return [{ what: 'CPU for 1,000 characters', along: 'viewers', beside: 'a write per event', unit: 'ms', points }];
}

/** Whole times and memory by the runs in flight; those that are refused as too many are in neither. */
export async function runsSeries(bench: Bench): Promise<readonly Series[]> {
  const [ours, sdk] = await bench.subjects(['ours', 'sdk-write-per-token']);
  const times: Point[] = [];
  const weights: Point[] = [];
  for (const x of [1, 10, 40, 100, 200, 500]) {
    const offered = await Promise.all(Array.from({ length: x }, () => offer(ours, performance.now())));
    const wholes = offered.flatMap((one) => (one.type === 'served' ? [one.seen.wholeMs] : []));
    bench.say(`${x} runs at once: ${wholes.length} served, p95 ${quantile(wholes, 0.95).toFixed(0)} ms`);
    times.push({ x, ours: quantile(wholes, 0.95), baseline: 2 * (profile.firstMs + profile.tokens * profile.gapMs) });
    // More than these may be refused, and a refused run weighs nothing.
    if (x >= 10 && x <= 40) {
      weights.push({ x, ours: await weightOfRuns(ours, x), baseline: await weightOfRuns(sdk, x) });
    }
  }
  bench.say(`memory a run: ${median(weights.map((point) => point.ours)).toFixed(0)} kB`);
  return [
    { what: 'whole time, p95', along: 'runs at once', beside: 'the upstream alone', unit: 'ms', points: times },
    {
      what: 'live memory a run',
      along: 'runs in flight',
      beside: 'SDK + write per token',
      unit: 'kB',
      points: weights,
    },
  ];
}
