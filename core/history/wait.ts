import type { Clock } from '../ports/clock.ts';

/** Ends early, or does not begin, when `hurry` is aborted. */
export function sleep(clock: Clock, ms: number, hurry?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (hurry?.aborted === true) {
      resolve();
      return;
    }
    const end = () => {
      takeBack();
      hurry?.removeEventListener('abort', end);
      resolve();
    };
    const takeBack = clock.after(ms, end);
    hurry?.addEventListener('abort', end, { once: true });
  });
}

/** Waits for `work`, which never rejects, but no longer than `ms`. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const takeBack = clock.after(ms, late.resolve);
  await Promise.race([work, late.promise]);
  takeBack();
}

/** As `Promise.all`, but nothing of it goes on once it has thrown: what comes next may close the store. */
export async function allOf<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ -readonly [Key in keyof T]: Awaited<T[Key]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
