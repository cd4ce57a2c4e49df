import { numberWords } from '../lexicon/words.ts';
import { parseDigits, type Written } from './read-numeral.ts';
import { type Token, tokenAt } from './read-tokens.ts';

/** A part of a whole in words, and its last token. */
export interface Share extends Written {
  readonly share: number | null;
}

const parts: ReadonlyMap<string, number> = new Map([
  ['half', 2],
  ['halves', 2],
  ['third', 3],
  ['quarter', 4],
  ['fourth', 4],
  ['fifth', 5],
  ['sixth', 6],
  ['eighth', 8],
  ['tenth', 10],
]);
const countMax = 10;
const wholeMax = 1_000;
const gapMax = 9;

/** "A quarter", "two thirds", "three-quarters"; "one in four" and "9 out of 10", where the share stands beside the count. */
export function readShare(text: string, tokens: readonly Token[], index: number): Share | null {
  const count = countOf(tokenAt(tokens, index));
  return count === null || count < 1 || count > wholeMax
    ? null
    : (partAfter(tokens, index, count) ?? ratioAfter(text, tokens, { index, count }));
}

function countOf({ word, kind }: Token): number | null {
  if (word === 'a' || word === 'an') {
    return 1;
  }
  return (kind === 'digits' ? parseDigits(word)?.value : numberWords.get(word)) ?? null;
}

function partAfter(tokens: readonly Token[], index: number, count: number): Share | null {
  const { word: name } = tokenAt(tokens, index + 1);
  const whole = parts.get(name) ?? parts.get(name.replace(/s$/, '')) ?? 0;
  const fits = (name.endsWith('s') || count === 1) && count <= countMax && count < 2 * whole;
  const { word, kind } = tokenAt(tokens, index);
  const rank = /^an?$/.test(word) && whole !== 2 && whole !== 4 && tokenAt(tokens, index + 2).word !== 'of';
  const share = count / whole;
  return !fits || rank || kind === 'digits'
    ? null
    : { value: share, slack: 0.005, ordinal: false, to: index + 1, share };
}

/** The share of "one in four" and "9 out of 10"; the count stays the value. */
function ratioAfter(text: string, tokens: readonly Token[], of: { index: number; count: number }): Share | null {
  const { index, count } = of;
  const [first, second] = [tokenAt(tokens, index + 1).word, tokenAt(tokens, index + 2).word];
  const out = first === 'out' && second === 'of';
  if (!out && !(first === 'in' && count === 1)) {
    return null;
  }
  const whole = tokenAt(tokens, out ? index + 3 : index + 2);
  const all = countOf(whole) ?? 0;
  const near = text.slice(tokenAt(tokens, index).end, whole.start).length <= gapMax;
  const fits = all > count && all < wholeMax && !/^an?$/.test(whole.word);
  return near && fits ? { value: count, slack: 0, ordinal: false, to: index, share: count / all } : null;
}
