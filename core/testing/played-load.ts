import type { LoadSample, ProcessLoad } from '../ports/process-load.ts';

/** A process as busy as it is told to be. */
export class PlayedLoad implements ProcessLoad {
  now: LoadSample = { busyShare: 0, delayMs: 0, memoryShare: 0 };

  sample(): LoadSample {
    return this.now;
  }
}
