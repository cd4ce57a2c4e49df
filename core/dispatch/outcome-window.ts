const bucketCount = 30;

/** Calls and failures of the last `windowMs` in 30 buckets, and how many of the latest `latestCount` failed. */
export class OutcomeWindow {
  readonly #bucketMs: number;
  readonly #stamps = new Float64Array(bucketCount).fill(-1);
  readonly #calls = new Uint32Array(bucketCount);
  readonly #failures = new Uint32Array(bucketCount);
  readonly #latest: Uint8Array;
  #next = 0;

  constructor(windowMs: number, latestCount: number) {
    this.#bucketMs = windowMs / bucketCount;
    this.#latest = new Uint8Array(latestCount);
  }

  answered(now: number): void {
    const bucket = this.#bucket(now);
    this.#calls[bucket] = (this.#calls[bucket] ?? 0) + 1;
    this.#remember(0);
  }

  /** A call that had been counted as answered is not counted a second time. */
  failed(now: number, afterAnswered: boolean): void {
    const bucket = this.#bucket(now);
    this.#calls[bucket] = (this.#calls[bucket] ?? 0) + Number(!afterAnswered);
    this.#failures[bucket] = (this.#failures[bucket] ?? 0) + 1;
    this.#remember(1);
  }

  totals(now: number): { calls: number; failures: number; latestFailures: number } {
    const oldest = Math.floor(now / this.#bucketMs) - bucketCount;
    let calls = 0;
    let failures = 0;
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      if ((this.#stamps[bucket] ?? -1) > oldest) {
        calls += this.#calls[bucket] ?? 0;
        failures += this.#failures[bucket] ?? 0;
      }
    }
    const latestFailures = this.#latest.reduce((sum, failed) => sum + failed, 0);
    return { calls, failures, latestFailures };
  }

  #bucket(now: number): number {
    const stamp = Math.floor(now / this.#bucketMs);
    const bucket = stamp % bucketCount;
    if (this.#stamps[bucket] !== stamp) {
      this.#stamps[bucket] = stamp;
      this.#calls[bucket] = 0;
      this.#failures[bucket] = 0;
    }
    return bucket;
  }

  #remember(failed: 0 | 1): void {
    this.#latest[this.#next] = failed;
    this.#next = (this.#next + 1) % this.#latest.length;
  }
}
