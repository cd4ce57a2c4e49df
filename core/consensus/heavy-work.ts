import type { Clock } from '../ports/clock.ts';

/** So long is worked on what waits before the event loop gets its turn. */
const workMs = 4;

/**
 * Work of some milliseconds that many runs want done at the same moment: done at once while there is little of it, else
 * in the order of asking, some milliseconds a turn of the event loop, so that whatever else comes in is heard in between.
 */
export class HeavyWork {
  readonly #clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly #waiting: (() => void)[] = [];
  /** By `clock.monotonic()`. */
  #restUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'after' | 'monotonic'>) {
    this.#clock = clock;
  }

  /** Resolves when it is done; it must not throw. */
  async do(work: () => void): Promise<void> {
    if (this.#waiting.length === 0 && this.#clock.monotonic() >= this.#restUntil) {
      this.#work([work]);
      return;
    }
    const done = Promise.withResolvers<void>();
    const place = this.#waiting.push(() => {
      work();
      done.resolve();
    });
    if (place === 1) {
      this.#plan();
    }
    await done.promise;
  }

  #plan(): void {
    this.#clock.after(0, () => {
      this.#work(this.#waiting);
      if (this.#waiting.length > 0) {
        this.#plan();
      }
    });
  }

  /** What was worked on for a while is followed by as long a rest. */
  #work(queue: (() => void)[]): void {
    const from = this.#clock.monotonic();
    let spentMs = 0;
    while (spentMs < workMs) {
      const work = queue.shift();
      if (work === undefined) {
        break;
      }
      work();
      spentMs = this.#clock.monotonic() - from;
    }
    this.#restUntil = from + 2 * spentMs;
  }
}
