import type { Bench, Target } from './bench.ts';
import { growth } from './growth/growth.ts';
import { historyTimes } from './history/history.ts';
import { memoryGrowth } from './growth/memory.ts';
import { measurePage } from './page/measure-page.ts';
import { addedFirstToken } from './targets/added-first-token.ts';
import { agreementTime } from './targets/agreement-time.ts';
import { byChance, chancy } from './targets/by-chance.ts';
import { cpuPerQuery } from './targets/cpu-per-query.ts';
import { deadVendor, oneDead } from './targets/dead-vendor.ts';
import { equalQuestions } from './targets/equal-questions.ts';
import { firstOnScreen, wallOverNominal } from './targets/first-and-whole.ts';
import { longAnswers, manyViewers } from './targets/many-viewers.ts';
import { memoryPerRun } from './targets/memory-per-run.ts';
import { oneSlow, oneSlowModel } from './targets/one-slow-model.ts';
import { pastTheKnee } from './targets/past-the-knee.ts';
import { steady } from './upstream.ts';

/** What a plain `npm run bench` measures, by the number of the target in `docs/performance.md`. */
export const targets: ReadonlyMap<number, Target> = new Map([
  [1, addedFirstToken],
  [2, firstOnScreen],
  [3, wallOverNominal],
  [4, oneSlowModel],
  [5, byChance],
  [6, deadVendor],
  [7, cpuPerQuery],
  [8, memoryPerRun],
  [9, manyViewers],
  [10, pastTheKnee],
  [11, equalQuestions],
  [14, agreementTime],
]);

/**
 * Those that look at seconds of waiting for vendors, each beside its own baseline by turns, on servers of
 * its own, and at a few questions a second: they are measured at the same time.
 */
export const together: ReadonlySet<number> = new Set([4, 5, 6]);

/** Starts the servers of all targets at once: one after the other they would take a minute. */
export async function startAll(bench: Bench): Promise<void> {
  await Promise.all([
    bench.subjects(['ours', 'barrier', 'sdk-write-per-token'], steady),
    bench.subjects(['ours', 'barrier'], oneSlow),
    bench.subjects(['ours', 'barrier'], chancy),
    bench.subjects(['ours'], oneDead),
    bench.subjects(['ours'], longAnswers),
  ]);
}

/** What is measured only when it is asked for by its name: `npm run bench -- growth`. */
export const series: ReadonlyMap<string, Target> = new Map([
  ['growth', growth],
  ['memory', memoryGrowth],
  ['page', measurePage],
  ['history', historyTimes],
]);
