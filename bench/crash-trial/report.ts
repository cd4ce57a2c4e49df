import { points } from './points.ts';
import type { Verdict } from './trial.ts';

const recoverMsMax = 10_000;
const faultsShown = 20;

/** What a verdict holds against the product, one sentence each; none when nothing was lost. */
export function wrongIn({ integrity, faults, recoveredMs, resumedWrong }: Verdict): string[] {
  const slowest = Math.max(0, ...recoveredMs);
  return [
    ...faults,
    ...(integrity === 'ok' ? [] : [`the integrity check says ${integrity}`]),
    ...(slowest <= recoverMsMax ? [] : [`a recovery took ${Math.round(slowest)} ms`]),
    ...(resumedWrong === 0 ? [] : [`${resumedWrong} viewers were shown something else than the log`]),
  ];
}

/** For people. Milliseconds. */
export function reported(verdict: Verdict): string {
  const { rounds, acknowledged, done, reached, recoveredMs, resumed } = verdict;
  const sorted = recoveredMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  const missed = points.filter((point) => !reached.has(point));
  const wrong = wrongIn(verdict);
  return [
    `${rounds} kills; ${acknowledged} runs acknowledged, ${done} runs done (those of unheard answers too)`,
    `${reached.size} of ${points.length} named points met${missed.length === 0 ? '' : `; not met: ${missed.join(', ')}`}`,
    `recovered after ${at(0.5)} ms (median), ${at(0.95)} (p95), ${at(1)} (most)`,
    `${resumed} viewers came back, at every sequence of their runs`,
    `integrity check: ${verdict.integrity}`,
    wrong.length === 0 ? 'nothing lost, nothing wrong' : `WRONG: ${wrong.slice(0, faultsShown).join('; ')}`,
  ].join('\n');
}
