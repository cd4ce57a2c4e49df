import { findUnit } from '../lexicon/units.ts';
import { type Token, tokenAt } from './read-tokens.ts';

/** A unit behind a number, and its last token; `to` is the number's own where the unit is a sign. */
export interface ReadUnit {
  readonly name: string;
  readonly factor: number;
  readonly to: number;
}

interface Around {
  /** First and last token of the number. */
  readonly from: number;
  readonly to: number;
}

const ratePattern = /^(?:\s?\/\s?|\s(?:per|an?)\s)$/u;
const second = ['s', 1] as const;
const squares: ReadonlySet<string> = new Set(['square', 'sq']);

/** "$18", "18 %", "5 km", "5 km/h", "60 metres per second", "3 square miles", "3 km²". */
export function readUnit(text: string, tokens: readonly Token[], { from, to }: Around): ReadUnit {
  const sign = signAround(text, tokenAt(tokens, from).start, tokenAt(tokens, to).end);
  if (sign !== '') {
    return { name: sign, factor: 1, to };
  }
  const square = squares.has(tokenAt(tokens, to + 1).word);
  const at = square ? to + 2 : to + 1;
  const unit = findUnit(tokenAt(tokens, at).word);
  if (unit === null || tokenAt(tokens, at).start - tokenAt(tokens, at - 1).end > (square ? 2 : 1)) {
    return { name: '', factor: 1, to };
  }
  const [name, factor] = unit;
  if (name !== 'm') {
    return { name, factor, to: at };
  }
  const squared = square || text[tokenAt(tokens, at).end] === '²';
  return squared ? { name: 'm2', factor: factor ** 2, to: at } : (speed(text, tokens, at) ?? { name, factor, to: at });
}

/** A sign of money before or behind the number, or of per cent; none is empty. */
function signAround(text: string, start: number, end: number): string {
  const before = text[start - 1] ?? '';
  return /\p{Sc}/u.test(before) ? before : (/^[\s\u00A0]?([%\p{Sc}])/u.exec(text.slice(end, end + 2))?.[1] ?? '');
}

/** A length per time. */
function speed(text: string, tokens: readonly Token[], at: number): ReadUnit | null {
  const to = /^(?:per|an?)$/.test(tokenAt(tokens, at + 1).word) ? at + 2 : at + 1;
  const [length, time] = [tokenAt(tokens, at), tokenAt(tokens, to)];
  const unit = time.word === 's' ? second : findUnit(time.word);
  const [, factor] = findUnit(length.word) ?? second;
  const isRate = unit?.[0] === 's' && ratePattern.test(text.slice(length.end, Math.min(time.start, length.end + 9)));
  return unit !== null && isRate ? { name: 'm/s', factor: factor / unit[1], to } : null;
}
