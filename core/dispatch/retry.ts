import type { ConsilienceError } from '../errors.ts';
import type { Random } from '../ports/random.ts';
import type { DispatchSettings } from './settings.ts';

export interface Retry {
  readonly error: ConsilienceError;
  /** How many attempts there were. */
  readonly attempts: number;
  readonly attemptsMax: number;
  /** Until the call's deadline. */
  readonly remainingMs: number;
}

/**
 * How long to wait before the next attempt; null when there must be none. Full jitter (Brooker, "Exponential Backoff
 * And Jitter", 2015). What the vendor asks for in Retry-After is waited in full, and then a little, so that all who
 * were told the same time do not come back in the same moment.
 */
export function retryWaitMs(retry: Retry, chance: Random, settings: DispatchSettings): number | null {
  if (!retry.error.retryable || retry.attempts >= retry.attemptsMax) {
    return null;
  }
  const told = retry.error.retryAfterMs;
  const isTold = told !== null && Number.isFinite(told) && told > 0;
  const doublings = isTold ? 0 : retry.attempts - 1;
  const jitterMs = chance.next() * Math.min(settings.backoffMsMax, settings.backoffBaseMs * 2 ** doublings);
  const waitMs = isTold ? told + jitterMs : jitterMs;
  return waitMs < retry.remainingMs ? waitMs : null;
}
