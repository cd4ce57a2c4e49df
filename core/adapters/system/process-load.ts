import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { ProcessLoad } from '../../ports/process-load.ts';

const resolutionMs = 10;

/** The event loop and the heap of this process. */
export function processLoad(): ProcessLoad {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let before = performance.eventLoopUtilization();
  return {
    sample() {
      const now = performance.eventLoopUtilization();
      const busyShare = performance.eventLoopUtilization(now, before).utilization;
      const delayMs = Math.max(0, delay.percentile(90) / 1e6 - resolutionMs);
      before = now;
      delay.reset();
      const { used_heap_size: used, external_memory: external, heap_size_limit: limit } = getHeapStatistics();
      return { busyShare, delayMs, memoryShare: (used + external) / limit };
    },
  };
}
