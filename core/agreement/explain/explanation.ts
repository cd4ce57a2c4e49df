import type { Band, ClaimTable, PairReason } from '../../consensus/view/index.ts';

/** Why a run has the score it has: everything that the number is made of, as figures, codes and English words. */
export interface Explanation {
  /** Sentences for people, the most important first. */
  readonly summary: readonly string[];
  /** Of panels with the same band: how often the chosen answer was right, on data that was not trained on. Not part of the score. */
  readonly trackRecord: TrackRecord | null;
  /** Every pair, the least agreeing first. */
  readonly pairs: readonly PairExplanation[];
  /** Point by point. */
  readonly claims: ClaimTable;
}

export interface TrackRecord {
  readonly band: Band;
  readonly records: readonly { readonly data: string; readonly right: number; readonly panels: number }[];
}

export interface PairExplanation {
  readonly a: string;
  readonly b: string;
  /** The probability that both say the same. */
  readonly p: number;
  readonly cosine: number;
  readonly reason: PairReason;
  /** The reason in words, for this pair. */
  readonly words: string;
  /** The hard rule that bounds p; null when none does. */
  readonly rule: { readonly bound: 'atMost' | 'atLeast'; readonly p: number } | null;
  /** What weighed most, the weightiest first; empty where the answers cannot be read as they were. */
  readonly factors: readonly Factor[];
}

export interface Factor {
  readonly code: FactorCode;
  /** In log-odds: above 0 for the same, below for different. */
  readonly effect: number;
  readonly words: string;
}

export type FactorCode =
  | 'words'
  | 'names'
  | 'otherNames'
  | 'sameNumber'
  | 'otherNumber'
  | 'mentionedNumber'
  | 'furtherNumbers'
  | 'sameDate'
  | 'otherDate'
  | 'mentionedDate'
  | 'sameStance'
  | 'oppositeStance'
  | 'denial'
  | 'noDenial'
  | 'sameFinal'
  | 'silence'
  | 'shape'
  | 'start'
  | 'others'
  | 'entailment';
