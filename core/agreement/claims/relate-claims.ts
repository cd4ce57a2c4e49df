import { areOpposites } from '../lexicon/are-opposites.ts';
import { isSameNumber } from '../text/is-same-number.ts';
import type { ClaimUnit, Counted, Term } from './read-claims.ts';
import { areContrary, endings } from './words.ts';

/** How one claim stands to a claim of another answer. */
export interface Relation {
  /** How much of both is about the same, 0 to 1. */
  readonly likeness: number;
  /** They cannot both be meant: one denies what the other says, or gives another value for it. */
  readonly contrary: boolean;
}

/** What words and whole claims weigh here: a word less, the more claims of one answer hold it. */
export interface Weigher {
  readonly word: (key: string, term: Term) => number;
  readonly claim: (claim: ClaimUnit) => number;
}

const prefixLetters = 5;
const prefixShare = 0.8;
export const numberWeight = 0.7;
const deniedMin = 0.5;

export function relateClaims(a: ClaimUnit, b: ClaimUnit, weigh: Weigher): Relation {
  const met = meet(a, b, weigh);
  const [left, right] = [weigh.claim(a), weigh.claim(b)];
  const numbers = compareNumbers(a, b);
  const shared = met.shared + (numbers === 'same' ? numberWeight : 0);
  const likeness =
    left <= 0 || right <= 0
      ? 0
      : Math.min(1, 0.5 * (shared / Math.min(left, right)) + 0.5 * (shared / Math.max(left, right)));
  const denied = (a.denied !== b.denied || met.crossed) && met.shared > 0 && met.denied / met.shared >= deniedMin;
  const opposed = met.opposed || hasContrast(a, b) || endsOtherwise(a, b);
  return { likeness, contrary: denied !== opposed || numbers === 'other' };
}

interface Met {
  readonly shared: number;
  /** The part of `shared` that one of the two denies. */
  readonly denied: number;
  /** Each denies what the other says: "the author, not the reviewer". */
  readonly crossed: boolean;
  /** An opposite stands among them. */
  readonly opposed: boolean;
}

/** The words that both hold, as they are, by a common beginning, or as opposites. */
function meet(a: ClaimUnit, b: ClaimUnit, weigh: Weigher): Met {
  let [shared, denied, opposites] = [0, 0, 0];
  const ways = new Set<boolean>();
  for (const [key, term] of a.terms) {
    const found = b.terms.get(key);
    const [otherKey, other] = found === undefined ? (findKin(term, b) ?? []) : [key, found];
    if (otherKey === undefined || other === undefined) {
      continue;
    }
    const weight =
      Math.min(weigh.word(key, term), weigh.word(otherKey, other)) * (found === undefined ? prefixShare : 1);
    const opposite = found === undefined && areOpposites(term.word, other.word);
    shared += weight;
    if (term.denied !== other.denied) {
      denied += weight;
      ways.add(term.denied);
    }
    opposites += opposite ? 1 : 0;
  }
  return { shared, denied, crossed: ways.size === 2, opposed: opposites % 2 === 1 };
}

/** A word of the other claim with the same beginning, or its opposite. */
function findKin(term: Term, b: ClaimUnit): readonly [string, Term] | null {
  for (const [key, other] of b.terms) {
    const kin =
      term.word.length > prefixLetters &&
      other.word.length > prefixLetters &&
      term.word.slice(0, prefixLetters) === other.word.slice(0, prefixLetters);
    if (kin || areOpposites(term.word, other.word)) {
      return [key, other];
    }
  }
  return null;
}

/** A word of one rules out a word of the other, and neither holds both. */
function hasContrast({ contrasts: left }: ClaimUnit, { contrasts: right }: ClaimUnit): boolean {
  return left.some((word) =>
    right.some((other) => areContrary(word, other) && !right.includes(word) && !left.includes(other)),
  );
}

function endsOtherwise(a: ClaimUnit, b: ClaimUnit): boolean {
  return a.last !== b.last && endings.has(a.last) && endings.has(b.last);
}

type Numbers = 'none' | 'same' | 'other';

/** Numbers of one kind: one in common, or none. */
function compareNumbers(a: ClaimUnit, b: ClaimUnit): Numbers {
  const pairs = a.numbers.flatMap((x) => b.numbers.filter((y) => areOfOneKind(x, y)).map((y) => [x, y] as const));
  if (pairs.length === 0) {
    return 'none';
  }
  return pairs.some(([x, y]) => isSameNumber(x, y)) ? 'same' : 'other';
}

function areOfOneKind(a: Counted, b: Counted): boolean {
  return a.unit === b.unit && !a.ordinal && !b.ordinal && (a.unit !== '' || a.counted === b.counted);
}
