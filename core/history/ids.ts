import { monotonicFactory } from 'ulid';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';

/** Ids that sort by the time they were made, also within a millisecond. */
export interface Ids {
  run(): string;
  session(): string;
}

export function makeIds(clock: Clock, random: Random): Ids {
  const next = monotonicFactory(() => random.next());
  return { run: () => `run_${next(clock.now())}`, session: () => `ses_${next(clock.now())}` };
}

/** Asked before the store: anything else names no run. */
export function isRunId(id: string): boolean {
  return /^run_[0-9A-Za-z]{20,26}$/.test(id);
}

export function isSessionId(id: string): boolean {
  return /^ses_[0-9A-Za-z]{20,26}$/.test(id);
}
