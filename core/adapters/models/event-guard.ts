/** How long the event of a stream has grown that is not ended by a blank line yet. */
export class EventGuard {
  #last = 0;
  #bytes = 0;

  /** Whether an event has begun since the last blank line; a single byte is at most the rest of that line's end. */
  get open(): boolean {
    return this.#bytes > 1;
  }

  /** Bytes since the last blank line. A blank line is two line ends in a row, each CR, LF or CR LF. */
  grow(chunk: Uint8Array): number {
    for (let at = chunk.byteLength - 1; at >= 0; at -= 1) {
      const before = at === 0 ? this.#last : (chunk[at - 1] ?? 0);
      const here = chunk[at] ?? 0;
      if (isEnd(here) && isEnd(before) && !(before === carriageReturn && here === lineFeed)) {
        this.#bytes = -at - 1;
        break;
      }
    }
    this.#bytes += chunk.byteLength;
    this.#last = chunk.at(-1) ?? this.#last;
    return this.#bytes;
  }
}

const lineFeed = 10;
const carriageReturn = 13;

function isEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn;
}
