import type { Clock } from '../ports/clock.ts';
import type { ConcurrencySettings } from './settings.ts';

export type Admission = 'entered' | 'full' | 'expired' | 'dismissed' | 'aborted';

type Waiter = (admission: Admission) => void;

/**
 * How many calls a vendor is given at once: additive growth while the places are in use, multiplicative shrinking when
 * the vendor complains (AIMD; Chiu and Jain 1989, but growing by `sqrt(limit)` a round: recovery takes seconds). Others
 * wait in order, at most `queueFactor` times the limit of them, none beyond its own deadline.
 * While anyone waits, no place is free.
 */
export class Concurrency {
  readonly #clock: Clock;
  readonly #settings: ConcurrencySettings;
  readonly #waiters = new Set<Waiter>();
  #limit: number;
  #inFlight = 0;
  #shrunkAt = -Infinity;

  constructor(clock: Clock, settings: ConcurrencySettings) {
    this.#clock = clock;
    this.#settings = settings;
    this.#limit = settings.limitStart;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#waiters.size;
  }

  tryEnter(): boolean {
    if (this.#inFlight >= this.limit) {
      this.#forget();
    }
    if (this.#inFlight >= this.limit) {
      return false;
    }
    this.#inFlight += 1;
    return true;
  }

  /** Waits for a place until `deadlineAt` of the monotonic clock. Only `entered` has a place, to be left again. */
  wait(deadlineAt: number, signal: AbortSignal): Promise<Admission> {
    if (signal.aborted) {
      return Promise.resolve('aborted');
    }
    if (this.#waiters.size >= this.limit * this.#settings.queueFactor) {
      return Promise.resolve('full');
    }
    return new Promise((resolve) => {
      const settle: Waiter = (admission) => {
        this.#waiters.delete(settle);
        takeBack();
        signal.removeEventListener('abort', abort);
        resolve(admission);
      };
      const abort = () => {
        settle('aborted');
      };
      const takeBack = this.#clock.after(deadlineAt - this.#clock.monotonic(), () => {
        settle('expired');
      });
      signal.addEventListener('abort', abort, { once: true });
      this.#waiters.add(settle);
    });
  }

  leave(): void {
    this.#inFlight -= 1;
    this.#admit();
  }

  grow(): void {
    if (this.#inFlight * 2 > this.#limit) {
      this.#limit = Math.min(this.#settings.limitMax, this.#limit + 1 / Math.sqrt(this.#limit));
      this.#admit();
    }
  }

  /** The vendor complained. With no more than `limitMin` in flight, fewer would not have helped. */
  shrink(): void {
    const { limitMin, shrinkFactor, shrinkEveryMs } = this.#settings;
    const sinceMs = this.#clock.monotonic() - this.#shrunkAt;
    if (this.#inFlight > limitMin && sinceMs >= shrinkEveryMs) {
      this.#shrunkAt = this.#clock.monotonic();
      this.#limit = Math.max(limitMin, this.#limit * shrinkFactor);
    }
  }

  /** Sends all waiters away: the vendor is down. */
  dismiss(): void {
    for (const settle of this.#waiters) {
      settle('dismissed');
    }
  }

  /** A quiet service never uses enough places to grow again: it would refuse a burst for a complaint of last week. */
  #forget(): void {
    const { limitStart, forgetMs } = this.#settings;
    if (this.#limit < limitStart && this.#clock.monotonic() - this.#shrunkAt >= forgetMs) {
      this.#limit = limitStart;
      this.#admit();
    }
  }

  #admit(): void {
    for (const settle of this.#waiters) {
      if (!this.tryEnter()) {
        return;
      }
      settle('entered');
    }
  }
}
