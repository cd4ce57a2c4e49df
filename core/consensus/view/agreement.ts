import type { Judgement } from './judgement.ts';

/** What the engine says of a set of answers. All of it is computed by code; a judge can only settle pairs that code leaves open. */
export interface Agreement {
  /** The headline, 0 to 100, a whole number; null with fewer than two answers that take a position. */
  readonly score: number | null;
  readonly band: Band | null;
  /** Answers are still missing. */
  readonly provisional: boolean;
  /** How many answers have come, of how many models asked. */
  readonly answered: number;
  readonly asked: number;
  /** Strongest first. */
  readonly positions: readonly Position[];
  /** Models whose answer takes no position: neither agreement nor dissent. */
  readonly abstained: readonly string[];
  /** The compared models, by position and then as asked: the order of rows and columns of `matrix` and `cosine`. */
  readonly models: readonly string[];
  /** p(agree), 0 to 1, symmetric, 1 on the diagonal. */
  readonly matrix: readonly (readonly number[])[];
  /** Cosine of the embeddings, -1 to 1, symmetric, 1 on the diagonal. */
  readonly cosine: readonly (readonly number[])[];
  /** Every pair once, the least agreeing first. */
  readonly pairs: readonly Pair[];
  readonly disagreements: readonly Disagreement[];
  /** They agree, but say little that can be compared. */
  readonly weak: boolean;
  /** How many vendors stand behind the leading position. */
  readonly independentVendors: number;
  /** The terms of the headline, each 0 to 1. */
  readonly terms: { readonly share: number; readonly inside: number; readonly coverage: number };
  /** What a judge said of pairs on which code alone is unsure; null when none was asked. */
  readonly judge: Judgement | null;
  /** Only where an entailment model had pairs to read: its id, or null when it failed and the result is that of code alone. */
  readonly entailment?: { readonly model: string | null };
  /** The embedder the cosines come from. */
  readonly embedder: string;
}

export type Band = 'strong' | 'moderate' | 'split';

export interface Position {
  /** `A`, `B`, ... in order of strength. */
  readonly id: string;
  /** One line. */
  readonly summary: string;
  /** A verbatim part of the answer of `models[0]`. */
  readonly quote: string;
  /** The first one is the medoid: the answer nearest to all others of the position. */
  readonly models: readonly string[];
}

/** Why a pair agrees or not: what weighed most. */
export type PairReason = 'polarity' | 'number' | 'date' | 'entity' | 'content' | 'scope';

export interface Pair {
  readonly a: string;
  readonly b: string;
  /** The probability that both say the same in reply to the question. */
  readonly p: number;
  readonly cosine: number;
  readonly reason: PairReason;
  /** Only where an entailment model read the pair: that each answer follows from the other, that they contradict, and p before that. */
  readonly entailment?: { readonly entails: number; readonly contradicts: number; readonly pByCode: number };
}

export interface Disagreement {
  /** What they disagree on, in a few words. */
  readonly point: string;
  readonly reason: PairReason;
  /** One side a position; the leading one first. */
  readonly sides: readonly DisagreementSide[];
}

export interface DisagreementSide {
  readonly position: string;
  readonly summary: string;
  /** A verbatim part of the answer of `models[0]`. */
  readonly quote: string;
  readonly models: readonly string[];
}
