import type { DispatchSettings } from './settings.ts';

const samplesMax = 100;
/** A model whose p95 lies as near to its p50 as this has no tail that a second call could avoid. */
const tailMin = 1.25;
/** Hedges that may be saved up: a slow minute after a quiet day must not double every call. */
const hedgesSavedMax = 10;

/** How fast one model begins to write, from its last 100 first texts, and how many of its calls may still be hedged. */
export class ModelPace {
  readonly #settings: DispatchSettings;
  readonly #samplesMs = new Float64Array(samplesMax);
  #sorted: Float64Array | null = null;
  #recorded = 0;
  #hedges = 0;

  constructor(settings: DispatchSettings) {
    this.#settings = settings;
  }

  get samples(): number {
    return Math.min(this.#recorded, samplesMax);
  }

  record(firstTextMs: number): void {
    this.#samplesMs[this.#recorded % samplesMax] = firstTextMs;
    this.#recorded += 1;
    this.#sorted = null;
  }

  /** The nearest-rank quantile in milliseconds; null without samples. */
  quantile(share: number): number | null {
    this.#sorted ??= this.#samplesMs.subarray(0, this.samples).toSorted();
    return this.#sorted[Math.max(0, Math.ceil(share * this.samples) - 1)] ?? null;
  }

  /** When a call without text should be hedged, from its start; null while too little is known. */
  hedgeAfterMs(): number | null {
    const p50 = this.quantile(0.5);
    const p95 = this.quantile(0.95);
    if (this.samples < this.#settings.hedgeSamplesMin || p50 === null || p95 === null) {
      return null;
    }
    return Math.max(p95, p50 * tailMin);
  }

  callBegan(): void {
    this.#hedges = Math.min(hedgesSavedMax, this.#hedges + this.#settings.hedgeShareMax);
  }

  get mayHedge(): boolean {
    // Ten tenths add up to a little less than one.
    return this.#hedges >= 1 - 1e-9;
  }

  hedged(): void {
    this.#hedges -= 1;
  }
}
