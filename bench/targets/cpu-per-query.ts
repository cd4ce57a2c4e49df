import type { Bench } from '../bench.ts';
import { faultsIn, type Round } from '../load.ts';
import { median } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import { framesPerQuery } from '../upstream.ts';

/** CPU of the server process for one query, beside the bare SDKs with one write a token; and the event loop at double load. */
export async function cpuPerQuery(bench: Bench): Promise<readonly Row[]> {
  const [ours, sdk] = [await bench.busy('ours'), await bench.busy('sdk-write-per-token')];
  await bench.sayDrift(20);
  const [doubled = [], sdkDoubled = []] = await bench.byTurns(
    ['ours', 'sdk-write-per-token'],
    { perSecond: 20, seconds: bench.lengths.seconds },
    { warmUps: 0, measured: Math.ceil(bench.lengths.rounds / 3) },
  );
  return [
    makeRow({
      target: 7,
      name: `CPU a query of ${framesPerQuery} frames, 10 a second, beside SDK + write per token`,
      unit: 'ms',
      ours: cpu(ours),
      baseline: cpu(sdk),
      goal: 'at most 0.60x',
      met: (ratio) => ratio <= 0.6 && faultsIn([...ours, ...sdk]) === 0,
    }),
    makeRow({
      target: 7,
      name: 'event-loop delay p99, 20 a second, beside SDK + write per token',
      unit: 'ms',
      ours: delay(doubled),
      baseline: delay(sdkDoubled),
      goal: 'ours under 15 ms',
      met: () => delay(doubled) < 15 && faultsIn(doubled) === 0,
    }),
  ];
}

function cpu(rounds: readonly Round[]): number {
  return median(rounds.map((round) => round.cpuMsPerQuery));
}

function delay(rounds: readonly Round[]): number {
  return median(rounds.map((round) => round.loopDelayP99Ms));
}
