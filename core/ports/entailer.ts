/** Reads, by a model on this machine, whether texts follow from each other or contradict each other. */
export interface Entailer {
  /**
   * What each hypothesis is to its premise. No pairs: the model is loaded, and that is all; else it is loaded at the first use, once.
   * At most 64 pairs of at most 2,000 characters a text, and 16 calls with pairs at a time; a text that the model cannot hold is cut. Throws a
   * `ConsilienceError` (`request_rejected`, `overloaded`, `config_invalid`, `provider_failed`, `shutting_down`), or the signal's reason.
   */
  read(pairs: readonly TextPair[], signal: AbortSignal): Promise<Entailments>;
  close(): Promise<void>;
}

export interface TextPair {
  readonly premise: string;
  readonly hypothesis: string;
}

export interface Entailments {
  /** The model's name and a hash of its file: `nli-small@3f2a9c01be44`. */
  readonly model: string;
  /** In the order given. The same pair gets the same numbers, whatever stands beside it. */
  readonly pairs: readonly Entailment[];
}

/** Probabilities that add up to 1. */
export interface Entailment {
  readonly entailment: number;
  readonly neutral: number;
  readonly contradiction: number;
}
