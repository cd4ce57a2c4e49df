import type { Stage } from './scenario.ts';

/** Every vendor answers this much later, so that runs are in flight for as long; 0 at once again. */
export async function slowly(stage: Stage, latencyMs: number): Promise<void> {
  await Promise.all(Object.values(stage.lines).map((line) => line.disturb({ latencyMs, jitterMs: latencyMs / 2 })));
}

/** Every answer streams for some seconds, in small pieces; what is returned lets what is left of them through at once. */
export async function streaming(stage: Stage): Promise<() => void> {
  const lines = Object.values(stage.lines);
  await Promise.all(lines.map((line) => line.disturb({ sliceBytes: 200, bytesPerSecond: 3_000 })));
  return () => lines.forEach((line) => line.calm());
}
