import type { Stage } from './scenario.ts';

/** Every vendor answers this much later, so that runs are in flight for as long; 0 at once again. */
export async function slowly(stage: Stage, latencyMs: number): Promise<void> {
  await Promise.all(Object.values(stage.lines).map((line) => line.disturb({ latencyMs, jitterMs: latencyMs / 2 })));
}
