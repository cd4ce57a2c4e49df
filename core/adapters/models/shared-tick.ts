/**
 * Wakes everybody who waits at one moment, so that many streams are worked on together instead of one by one. The more
 * streams there are the rarer the moments: a few are served 60 times a second, thirty-two and more 30 times. Hundreds
 * are woken some at a time, a turn of the event loop for each lot: a request that comes in between is heard in between.
 */
export class SharedTick {
  readonly #waiting = new Set<() => void>();
  readonly #due = new Set<() => void>();
  #armed = false;
  /** How many streams may wait here. */
  streams = 0;

  wait(wake: () => void): void {
    if (this.#due.has(wake)) {
      return;
    }
    this.#waiting.add(wake);
    if (!this.#armed) {
      this.#armed = true;
      setTimeout(() => this.#tick(), Math.min(tickMs.most, Math.max(tickMs.least, this.streams)));
    }
  }

  forget(wake: () => void): void {
    this.#waiting.delete(wake);
    this.#due.delete(wake);
  }

  #tick(): void {
    this.#armed = false;
    const isWaking = this.#due.size > 0;
    for (const wake of this.#waiting) {
      this.#due.add(wake);
    }
    this.#waiting.clear();
    if (!isWaking) {
      this.#wakeSome();
    }
  }

  #wakeSome(): void {
    let left = wokenATurn;
    for (const wake of this.#due) {
      this.#due.delete(wake);
      wake();
      left -= 1;
      if (left === 0) {
        break;
      }
    }
    if (this.#due.size > 0) {
      setImmediate(() => this.#wakeSome());
    }
  }
}

const tickMs = { least: 16, most: 32 };
/** What that many streams bring is read in a few milliseconds. */
const wokenATurn = 20;

export const sharedTick = new SharedTick();

/** Wakes everybody who waits at the end of a turn of the event loop: what came in the turn is then there. */
class SharedTurn {
  #waiting = new Set<() => void>();

  wait(wake: () => void): void {
    if (this.#waiting.size === 0) {
      setImmediate(() => this.#end());
    }
    this.#waiting.add(wake);
  }

  #end(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) {
      wake();
    }
  }
}

export const sharedTurn = new SharedTurn();
