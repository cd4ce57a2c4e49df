import type { ClaimTable } from './claims.ts';
import type { EventError } from './events.ts';

/** What came of asking a judge: a model that reads the answers where code alone is unsure. It never sets the score; code does. */
export interface Judgement {
  /**
   * `asking` until it has ended. `applied`: its pairs count. `unchanged`: it told nothing that changes a pair. `unconfirmed`: it would
   * have changed the headline and no second judge confirmed that. `failed`: late, invalid or down. `suspected`: nobody was asked,
   * since an answer speaks to a judge. In all but the second the result is that of code alone.
   */
  readonly outcome: 'asking' | 'applied' | 'unchanged' | 'unconfirmed' | 'failed' | 'suspected';
  /** Who was asked, in order; at most two. */
  readonly judges: readonly string[];
  /** The pairs that count. */
  readonly pairs: readonly JudgedPair[];
  /** What the first judge found, as far as its quotes stand in the answers; null when there is nothing. */
  readonly claims: ClaimTable | null;
  /** How many of its findings were dropped because their quote stands in no answer. */
  readonly dropped: number;
  /** The score that code alone gave. */
  readonly scoreByCode: number | null;
  readonly error: EventError | null;
  readonly ms: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar, of all calls; null when no price is known. */
  readonly costMicros: number | null;
}

/** Two models whose answers say the same, or not, by a judge's word. */
export interface JudgedPair {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}
