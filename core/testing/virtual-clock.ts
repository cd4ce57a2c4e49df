import type { Clock } from '../ports/clock.ts';

interface Timer {
  readonly at: number;
  readonly made: number;
  /** Null once it was taken back. */
  callback: (() => void) | null;
}

/** Time that stands still until a test moves it. Timers last whole milliseconds and fire in the order of their time, then of their making. */
export class VirtualClock implements Clock {
  /** A heap: no timer is due before the one at half its place. Those taken back stay until they come up. */
  readonly #timers: Timer[] = [];
  readonly #epoch: number;
  #elapsed = 0;
  #made = 0;
  #pending = 0;

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return Math.floor(this.#epoch + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#elapsed + Math.ceil(Math.max(0, ms)), made: ++this.#made, callback };
    this.#rise(timer);
    this.#pending += 1;
    return () => {
      this.#pending -= timer.callback === null ? 0 : 1;
      timer.callback = null;
    };
  }

  get pending(): number {
    return this.#pending;
  }

  /** Moves time on, firing what becomes due and letting promises settle before and after each timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settled();
    while (await this.step(end)) {
      // Each step does its work itself.
    }
    this.#elapsed = end;
  }

  /** Fires the next timer that is due by `until` and lets promises settle; false when there is none. */
  async step(until: number): Promise<boolean> {
    const timer = this.#next();
    if (timer === undefined || timer.at > until) {
      return false;
    }
    this.#sink();
    this.#pending -= 1;
    this.#elapsed = Math.max(this.#elapsed, timer.at);
    const { callback } = timer;
    timer.callback = null;
    callback?.();
    await settled();
    return true;
  }

  #next(): Timer | undefined {
    while (this.#timers[0]?.callback === null) {
      this.#sink();
    }
    return this.#timers[0];
  }

  #rise(timer: Timer): void {
    const timers = this.#timers;
    let place = timers.push(timer) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = timers[above];
      if (parent === undefined || isBefore(parent, timer)) {
        break;
      }
      timers[place] = parent;
      place = above;
    }
    timers[place] = timer;
  }

  /** Takes the first timer out. */
  #sink(): void {
    const timers = this.#timers;
    const last = timers.pop();
    if (last === undefined || timers.length === 0) {
      return;
    }
    let place = 0;
    for (;;) {
      const [left, right] = [timers[2 * place + 1], timers[2 * place + 2]];
      const goesRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = goesRight ? right : left;
      if (child === undefined || isBefore(last, child)) {
        break;
      }
      timers[place] = child;
      place = 2 * place + (goesRight ? 2 : 1);
    }
    timers[place] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.made < b.made);
}

function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
