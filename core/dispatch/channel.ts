/** Events that wait for the consumer before the producer is asked to pause. */
const roomMax = 256;

/**
 * Takes values from callbacks and gives them to one `for await` loop. It tells when the loop begins and when it is left
 * early, so that nothing runs unwatched. `push` always takes the value; a producer asks `room` after it, so that at
 * most `roomMax` values and one last one wait.
 */
export class Channel<T> implements AsyncIterableIterator<T> {
  readonly #onBegin: () => void;
  readonly #onLeave: () => void;
  readonly #values: T[] = [];
  /** Index of the oldest value: shifting an array would move all others. */
  #head = 0;
  #reader: ((result: IteratorResult<T>) => void) | null = null;
  #resume: (() => void) | null = null;
  #begun = false;
  #closed = false;

  constructor(onBegin: () => void, onLeave: () => void) {
    this.#onBegin = onBegin;
    this.#onLeave = onLeave;
  }

  push(value: T): void {
    if (this.#closed) {
      return;
    }
    const reader = this.#reader;
    if (reader === null) {
      this.#values.push(value);
      return;
    }
    this.#reader = null;
    reader({ value, done: false });
  }

  /** Null while there is room; else resolves when the consumer has caught up or left. */
  room(): Promise<void> | null {
    if (this.#values.length - this.#head < roomMax || this.#closed) {
      return null;
    }
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  /** No value comes after those already pushed. */
  close(): void {
    this.#closed = true;
    this.#reader?.({ value: undefined, done: true });
    this.#reader = null;
    this.#release();
  }

  next(): Promise<IteratorResult<T>> {
    if (!this.#begun) {
      this.#begun = true;
      this.#onBegin();
    }
    if (this.#head < this.#values.length) {
      return Promise.resolve({ value: this.#take(), done: false });
    }
    if (this.#closed) {
      return Promise.resolve({ value: undefined, done: true });
    }
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.#begun = true;
    this.#values.length = 0;
    this.#head = 0;
    this.close();
    this.#onLeave();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): T {
    const value = this.#values[this.#head] as T;
    this.#head += 1;
    if (this.#head === this.#values.length) {
      this.#values.length = 0;
      this.#head = 0;
      this.#release();
    } else if (this.#head === roomMax) {
      this.#values.splice(0, this.#head);
      this.#head = 0;
    }
    return value;
  }

  #release(): void {
    this.#resume?.();
    this.#resume = null;
  }
}
