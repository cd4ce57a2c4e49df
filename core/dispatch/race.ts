import { ConsilienceError } from '../errors.ts';
import { Attempt } from './attempt.ts';
import type { AttemptEnd, AttemptListener, AttemptSetup } from './attempt.ts';
import type { Permit } from './vendor.ts';

export interface RaceSetup {
  readonly attempt: AttemptSetup;
  readonly permit: Permit;
  /** When a second call starts, if no text has come; null for never. */
  readonly hedgeAfterMs: number | null;
  /** Asked at that moment; null when a second call may not start now. */
  readonly hedgePermit: () => Permit | null;
}

type FailedAttempt = Extract<AttemptEnd, { type: 'error' }>;

export interface RaceListener {
  /** At most once, before any text. */
  thinking(): void;
  text(text: string): void;
  /** An attempt's time to its first text; of one that lost the race, how long it had been silent. */
  pace(firstTextMs: number): void;
  room(): Promise<void> | null;
}

/**
 * One attempt, perhaps with a second one beside it. The first to give text leads; the other is cut in that same tick,
 * and only the leader is heard from then on. While nobody leads, one failure waits for the other attempt.
 */
export class Race implements AttemptListener {
  readonly result: Promise<AttemptEnd>;
  readonly #setup: RaceSetup;
  readonly #listener: RaceListener;
  readonly #running = new Map<Attempt, Permit>();
  #resolve: ((end: AttemptEnd) => void) | null = null;
  #takeBackHedge: (() => void) | null = null;
  #thinking = false;
  #leader: Attempt | null = null;
  /** The first one, or the one after which the vendor wants to be left alone for longer. */
  #error: FailedAttempt | null = null;

  constructor(setup: RaceSetup, listener: RaceListener) {
    this.#setup = setup;
    this.#listener = listener;
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#planHedge();
    this.#begin(setup.permit);
  }

  /** Ends the race with this error; every socket is closed in this tick. */
  cut(error: ConsilienceError): void {
    this.#finish({ type: 'error', error });
  }

  thinking(): void {
    if (!this.#thinking) {
      this.#thinking = true;
      this.#listener.thinking();
    }
  }

  text(attempt: Attempt, text: string): void {
    if (this.#leader === null) {
      this.#lead(attempt);
    }
    this.#listener.text(text);
  }

  ended(attempt: Attempt, end: AttemptEnd): void {
    this.#running.get(attempt)?.leave(end);
    this.#running.delete(attempt);
    if (end.type === 'end' || attempt === this.#leader) {
      this.#finish(end);
    } else if (this.#leader === null) {
      this.#error = this.#error === null || asksForLonger(end, this.#error) ? end : this.#error;
      if (this.#running.size === 0) {
        this.#finish(this.#error);
      }
    }
  }

  room(): Promise<void> | null {
    return this.#listener.room();
  }

  #begin(permit: Permit): void {
    const attempt = new Attempt(this.#setup.attempt, this);
    this.#running.set(attempt, permit);
    attempt.start();
  }

  #planHedge(): void {
    const { attempt, hedgeAfterMs, hedgePermit } = this.#setup;
    if (hedgeAfterMs === null) {
      return;
    }
    this.#takeBackHedge = attempt.clock.after(hedgeAfterMs, () => {
      const permit = hedgePermit();
      if (permit !== null) {
        this.#begin(permit);
      }
    });
  }

  #lead(attempt: Attempt): void {
    this.#leader = attempt;
    this.#takeBackHedge?.();
    this.#running.get(attempt)?.answered();
    const elapsedMs = attempt.elapsedMs;
    this.#listener.pace(elapsedMs);
    for (const other of this.#running.keys()) {
      if (other.elapsedMs > elapsedMs) {
        this.#listener.pace(other.elapsedMs);
      }
    }
    this.#cutAllBut(attempt);
  }

  #finish(end: AttemptEnd): void {
    const resolve = this.#resolve;
    if (resolve !== null) {
      this.#resolve = null;
      this.#takeBackHedge?.();
      this.#cutAllBut(null);
      resolve(end);
    }
  }

  #cutAllBut(leader: Attempt | null): void {
    for (const attempt of this.#running.keys()) {
      if (attempt !== leader) {
        attempt.cut(new ConsilienceError('cancelled'));
      }
    }
  }
}

function asksForLonger({ error }: FailedAttempt, { error: other }: FailedAttempt): boolean {
  return (error.retryAfterMs ?? 0) > (other.retryAfterMs ?? 0);
}
