import type { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';

interface Limit {
  readonly clock: Clock;
  readonly msMax: number;
  /** When it is aborted, the work is over too. */
  readonly stopped: AbortSignal;
  /** What is thrown then, and after `msMax`. */
  readonly late: ConsilienceError;
}

/** Waits for work, but no longer than the limit says, whether or not the work heeds its signal. */
export async function within<T>(
  { clock, msMax, stopped, late }: Limit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const control = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = () => {
    control.abort(late);
    reject(late);
  };
  const takeBack = clock.after(msMax, giveUp);
  stopped.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work(control.signal), promise]);
  } finally {
    takeBack();
    stopped.removeEventListener('abort', giveUp);
  }
}
