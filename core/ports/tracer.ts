/** Hands finished work on to whoever looks at traces. */
export interface Tracer {
  /** One finished piece of work with its parts. Never throws, never waits; too many are dropped. */
  record(span: FinishedSpan): void;
  /** Sends what is left, for 5 s at most. Never rejects. */
  close(): Promise<void>;
}

export interface FinishedSpan {
  readonly name: string;
  /** `client`: a call to somebody else. */
  readonly kind: 'internal' | 'client';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** A code of docs/errors.md when it failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly parts: readonly FinishedSpan[];
}
