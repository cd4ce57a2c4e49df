/**
 * Wakes everybody who waits at one moment, so that many streams are worked on together instead of one by one. The more
 * streams there are the rarer the moments: a few are served 60 times a second, fifty and more about 20 times.
 */
class SharedTick {
  readonly #waiting = new Set<() => void>();
  #armed = false;
  /** How many streams may wait here. */
  streams = 0;

  wait(wake: () => void): void {
    this.#waiting.add(wake);
    if (!this.#armed) {
      this.#armed = true;
      setTimeout(() => this.#tick(), Math.min(tickMs.most, Math.max(tickMs.least, this.streams)));
    }
  }

  forget(wake: () => void): void {
    this.#waiting.delete(wake);
  }

  #tick(): void {
    this.#armed = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) {
      wake();
    }
  }
}

const tickMs = { least: 16, most: 48 };

export const sharedTick = new SharedTick();
