import { sharedTurn } from './shared-tick.ts';

/**
 * Bytes on their way from a socket to one reader. Whatever came while nobody read is handed over as one piece, so a reader
 * that falls behind catches up in one step; a reader that waits gets the first byte at once, until it says `coalesce`.
 */
export class PieceQueue implements AsyncIterableIterator<Uint8Array> {
  #pieces: Uint8Array[] = [];
  #state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | null = null;
  #coalescing = false;
  readonly #onTaken: () => void;
  readonly #wake = (): void => this.#hand();
  /** Bytes that wait for the reader. */
  waiting = 0;

  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  /** From now on what comes in one turn of the event loop is one piece: reading costs by the piece more than by the byte. */
  coalesce(): void {
    this.#coalescing = true;
  }

  push(piece: Uint8Array): void {
    if (this.#state !== 'open') {
      return;
    }
    this.#pieces.push(piece);
    this.waiting += piece.byteLength;
    this.#offer();
  }

  end(): void {
    if (this.#state === 'open') {
      this.#state = 'ended';
      this.#hand();
    }
  }

  /** What waits is dropped: after a failure nothing more is read. */
  fail(error: unknown): void {
    if (this.#state === 'open') {
      this.#state = { error };
      this.#clear();
      this.#hand();
    }
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const reader = Promise.withResolvers<IteratorResult<Uint8Array, undefined>>();
    this.#reader = reader;
    this.#offer();
    return reader.promise;
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#clear();
    this.end();
    return Promise.resolve(ended);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Hands over at once, or at the end of this turn. */
  #offer(): void {
    if (this.#coalescing && this.#state === 'open') {
      if (this.#reader !== null && this.waiting > 0) {
        sharedTurn.wait(this.#wake);
      }
    } else {
      this.#hand();
    }
  }

  #hand(): void {
    const reader = this.#reader;
    if (reader === null) {
      return;
    }
    const [piece] = this.#pieces;
    if (piece !== undefined) {
      this.#reader = null;
      const value = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
      this.#clear();
      reader.resolve({ value, done: false });
      this.#onTaken();
    } else if (this.#state === 'ended') {
      this.#reader = null;
      reader.resolve(ended);
    } else if (this.#state !== 'open') {
      this.#reader = null;
      reader.reject(this.#state.error);
    }
  }

  #clear(): void {
    this.#pieces = [];
    this.waiting = 0;
  }
}

const ended = { value: undefined, done: true } as const;
