import { sharedTurn } from './shared-tick.ts';

/**
 * Bytes on their way from a socket to one reader, which waits with `ready` and takes whatever came. So a reader that falls
 * behind catches up in one step, and one that waits holds no bytes meanwhile.
 */
export class PieceQueue {
  #pieces: Uint8Array[] = [];
  #state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  #reader: PromiseWithResolvers<boolean> | null = null;
  #coalescing = false;
  readonly #onTaken: () => void;
  readonly #wake = (): void => this.#tell();
  /** Bytes that wait for the reader. */
  waiting = 0;

  constructor(onTaken: () => void) {
    this.#onTaken = onTaken;
  }

  /** From now on the reader is told at the end of a turn of the event loop, of all that came in it. */
  coalesce(): void {
    this.#coalescing = true;
  }

  push(piece: Uint8Array): void {
    if (this.#state !== 'open') {
      return;
    }
    this.#pieces.push(piece);
    this.waiting += piece.byteLength;
    this.#tellSoon();
  }

  /** What waits can still be taken. */
  end(): void {
    if (this.#state === 'open') {
      this.#state = 'ended';
      this.#tell();
    }
  }

  /** What waits is dropped: after a failure nothing more is read. */
  fail(error: unknown): void {
    if (this.#state === 'open') {
      this.#state = { error };
      this.#pieces = [];
      this.waiting = 0;
      this.#tell();
    }
  }

  /** True when there is something to take, false when nothing more will come. Throws what the queue failed with. */
  ready(): Promise<boolean> {
    const reader = Promise.withResolvers<boolean>();
    this.#reader = reader;
    this.#tellSoon();
    return reader.promise;
  }

  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.waiting = 0;
    this.#onTaken();
    return pieces;
  }

  #tellSoon(): void {
    if (!this.#coalescing || this.#state !== 'open') {
      this.#tell();
    } else if (this.#reader !== null && this.waiting > 0) {
      sharedTurn.wait(this.#wake);
    }
  }

  #tell(): void {
    const reader = this.#reader;
    if (reader === null || (this.#state === 'open' && this.waiting === 0)) {
      return;
    }
    this.#reader = null;
    if (this.waiting > 0 || this.#state === 'ended') {
      reader.resolve(this.waiting > 0);
    } else if (this.#state !== 'open') {
      reader.reject(this.#state.error);
    }
  }
}
