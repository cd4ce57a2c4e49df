import { ConsilienceError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { systemClock } from '../system/system-clock.ts';
import type { Database } from './sqlite-database.ts';

export interface WriteQueueOptions {
  readonly clock?: Pick<Clock, 'after' | 'monotonic'>;
  /** Writes of one transaction, so that the event loop is never held for long. */
  readonly batchMax?: number;
  /** Whether a write that throws is undone alone. False saves time, for writes that do not throw. */
  readonly apart?: boolean;
}

/** How long a write waits for another process that holds the write lock, in milliseconds. */
const waitMsMax = 5_000;
/** Writes that wait at once. */
const waitingMax = 4_096;
/** Between two looks at a lock that another process holds: its transactions mostly take a few milliseconds. */
const pausesMs = [1, 2, 5, 10, 20, 25, 50] as const;

interface Write {
  readonly work: () => unknown;
  readonly settle: (outcome: Outcome) => void;
  readonly addedAt: number;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Writes of one turn of the event loop share a transaction and so one wait for the disk. Each is still by itself: one
 * that fails is undone and the others stay. They are made in the order in which they were added. While another process
 * holds the write lock they wait here and not in SQLite, which would hold the event loop and with it every other run.
 */
export class WriteQueue {
  readonly #database: Database;
  readonly #clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly #batchMax: number;
  readonly #apart: boolean;
  #waiting: Write[] = [];
  #isScheduled = false;
  /** How often the lock was found taken, since it was ours. */
  #refusals = 0;
  #onEmpty: (() => void)[] = [];

  constructor(database: Database, { clock = systemClock, batchMax = 64, apart = true }: WriteQueueOptions = {}) {
    this.#database = database;
    this.#clock = clock;
    this.#batchMax = batchMax;
    this.#apart = apart;
  }

  /** What `work` returns or throws, once it is on the disk. It must not await. Throws `store_unavailable` after 5 s. */
  add<T>(work: () => T): Promise<T> {
    if (this.#waiting.length >= waitingMax) {
      return Promise.reject(heldTooLong());
    }
    return new Promise<T>((resolve, reject) => {
      const settle = (outcome: Outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T));
      this.#waiting.push({ work, settle, addedAt: this.#clock.monotonic() });
      this.#schedule();
    });
  }

  /** Resolves when nothing waits any more. */
  settled(): Promise<void> {
    return this.#waiting.length === 0
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#onEmpty.push(resolve);
        });
  }

  #schedule(): void {
    if (this.#isScheduled) {
      return;
    }
    this.#isScheduled = true;
    const commit = () => {
      this.#isScheduled = false;
      this.#commitBatch();
    };
    if (this.#refusals === 0) {
      setImmediate(commit);
    } else {
      this.#clock.after(pausesMs[Math.min(this.#refusals, pausesMs.length) - 1] ?? 0, commit);
    }
  }

  #commitBatch(): void {
    const batch = this.#waiting.slice(0, this.#batchMax);
    const outcomes = this.#outcomesOf(batch);
    if (outcomes === 'busy') {
      this.#refusals += 1;
      this.#refuseOverdue();
    } else {
      this.#refusals = 0;
      this.#waiting = this.#waiting.slice(batch.length);
      for (const [index, { settle }] of batch.entries()) {
        settle(outcomes[index] ?? { error: new Error('A write of the store was left out.') });
      }
    }
    if (this.#waiting.length > 0) {
      this.#schedule();
    } else {
      this.#refusals = 0;
      this.#onEmpty.splice(0).forEach((resolve) => resolve());
    }
  }

  #outcomesOf(batch: readonly Write[]): readonly Outcome[] | 'busy' {
    const database = this.#database;
    try {
      const done = database.tryTransaction(() =>
        batch.map(({ work }) => (this.#apart ? database.attempt(work) : { value: work() })),
      );
      return done?.value ?? 'busy';
    } catch (error) {
      return batch.map(() => ({ error }));
    }
  }

  /** They stand in the order of their times. */
  #refuseOverdue(): void {
    const now = this.#clock.monotonic();
    const firstInTime = this.#waiting.findIndex(({ addedAt }) => now - addedAt < waitMsMax);
    for (const { settle } of this.#waiting.splice(0, firstInTime === -1 ? this.#waiting.length : firstInTime)) {
      settle({ error: heldTooLong() });
    }
  }
}

function heldTooLong(): ConsilienceError {
  return new ConsilienceError('store_unavailable', {
    message: 'The store cannot be used: another process holds it for too long.',
    action: 'Try again in a moment; if it stays so, look for a program that holds the database in DATA_DIR.',
  });
}
