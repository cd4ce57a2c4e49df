import { localWorkspace } from '#core';
import { memoryStore } from '../../../core/adapters/stores/memory-store.ts';
import { seededRandom, VirtualClock } from '#core/testing';
import { simulateLive } from './simulate.ts';

/** `npm run simulate:live -- 10000 [seed]`: live messages under faults and crashes until so many finals were due. */
const wanted = Number(process.argv[2] ?? 10_000);
let seed = Number(process.argv[3] ?? 1);
const totals = {
  finals: 0,
  violations: 0,
  crashes: 0,
  requests: 0,
  limited: 0,
  failed: 0,
  lost: 0,
  unanswered: 0,
  late: 0,
};
const lags: number[] = [];
while (totals.finals < wanted) {
  const tables = new Map();
  const outcome = await simulateLive({
    clock: new VirtualClock(),
    random: seededRandom(seed),
    openStore: () => memoryStore(tables),
    workspace: localWorkspace,
  });
  for (const violation of outcome.violations) {
    process.stdout.write(`seed ${seed}: ${violation}\n`);
  }
  totals.finals += outcome.finals;
  totals.violations += outcome.violations.length;
  totals.crashes += outcome.crashes;
  for (const [name, count] of Object.entries(outcome.counts)) {
    totals[name as keyof typeof outcome.counts] += count;
  }
  lags.push(...outcome.lagsMs);
  seed += 1;
}
const sorted = lags.toSorted((a, b) => a - b);
const at = (share: number) => ((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000).toFixed(1);
const { finals, violations, crashes, requests, limited, failed, lost, unanswered, late } = totals;
process.stdout.write(
  `${finals} finals due, ${lags.length} delivered, ${violations} violations, ${crashes} crashes, seeds to ${seed - 1}\n` +
    `${requests} requests: ${limited} limited, ${failed} failed, ${lost} lost, ${unanswered} unanswered, ${late} late\n` +
    `from a run's end to its final: p50 ${at(0.5)} s, p95 ${at(0.95)} s, most ${at(1)} s\n`,
);
process.exitCode = violations === 0 && lags.length === finals ? 0 : 1;
