/** The band in which code alone is unsure, both ends excluded. */
const unsureMin = 0.25;
const unsureMax = 0.75;
/** The log-odds at its ends, lower one below 0. */
const edge = Math.log(unsureMax / (1 - unsureMax));

/** What a model read of two answers. */
export interface PairEntailment {
  /** That each follows from the other: the lower one of both directions, 0 to 1. */
  readonly entails: number;
  /** That they contradict each other: the higher one of both directions, 0 to 1. */
  readonly contradicts: number;
}

/** How far each may move the log-odds of a pair in the middle of the band; 0 to `weightMax`. */
export interface EntailmentWeights {
  readonly entails: number;
  readonly contradicts: number;
}

/** With it, p rises with the p of code alone: one more, and a surer pair could fall behind a less sure one. */
export const weightMax = edge;

/** Nobody's data: what is used until weights are trained for a model. It moves 0.5 to 0.73 or 0.27 at most. */
export const cautiousWeights: EntailmentWeights = { entails: 0.9 * edge, contradicts: 0.9 * edge };

export function isUnsure(p: number): boolean {
  return p > unsureMin && p < unsureMax;
}

/** How much of a weight counts at p: all in the middle of the band, nothing at its ends. */
export function roomAt(p: number): number {
  return Math.max(0, 1 - Math.abs(logit(p)) / edge);
}

/**
 * The p of an unsure pair with what a model read of it. Continuous, never out of the band, and monotone in all three: p and `entails`
 * raise it, `contradicts` lowers it. Neutral readings leave it as it is, and so does a p outside the band.
 */
export function weigh(p: number, read: PairEntailment, weights: EntailmentWeights): number {
  if (!isUnsure(p)) {
    return p;
  }
  const shift = roomAt(p) * (weights.entails * read.entails - weights.contradicts * read.contradicts);
  return 1 / (1 + Math.exp(-(logit(p) + shift)));
}

export function logit(p: number): number {
  return Math.log(p / (1 - p));
}
