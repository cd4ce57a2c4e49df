/** Values of a label, kept to so many different ones: each is a time series that the watcher stores. */
export class Labels {
  readonly #max: number;
  readonly #seen = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  /** The value itself while there are few, `other` for those that came too late. */
  of(value: string): string {
    if (this.#seen.size < this.#max) {
      this.#seen.add(value);
    }
    return this.#seen.has(value) ? value : 'other';
  }
}
