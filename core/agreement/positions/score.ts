import type { Band } from '../../consensus/view/index.ts';

export interface Terms {
  readonly share: number;
  readonly inside: number;
  readonly coverage: number;
}

const strongMin = 75;
const moderateMin = 50;

/**
 * The headline: 100 x share x inside x (3 + coverage) / 4, a whole number, rising with each of its terms.
 * `share` is the part of the votes that the leading position has, `inside` the mean probability that two of its answers say the
 * same, `coverage` the part of the models asked whose answer takes a position. It measures agreement, never truth.
 */
export function score(terms: Terms): number {
  return Math.round((100 * terms.share * terms.inside * (3 + terms.coverage)) / 4);
}

/** Without more than half of the answers behind the leading position the panel is split, however sure each side is. */
export function bandOf(headline: number, majority: boolean): Band {
  if (!majority) {
    return 'split';
  }
  if (headline >= strongMin) {
    return 'strong';
  }
  return headline >= moderateMin ? 'moderate' : 'split';
}

/** Votes by vendor: its first answer counts one, each further one a half, since models of one vendor err together. */
export function countVotes(vendors: readonly string[]): number {
  return (vendors.length + new Set(vendors).size) / 2;
}
