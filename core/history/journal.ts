import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { sleep } from './wait.ts';

export interface JournalOptions {
  /** Stores events durably; `store_unavailable` is tried again, anything else is final. */
  readonly store: (events: readonly ConsensusEvent[]) => Promise<void>;
  /** The run cannot be stored any more: whoever works on it should stop. */
  readonly onLost: (error: unknown) => void;
  readonly clock: Clock;
  /** Aborted when no more time may be spent on waiting for the store: it is asked once more, at once. */
  readonly hurry: AbortSignal;
}

const waitingBytesMax = 4 * 1024 * 1024;
const outageMsMax = 60_000;
const batchMax = 1_000;
const backoffMs = { first: 100, most: 5_000 };

/** The way of one run's events into the log. While the store is down they wait in memory, up to 4 MB and a minute. */
export class Journal {
  readonly #options: JournalOptions;
  #waiting: ConsensusEvent[] = [];
  #waitingBytes = 0;
  #outage: Promise<void> | null = null;
  #lost: { readonly error: unknown } | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Stored when it returns, or waiting for the store. Throws what made the journal lose the run. */
  async append(events: readonly ConsensusEvent[]): Promise<void> {
    this.#refuseLost();
    if (this.#outage === null) {
      try {
        await this.#options.store(events);
        return;
      } catch (error) {
        if (!isUnavailable(error)) {
          throw error;
        }
      }
    }
    this.#keep(events);
    this.#outage ??= this.#endOutage();
  }

  /** Resolves when nothing waits any more. Throws what made the journal lose the run. */
  async settle(): Promise<void> {
    await this.rest();
    this.#refuseLost();
  }

  /** Resolves when nothing is on its way to the store any more, stored or lost. */
  async rest(): Promise<void> {
    await this.#outage;
  }

  #keep(events: readonly ConsensusEvent[]): void {
    this.#waitingBytes += JSON.stringify(events).length;
    if (this.#waitingBytes > waitingBytesMax) {
      this.#lose(new ConsilienceError('store_unavailable'));
      this.#refuseLost();
    }
    this.#waiting.push(...events);
  }

  async #endOutage(): Promise<void> {
    const { clock, store, hurry } = this.#options;
    const since = clock.monotonic();
    let waitMs = backoffMs.first;
    await sleep(clock, waitMs, hurry);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchMax);
      try {
        await store(batch);
        waitMs = backoffMs.first;
      } catch (error) {
        if (!isUnavailable(error) || hurry.aborted || clock.monotonic() - since > outageMsMax) {
          this.#lose(error);
          return;
        }
        this.#waiting.unshift(...batch);
        waitMs = Math.min(waitMs * 2, backoffMs.most);
        await sleep(clock, waitMs, hurry);
      }
    }
    this.#waitingBytes = 0;
    this.#outage = null;
  }

  #lose(error: unknown): void {
    this.#lost ??= { error };
    this.#waiting = [];
    this.#options.onLost(error);
  }

  #refuseLost(): void {
    if (this.#lost !== null) {
      throw this.#lost.error;
    }
  }
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof ConsilienceError && error.code === 'store_unavailable';
}
