/** Counts what happens, for whoever watches from outside. Nothing here throws or waits but `read`. */
export interface Meter {
  runAccepted(): void;
  /** The server was too busy for it. */
  runRefused(): void;
  runEnded(run: EndedRun): void;
  /** One question to one model, with all its attempts. */
  callEnded(call: EndedCall): void;
  /** Everything counted, and `now`, in the text that the watcher reads. */
  read(now: Gauges): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface EndedRun {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly ms: number;
  /** Until enough answers had come for a synthesis; null when none was begun. */
  readonly quorumMs: number | null;
  /** Answers that came after the synthesis had begun. */
  readonly late: number;
  /** 0 to 100, or null. */
  readonly score: number | null;
}

export interface EndedCall {
  /** `vendor/name`. */
  readonly model: string;
  /** How it finished, or the code of its error. */
  readonly outcome: string;
  /** Null when no text came. */
  readonly firstTextMs: number | null;
  readonly ms: number;
  readonly attempts: number;
}

/** As things stand. */
export interface Gauges {
  readonly runsInFlight: number;
  /** As many as are let in at the moment. */
  readonly runsLimit: number;
  readonly vendors: readonly {
    readonly vendor: string;
    readonly inFlight: number;
    readonly queued: number;
    /** Its breaker keeps calls away. */
    readonly isOpen: boolean;
  }[];
}
