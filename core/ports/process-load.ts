/** How hard this process works, as its machine lets it. */
export interface ProcessLoad {
  /** What was seen since the sample before; the first one tells of the time since the start. */
  sample(): LoadSample;
}

export interface LoadSample {
  /** Share of the time in which the event loop was not idle, 0 to 1. */
  readonly busyShare: number;
  /** How late a due timer was called, in milliseconds: nine of ten were no later. */
  readonly delayMs: number;
  /** Share of the memory that may be used, 0 to 1. */
  readonly memoryShare: number;
}
