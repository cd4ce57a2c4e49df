import { createHash } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';

/** All that happened in a world, as one hash: two runs of a seed are the same exactly when their hashes are. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #clock: Clock;
  readonly #tell: (line: string) => void;

  /** `tell` is given every line. */
  constructor(clock: Clock, tell: (line: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(what: string, about: unknown): void {
    const line = `${this.#clock.monotonic()} ${what} ${JSON.stringify(about)}`;
    this.#hash.update(line);
    this.#tell(line);
  }

  /** Ends the trace. */
  digest(): string {
    return this.#hash.digest('hex').slice(0, 16);
  }
}
