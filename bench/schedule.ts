import { performance } from 'node:perf_hooks';

export interface Schedule {
  readonly count: number;
  readonly perSecond: number;
}

/**
 * Open loop: action `i` starts at its place in the schedule whether or not the ones before have ended, and is told the
 * time it was meant to start, so that waiting counts.
 */
export async function onSchedule<T>(
  { count, perSecond }: Schedule,
  action: (index: number, intendedAt: number) => Promise<T>,
): Promise<T[]> {
  const firstAt = performance.now() + 20;
  return await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const intendedAt = firstAt + (index * 1_000) / perSecond;
      await until(intendedAt);
      return await action(index, intendedAt);
    }),
  );
}

async function until(at: number): Promise<void> {
  const waitMs = at - performance.now();
  if (waitMs > 0) {
    await new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
  }
}
