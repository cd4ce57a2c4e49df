/** What several answers say, point by point. */
export interface ClaimTable {
  /** The compared models, in the order of every claim's `stances`. */
  readonly models: readonly string[];
  /** Contradicted ones first, then those that most answers hold. */
  readonly claims: readonly Claim[];
}

/** One point that at least one answer makes. */
export interface Claim {
  /** One line, in the words of an answer that supports it. */
  readonly text: string;
  /** One a model. */
  readonly stances: readonly ClaimStance[];
}

export interface ClaimStance {
  readonly model: string;
  readonly stance: Stance;
  /** A verbatim part of the model's answer; empty when it is silent. */
  readonly quote: string;
}

export type Stance = 'supports' | 'contradicts' | 'silent';
