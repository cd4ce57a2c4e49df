import type { Clock } from '../ports/clock.ts';

/** Time that stands still until a test moves it. Timers fire in the order of their time, then of their making. */
export class VirtualClock implements Clock {
  readonly #timers = new Map<number, { at: number; callback: () => void }>();
  readonly #epoch: number;
  #elapsed = 0;
  #made = 0;

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): () => void {
    const id = ++this.#made;
    this.#timers.set(id, { at: this.#elapsed + Math.max(0, ms), callback });
    return () => void this.#timers.delete(id);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on, firing what becomes due and letting promises settle before and after each timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settled();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [id, timer] = next;
      this.#timers.delete(id);
      this.#elapsed = Math.max(this.#elapsed, timer.at);
      timer.callback();
      await settled();
    }
    this.#elapsed = end;
  }

  #next(end: number): [number, { at: number; callback: () => void }] | undefined {
    let first: [number, { at: number; callback: () => void }] | undefined;
    for (const entry of this.#timers) {
      if (entry[1].at <= end && (first === undefined || entry[1].at < first[1].at)) {
        first = entry;
      }
    }
    return first;
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
