/**
 * Bytes on their way from a socket to one reader. Whatever came while nobody read is handed over as one piece, so a reader
 * that falls behind catches up in one step; a reader that waits gets the first byte at once.
 */
export class PieceQueue implements AsyncIterableIterator<Uint8Array> {
  #pieces: Uint8Array[] = [];
  #state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  #reader: PromiseWithResolvers<IteratorResult<Uint8Array, undefined>> | null = null;
  readonly #onTaken: () => void;
  /** Bytes that wait for the reader. */
  waiting = 0;

  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  push(piece: Uint8Array): void {
    if (this.#state !== 'open') {
      return;
    }
    if (this.#reader !== null) {
      this.#reader.resolve({ value: piece, done: false });
      this.#reader = null;
      return;
    }
    this.#pieces.push(piece);
    this.waiting += piece.byteLength;
  }

  end(): void {
    if (this.#state === 'open') {
      this.#state = 'ended';
      this.#reader?.resolve(ended);
      this.#reader = null;
    }
  }

  /** What came before is still read: an answer may be whole although its connection broke. */
  fail(error: unknown): void {
    if (this.#state === 'open') {
      this.#state = { error };
      this.#reader?.reject(error);
      this.#reader = null;
    }
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const [piece] = this.#pieces;
    if (piece !== undefined) {
      const value = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
      this.#clear();
      this.#onTaken();
      return Promise.resolve({ value, done: false });
    }
    if (typeof this.#state === 'object') {
      return Promise.reject(this.#state.error);
    }
    if (this.#state === 'ended') {
      return Promise.resolve(ended);
    }
    this.#reader = Promise.withResolvers();
    return this.#reader.promise;
  }

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#clear();
    this.end();
    return Promise.resolve(ended);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #clear(): void {
    this.#pieces = [];
    this.waiting = 0;
  }
}

const ended = { value: undefined, done: true } as const;
