/** Time as core sees it: injected, so that a test or a simulation can play it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds, with 0 once what came in meanwhile was heard; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void;
}
