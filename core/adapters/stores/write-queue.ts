import type { Database } from './sqlite-database.ts';

/** Writes of one transaction, so that the event loop is never held for long. */
const batchMax = 64;

interface Write {
  readonly work: () => unknown;
  readonly settle: (outcome: Outcome) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Writes of one turn of the event loop share a transaction and so one wait for the disk. Each is still by itself: one
 * that fails is undone and the others stay. They are made in the order in which they were added.
 */
export class WriteQueue {
  readonly #database: Database;
  #waiting: Write[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  /** What `work` returns or throws, once it is on the disk. It must not await. */
  add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const settle = (outcome: Outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T));
      if (this.#waiting.push({ work, settle }) === 1) {
        setImmediate(() => this.#commitBatch());
      }
    });
  }

  /** Commits everything that waits. */
  flush(): void {
    while (this.#waiting.length > 0) {
      this.#commitBatch();
    }
  }

  #commitBatch(): void {
    const batch = this.#waiting.splice(0, batchMax);
    if (this.#waiting.length > 0) {
      setImmediate(() => this.#commitBatch());
    }
    const outcomes = this.#outcomesOf(batch);
    for (const [index, { settle }] of batch.entries()) {
      settle(outcomes[index] ?? { error: new Error('A write of the store was left out.') });
    }
  }

  #outcomesOf(batch: readonly Write[]): readonly Outcome[] {
    try {
      return this.#database.transaction(() => batch.map(({ work }) => this.#database.attempt(work)));
    } catch (error) {
      return batch.map(() => ({ error }));
    }
  }
}
