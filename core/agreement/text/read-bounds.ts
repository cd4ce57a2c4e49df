import { numberWords } from '../lexicon/words.ts';
import { parseDigits } from './read-numeral.ts';
import { type Token, tokenAt } from './read-tokens.ts';

/** The least and the most that a number may mean, and whether it is only meant roughly. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
  /** A bound without an end. */
  readonly open: boolean;
  readonly hedged: boolean;
  /** The last token: of a range its end. */
  readonly to: number;
}

const rangePattern = /^\s?(?:[–—]|-|to)\s?$/u;
const hedges = new Set(
  'about around roughly approximately approx nearly almost circa some ungefahr etwa rund environ unos ca'.split(' '),
);
/** How far above "more than 200" and below "up to 200" a number may lie. */
const openUp = 1.25;
const openDown = 0.8;
const up =
  /\b(?:more than|over|at least|above|upwards? of|in excess of|exceed(?:s|ing)|(?:not|no) (?:less|fewer) than)\s{1,2}\W{0,2}$/iu;
const down = /\b(?:less than|fewer than|under|below|up to|at most|(?:not|no) more than)\s{1,2}\W{0,2}$/iu;
const leadMax = 24;
/** The last words of those phrases. */
const bounding: ReadonlySet<string> = new Set(
  'than over least above upward upwards of exceeds exceeding under below to most'.split(' '),
);

/** What the words around a number leave open: "30–40", "between 30 and 40", "about 40", "more than 200", "200+". */
export function readBounds(
  text: string,
  tokens: readonly Token[],
  of: { readonly from: number; readonly to: number; readonly value: number },
): Bounds {
  const { start } = tokenAt(tokens, of.from);
  const about = hedges.has(tokenAt(tokens, of.from - 1).word);
  const hedged = about || /[~≈]\s?$/.test(text.slice(Math.max(0, start - 2), start));
  const far = rangeEnd(text, tokens, of);
  if (far !== null && far.value > of.value) {
    return { low: of.value, high: far.value, open: false, hedged, to: far.to };
  }
  const [least, most] =
    of.value > 0 ? openEnds(text, tokenAt(tokens, of.from - 1).word, [start, tokenAt(tokens, of.to).end]) : [1, 1];
  return { low: least * of.value, high: most * of.value, open: least < most, hedged, to: of.to };
}

/** By what the least and the most are to be multiplied. */
function openEnds(
  text: string,
  before: string,
  [start, end]: readonly [number, number],
): readonly [least: number, most: number] {
  const bounded = bounding.has(before);
  const lead = bounded ? text.slice(Math.max(0, start - leadMax), start) : '';
  if (bounded && down.test(lead)) {
    return [openDown, 1];
  }
  const more = (bounded && up.test(lead)) || /^(?:\+(?!\s?\d)| or more\b)/iu.test(text.slice(end, end + 8));
  return [1, more ? openUp : 1];
}

/** The number behind "to" or a dash, or behind "and" after "between"; null when there is none. A hyphen with blanks is a minus. */
function rangeEnd(
  text: string,
  tokens: readonly Token[],
  of: { readonly from: number; readonly to: number },
): { value: number; to: number } | null {
  const joint = tokenAt(tokens, of.to + 1).word;
  const between = joint === 'and' && tokenAt(tokens, of.from - 1).word === 'between';
  const to = joint === 'to' || between ? of.to + 2 : of.to + 1;
  const [last, next] = [tokenAt(tokens, of.to), tokenAt(tokens, to)];
  const gap = text.slice(last.end, Math.min(next.start, last.end + 5));
  const joins = between || (gap !== ' - ' && rangePattern.test(gap));
  const value = joins ? valueOf(next) : undefined;
  return value === undefined ? null : { value, to };
}

function valueOf({ word, kind }: Token): number | undefined {
  return kind === 'digits' ? parseDigits(word)?.value : numberWords.get(word);
}
