import { magnitudes, numberWords, ordinalWords } from '../lexicon/words.ts';
import { isUnit } from '../lexicon/units.ts';
import { lastTokenBefore, type Token, tokenAt } from './read-tokens.ts';

/** A number as it is written, before its unit. */
export interface Written {
  readonly value: number;
  readonly slack: number;
  readonly ordinal: boolean;
  readonly to: number;
}

const wordsMax = 8;

/** The number that begins at a token, in digits or words, with its magnitude or power: 1,234; forty-two; 3.2 million; 3 × 10^8; 1e9. */
export function readNumeral(text: string, tokens: readonly Token[], index: number): Written | null {
  const written = tokens[index]?.kind === 'digits' ? readDigits(text, tokens, index) : readWords(text, tokens, index);
  if (written === null || !Number.isFinite(written.value)) {
    return null;
  }
  return readPower(text, tokens, written) ?? readMagnitude(text, tokens, written);
}

const powerPattern =
  /^(?:[eE]([-−+]?\d{1,3})(?![\p{L}\d])|\s?[×x*·⋅]\s{0,8}10\s?(?:\^\s?\{?\s?([-−+]?\d{1,3})|([⁻⁰¹²³⁴-⁹]{1,4})))/u;
const exponentPattern = /^\s?(?:\^\s?\{?\s?([-−+]?\d{1,2})(?![\d.])|([⁻⁰¹²³⁴-⁹]{1,3}))/u;
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const baseMax = 1_000;
/** Behind a larger number a raised digit is a footnote. */
const raisedMax = 12;

/** "3 × 10^8", "1e9", "10^9", "2⁵". */
function readPower(text: string, tokens: readonly Token[], written: Written): Written | null {
  const last = tokenAt(tokens, written.to);
  if (written.ordinal || last.kind !== 'digits') {
    return null;
  }
  const after = text.slice(last.end, last.end + 24);
  const scaled = powerPattern.exec(after);
  if (scaled !== null) {
    const factor = 10 ** exponentOf(scaled);
    const slack = written.slack === 0 ? factor / 200 : written.slack * factor;
    return { value: written.value * factor, slack, ordinal: false, to: endOf(tokens, written.to, scaled) };
  }
  const raisedBy = written.value <= baseMax ? exponentPattern.exec(after) : null;
  return raisedBy === null || (raisedBy[2] !== undefined && written.value > raisedMax)
    ? null
    : {
        value: written.value ** exponentOf(raisedBy),
        slack: 0,
        ordinal: false,
        to: endOf(tokens, written.to, raisedBy),
      };
}

function endOf(tokens: readonly Token[], last: number, match: RegExpExecArray): number {
  return lastTokenBefore(tokens, last, tokenAt(tokens, last).end + match[0].length);
}

function exponentOf(match: RegExpExecArray): number {
  const written = match.slice(1).find((part) => part !== undefined) ?? '';
  const plain = Array.from(written, (sign) => (raised.includes(sign) ? String(raised.indexOf(sign)) : sign)).join('');
  return Number(plain.replace(/[−⁻]/u, '-'));
}

function readDigits(text: string, tokens: readonly Token[], index: number): Written | null {
  const token = tokens[index];
  const spread = readSpread(text, tokens, index);
  if (spread !== null) {
    return spread;
  }
  const parsed = token === undefined ? null : parseDigits(token.word);
  if (token === undefined || parsed === null) {
    return null;
  }
  const next = tokens[index + 1];
  if (next === undefined) {
    return { ...parsed, ordinal: false, to: index };
  }
  if (isTornDecimal(text, tokens, index)) {
    return { ...measured(`${token.word}.${next.word}`), ordinal: false, to: index + 1 };
  }
  if (next.start === token.end && /^(?:st|nd|rd|th)$/.test(next.word)) {
    return { value: parsed.value, slack: 0, ordinal: true, to: index + 1 };
  }
  const lower = readDivisor(text, token, next);
  return lower === 0
    ? { ...parsed, ordinal: false, to: index }
    : { value: parsed.value / lower, slack: 0, ordinal: false, to: index + 1 };
}

/** "12. 9 km", "1. 5 billion": what follows shows that it is one number. */
function isTornDecimal(text: string, tokens: readonly Token[], index: number): boolean {
  const [whole, part, after] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  if (whole === undefined || part === undefined || !/^\d{1,4}$/.test(whole.word) || !/^\d{1,2}$/.test(part.word)) {
    return false;
  }
  const measures = after !== undefined && (isUnit(after.word) || magnitudes.has(after.word));
  return text.slice(whole.end, part.start) === '. ' && (measures || text[part.end] === '%' || text[part.end] === '-');
}

/** "1 234 567,89" and "1'234": groups of three with a blank or an apostrophe between; null where there is only one group. */
function readSpread(text: string, tokens: readonly Token[], index: number): Written | null {
  let digits = tokens[index]?.word ?? '';
  let to = index;
  while (/^\d+$/.test(digits) && (to > index || digits.length <= 3) && isNextGroup(text, tokens, to)) {
    to += 1;
    digits += (tokens[to]?.word ?? '').replace(',', '.');
  }
  return to === index ? null : { ...measured(digits), ordinal: false, to };
}

function isNextGroup(text: string, tokens: readonly Token[], last: number): boolean {
  const [before, next] = [tokens[last], tokens[last + 1]];
  const gap = text.slice(before?.end ?? 0, next?.start ?? 0);
  return next !== undefined && /^[\s'’]$/u.test(gap) && /^\d{3}(?:[.,]\d{1,2})?$/.test(next.word);
}

/** The 4 of "3/4"; 0 where there is none, as in a date with slashes. */
function readDivisor(text: string, token: Token, next: Token): number {
  const isFraction = text[token.end] === '/' && next.start === token.end + 1 && text[next.end] !== '/';
  const value = isFraction ? (parseDigits(next.word)?.value ?? 0) : 0;
  return value <= 1_000 ? value : 0;
}

/** Commas and dots as English has them, else as the continent does. Null for a time or a version (1.2.3). */
export function parseDigits(raw: string): { value: number; slack: number } | null {
  const digits = /^[\d.,:]+$/.test(raw) ? raw : raw.normalize('NFKC');
  if (digits.length > 40) {
    return null;
  }
  const english = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$|^\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$|^\d+(?:\.\d+)?$/;
  if (english.test(digits)) {
    return measured(digits.replaceAll(',', ''));
  }
  if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(digits) || /^\d+,\d+$/.test(digits)) {
    return measured(digits.replaceAll('.', '').replace(',', '.'));
  }
  return null;
}

function measured(plain: string): { value: number; slack: number } {
  const decimals = plain.includes('.') ? plain.length - plain.indexOf('.') - 1 : 0;
  return { value: Number(plain), slack: decimals === 0 ? 0 : 0.5 * 10 ** -decimals };
}

/** "twenty-three", "two hundred and five", "a dozen", "first". */
function readWords(text: string, tokens: readonly Token[], index: number): Written | null {
  const word = tokens[index]?.word ?? '';
  const ordinal = ordinalWords.get(word);
  if (ordinal !== undefined) {
    return { value: ordinal, slack: 0, ordinal: true, to: index };
  }
  let value = numberWords.get(word);
  let to = index;
  for (let words = 1; value !== undefined && words < wordsMax; words += 1) {
    const skip = skipAnd(value, tokens[to + 1]);
    const next = tokens[to + skip];
    const longer = next !== undefined && isJoined(text, tokens[to], next) ? addWord(value, next.word) : null;
    if (longer === null) {
      break;
    }
    value = longer;
    to += skip;
  }
  return value === undefined ? null : { value, slack: 0, ordinal: false, to };
}

/** The number with one more of its words; null when the word does not belong to it. */
function addWord(value: number, word: string): number | null {
  if (word === 'hundred') {
    return value * 100;
  }
  const more = numberWords.get(word) ?? 0;
  const fits = more >= 1 && (value >= 100 ? more < 100 : value >= 20 && value % 10 === 0 && more < 10);
  return fits ? value + more : null;
}

function skipAnd(value: number, next: Token | undefined): number {
  return value >= 100 && next?.word === 'and' ? 2 : 1;
}

function isJoined(text: string, before: Token | undefined, next: Token): boolean {
  const between = text.slice(before?.end ?? 0, next.start);
  return between.length < 8 && /^(?:\s{0,6}-?\s{0,6}|\s{1,6}and\s{1,6})$/.test(between);
}

function readMagnitude(text: string, tokens: readonly Token[], written: Written): Written {
  const next = tokens[written.to + 1];
  const gap = text.slice(tokens[written.to]?.end ?? 0, next?.start ?? 0);
  const factor = written.ordinal || next === undefined || isKelvin(next, gap) ? undefined : magnitudes.get(next.word);
  if (factor === undefined || !/^[\s-]?$/.test(gap)) {
    return written;
  }
  const slack = written.slack === 0 ? factor / 200 : written.slack * factor;
  return { value: written.value * factor, slack, ordinal: false, to: written.to + 1 };
}

/** "77 K", but not "77K" or "77 k". */
function isKelvin(next: Token, gap: string): boolean {
  return next.word === 'k' && next.capital && gap === ' ';
}
