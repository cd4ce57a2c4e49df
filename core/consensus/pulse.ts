/** Lets several waiters sleep until something happened; each looks for itself whether it is what it waits for. */
export class Pulse {
  #beat = Promise.withResolvers<void>();

  next(): Promise<void> {
    return this.#beat.promise;
  }

  fire(): void {
    const beat = this.#beat;
    this.#beat = Promise.withResolvers<void>();
    beat.resolve();
  }
}
