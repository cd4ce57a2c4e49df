/** Chance as core sees it: injected, so that a seed replays a run. */
export interface Random {
  /** A float in [0, 1). */
  next(): number;
  /** `length` bytes. The product's adapter is cryptographically strong. */
  bytes(length: number): Uint8Array;
}
