import { onSchedule } from './schedule.ts';
import { median, quantile, sum } from './statistics.ts';
import type { Subject } from './subject.ts';
import { ask, type Seen } from './viewer.ts';

export interface Load {
  readonly perSecond: number;
  readonly seconds: number;
}

/** What one subject did under one load. */
export interface Round {
  readonly seen: readonly Seen[];
  /** From the first question to the last answer, so that what is left over is counted too. */
  readonly cpuMsPerQuery: number;
  readonly loopDelayP99Ms: number;
}

export async function measureRound(subject: Subject, { perSecond, seconds }: Load): Promise<Round> {
  await subject.sample();
  const count = Math.max(1, Math.round(perSecond * seconds));
  const seen = await onSchedule({ count, perSecond }, (_, intendedAt) => ask(subject, intendedAt));
  const { cpuMs, loopDelayP99Ms } = await subject.sample();
  return { seen, cpuMsPerQuery: cpuMs / count, loopDelayP99Ms };
}

/** The median over the rounds of a quantile in each. */
export function overRounds(rounds: readonly Round[], share: number, value: (seen: Seen) => number): number {
  return median(rounds.map(({ seen }) => quantile(seen.map(value), share)));
}

export function faultsIn(rounds: readonly Round[]): number {
  return sum(rounds.flatMap(({ seen }) => seen.map(({ faults }) => faults)));
}
