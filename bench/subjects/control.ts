import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a subject used since its last sample. */
export interface Sample {
  readonly cpuMs: number;
  /** Beyond the resolution of the measuring timer. */
  readonly loopDelayP99Ms: number;
  readonly residentBytes: number;
}

/** What a subject holds when nothing is asked of it, its garbage collected. */
export interface Held {
  readonly heapBytes: number;
  readonly timers: number;
  readonly sockets: number;
  /** Open file descriptors, sockets left out. */
  readonly files: number;
}

const resolutionMs = 10;

/** Tells the bench the address, answers its questions, and ends this process when it says so or has gone. */
export function obeyBench(address: string, close: () => Promise<void>): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let before = process.cpuUsage();
  const sample = (): Sample => {
    const used = process.cpuUsage(before);
    const loopDelayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
    before = process.cpuUsage();
    delay.reset();
    return { cpuMs: (used.user + used.system) / 1_000, loopDelayP99Ms, residentBytes: process.memoryUsage.rss() };
  };
  process.on('message', (message) => {
    if (message === 'sample') {
      process.send?.(sample());
    } else if (message === 'weigh') {
      void weigh().then((bytes) => process.send?.(bytes));
    } else if (message === 'held') {
      process.send?.(held());
    } else {
      process.disconnect();
    }
  });
  process.once('disconnect', () => {
    void close().finally(() => process.exit(0));
  });
  process.send?.(address);
}

/** Live bytes: the heap and what hangs on it, after collecting all garbage. */
async function weigh(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await pause(20);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function held(): Held {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a finalizer lets go is collected by the next one.
  collect();
  collect();
  const active = process.getActiveResourcesInfo();
  const sockets = active.filter((name) => name === 'TCPSocketWrap').length;
  return {
    heapBytes: process.memoryUsage().heapUsed,
    timers: active.filter((name) => name === 'Timeout').length,
    sockets,
    files: readdirSync('/proc/self/fd').length - sockets,
  };
}
