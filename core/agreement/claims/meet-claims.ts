import { areOpposites } from '../lexicon/are-opposites.ts';
import type { ClaimUnit, Placed, Term } from './read-claims.ts';
import { areContrary } from './words.ts';

/** What words and whole claims weigh here: a word less, the more claims of one answer hold it. */
export interface Weigher {
  readonly word: (key: string, term: Term) => number;
  readonly claim: (claim: ClaimUnit) => number;
}

export interface Pairing {
  readonly a: ClaimUnit;
  readonly b: ClaimUnit;
  readonly weigh: Weigher;
}

/** The words that two claims share, and those that turn one against the other. */
export interface Met {
  readonly shared: number;
  /** The part of `shared` outside of clauses that say when. */
  readonly main: number;
  /** The part of `main` that one of the two denies. */
  readonly denied: number;
  /** Each denies what the other says: "the author, not the reviewer". */
  readonly crossed: boolean;
  /** Pairs that rule each other out by the list of this folder. */
  readonly contrasts: readonly (readonly [Placed, Placed])[];
  /** Further opposites among the words that only one of both holds, and what they weigh. */
  readonly opposites: number;
  readonly opposed: number;
}

const prefixLetters = 5;
const prefixShare = 0.8;
const nearMax = 4;
/** An opposite counts where more than it alone joins the two claims, beside which it is one of the words. */
const besideMin = 0.25;
const noOpposites = { opposites: 0, opposed: 0 };

/** The words that both hold, as they are or by a common beginning, and opposites among the others. */
export function meet(of: Pairing): Met {
  const { a, b, weigh } = of;
  const contrasts = findContrasts(of);
  let [shared, main, denied] = [0, 0, 0];
  const ways = new Set<boolean>();
  const free = new Map(b.terms);
  const alone: [string, Term][] = [];
  for (const [key, term] of a.terms) {
    const [otherKey, other] = b.terms.has(key) ? [key, b.terms.get(key)] : (findKin(term, b) ?? []);
    if (otherKey === undefined || other === undefined) {
      alone.push([key, term]);
      continue;
    }
    free.delete(otherKey);
    const weight = Math.min(weigh.word(key, term), weigh.word(otherKey, other)) * (otherKey === key ? 1 : prefixShare);
    shared += weight;
    if (term.aside && other.aside) {
      continue;
    }
    main += weight;
    if (term.denied !== other.denied) {
      denied += weight;
      ways.add(term.denied);
    }
  }
  const used = new Set(contrasts.flat().map(({ word }) => word));
  const beside = shared >= besideMin * Math.min(weigh.claim(a), weigh.claim(b));
  const opposed = beside ? oppose(of, { alone, free, used }) : noOpposites;
  return { shared, main, denied, crossed: ways.size === 2, contrasts, ...opposed };
}

interface Rest {
  readonly alone: readonly (readonly [string, Term])[];
  readonly free: Map<string, Term>;
  /** Words that rule a word of the other claim out already. */
  readonly used: ReadonlySet<string>;
}

function oppose(of: Pairing, { alone, free, used }: Rest): Pick<Met, 'opposites' | 'opposed'> {
  let [opposites, opposed] = [0, 0];
  for (const [key, term] of alone) {
    const found = [...free].find(
      ([, other]) =>
        !used.has(term.word) &&
        !used.has(other.word) &&
        areOpposites(term.word, other.word) &&
        standAlike(of, term.at, other.at),
    );
    if (found !== undefined) {
      free.delete(found[0]);
      opposites += 1;
      opposed += Math.min(of.weigh.word(key, term), of.weigh.word(...found)) * prefixShare;
    }
  }
  return { opposites, opposed };
}

/** Near the one place of the first claim and the one of the second stands the same word, or nothing else stands near. */
function standAlike({ a, b }: Pairing, left: number, right: number): boolean {
  const near = [...a.terms].filter(([, term]) => term.at !== left && Math.abs(term.at - left) <= nearMax);
  return (
    near.length === 0 ||
    near.some(([key, term]) => {
      const other = b.terms.get(key) ?? findKin(term, b)?.[1];
      return other !== undefined && Math.abs(other.at - right) <= nearMax;
    })
  );
}

/** A word of the other claim with the same beginning. */
function findKin(term: Term, b: ClaimUnit): readonly [string, Term] | null {
  if (term.word.length <= prefixLetters) {
    return null;
  }
  const beginning = term.word.slice(0, prefixLetters);
  for (const [key, other] of b.terms) {
    if (other.word.length > prefixLetters && other.word.startsWith(beginning)) {
      return [key, other];
    }
  }
  return null;
}

/** Told by the frequencies already. */
const often = /^(?:hour|day|week|fortnight|month|quarter|year|once|twice|thrice)$/;

/** Pairs of words that rule each other out, stand alike, and of which neither claim holds both. */
function findContrasts(of: Pairing): [Placed, Placed][] {
  const { a, b } = of;
  const used = new Set<string>();
  const timed = a.every !== null && b.every !== null;
  return a.contrasts.flatMap((left): [Placed, Placed][] => {
    const right = b.contrasts.find(
      ({ word, at }) =>
        !(timed && often.test(word)) &&
        areContrary(left.word, word) &&
        !holds(b, left.word) &&
        !holds(a, word) &&
        !used.has(word) &&
        standAlike(of, left.at, at),
    );
    if (right === undefined) {
      return [];
    }
    used.add(right.word);
    return [[left, right]];
  });
}

function holds({ contrasts }: ClaimUnit, word: string): boolean {
  return contrasts.some((one) => one.word === word);
}

/** A word that the one denies stands in the other, as it is or as its opposite. */
export function strikes(a: ClaimUnit, b: ClaimUnit): boolean {
  return a.targets.some((key) => {
    const term = a.terms.get(key);
    return b.terms.has(key) || (term !== undefined && (findKin(term, b) !== null || hasOpposite(term, b)));
  });
}

function hasOpposite(term: Term, b: ClaimUnit): boolean {
  return [...b.terms.values()].some(
    (other) => areOpposites(term.word, other.word) || areContrary(term.word, other.word),
  );
}
