import type { Clock } from '../ports/clock.ts';

/** Resolves after `ms`, or at once when the signal aborts: the caller looks at the signal. Leaves nothing behind. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const takeBack = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop() {
      takeBack();
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
