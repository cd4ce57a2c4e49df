/** Turns texts into vectors whose dot product is their cosine. */
export interface Embedder {
  /** `vendor/name`, or `lexical`. */
  readonly id: string;
  /**
   * One unit-length vector a text, in the order given; all of one length.
   * At most 64 texts of at most 32,000 characters. Throws a `ConsilienceError` of the model area.
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
