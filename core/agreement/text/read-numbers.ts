import { magnitudes, numberWords, ordinalWords, units } from '../lexicon/words.ts';
import type { Token } from './read-tokens.ts';

export interface NumberMention {
  /** As written, times its magnitude; a time of day in minutes. */
  readonly value: number;
  /** Half a unit of the last digit given: 1.2 million may be off by 0.05 million. */
  readonly slack: number;
  /** Base unit (m, g, s, %), a currency sign, `clock` for a time of day, or '' for a bare count. */
  readonly unit: string;
  /** How many base units one of the written units has. */
  readonly factor: number;
  /** Where a range begins here ("6 to 8", "168–170"), its end; else the value. */
  readonly high: number;
  readonly ordinal: boolean;
  /** "About", "roughly" or the like stands before it. */
  readonly hedged: boolean;
  /** First and last token. */
  readonly from: number;
  readonly to: number;
}

const mentionsMax = 400;
const wordsMax = 8;
/** Conversions between units are often rounded. */
const convertedMax = 0.02;
/** What "about" leaves open. */
const hedgedMax = 0.03;

/** The numbers of a text: 1,234; 40k; 3.2 million; twenty-three; 1/2; 50%; $18; 5 km as 5,000 m. At most 400. */
export function readNumbers(text: string, tokens: readonly Token[]): NumberMention[] {
  const mentions: NumberMention[] = [];
  for (let index = 0; index < tokens.length && mentions.length < mentionsMax; index += 1) {
    const mention = numberAt(text, tokens, index);
    if (mention !== null) {
      mentions.push(mention);
      index = mention.to;
    }
  }
  return mentions;
}

/** The same number when their margins meet; units count only where both give one. */
export function isSameNumber(a: NumberMention, b: NumberMention): boolean {
  if (isGrouped(a, b) || isGrouped(b, a) || isInRange(a, b)) {
    return true;
  }
  const loose = a.hedged || b.hedged ? hedgedMax * Math.max(Math.abs(a.value), Math.abs(b.value)) : 0;
  if (a.unit === '' || b.unit === '' || (a.unit === b.unit && a.factor === b.factor)) {
    return Math.abs(a.value - b.value) <= Math.max(a.slack, b.slack, loose) + 1e-9 * Math.abs(a.value);
  }
  const [left, right] = [a.value * a.factor, b.value * b.factor];
  return (
    a.unit === b.unit &&
    Math.abs(left - right) <=
      Math.max(a.slack * a.factor, b.slack * b.factor, convertedMax * Math.max(Math.abs(left), Math.abs(right)))
  );
}

/** One is a range and the other lies in it or overlaps it; only where the units do not differ. */
function isInRange(a: NumberMention, b: NumberMention): boolean {
  const unlike = a.unit !== b.unit && a.unit !== '' && b.unit !== '';
  const ranged = a.high > a.value || b.high > b.value;
  return (
    ranged &&
    !unlike &&
    (a.factor === b.factor || a.unit === '' || b.unit === '') &&
    a.value <= b.high &&
    b.value <= a.high
  );
}

/** 2.962 on the continent is 2962 elsewhere. */
function isGrouped(a: NumberMention, b: NumberMention): boolean {
  return a.slack === groupSlack && b.slack === 0 && a.unit === b.unit && Math.round(a.value * 1_000) === b.value;
}

const groupSlack = 0.5 * 10 ** -3;

interface Written {
  readonly value: number;
  readonly slack: number;
  readonly ordinal: boolean;
  readonly to: number;
}

function numberAt(text: string, tokens: readonly Token[], index: number): NumberMention | null {
  const token = tokens[index];
  if (token === undefined || isFootnote(text, token)) {
    return null;
  }
  const time = readTime(tokens, index);
  if (time !== null) {
    return time;
  }
  const written = token.kind === 'digits' ? readDigits(text, tokens, index) : readWords(text, tokens, index);
  if (written === null || !Number.isFinite(written.value)) {
    return null;
  }
  const scaled = readMagnitude(text, tokens, written);
  const last = tokens[scaled.to] ?? token;
  const next = tokens[scaled.to + 1];
  const unit = readUnit(text, { before: token.start, after: last.end, next });
  const size = sizeOf(text, tokens, { index, scaled });
  return {
    ...(toCelsius(text, { ...size, end: last.end }) ?? { ...size, unit: unit.name, factor: unit.factor }),
    ordinal: scaled.ordinal,
    hedged: isHedged(text, tokens, index),
    from: index,
    to: unit.name !== '' && unit.fromWord ? scaled.to + 1 : scaled.to,
  };
}

/** The value with its sign, and the end of the range that it may begin. */
function sizeOf(
  text: string,
  tokens: readonly Token[],
  of: { index: number; scaled: Written },
): Pick<NumberMention, 'value' | 'high' | 'slack'> {
  const value = of.scaled.value * (isNegative(text, tokens[of.index]?.start ?? 0) ? -1 : 1);
  return { value, high: Math.max(value, rangeEnd(text, tokens, of.scaled.to) ?? value), slack: of.scaled.slack };
}

const rangePattern = /^\s?(?:[–—]|-|to)\s?$/u;

/** The number behind "to" or a dash; null when there is none. A hyphen with blanks is a minus. */
function rangeEnd(text: string, tokens: readonly Token[], last: number): number | null {
  const at = tokens[last + 1]?.word === 'to' ? last + 2 : last + 1;
  const [from, next] = [tokens[last], tokens[at]];
  if (from === undefined || next?.kind !== 'digits') {
    return null;
  }
  const gap = text.slice(from.end, Math.min(next.start, from.end + 5));
  return gap !== ' - ' && rangePattern.test(gap) ? (parseDigits(next.word)?.value ?? null) : null;
}

const hedges = new Set(
  'about around roughly approximately approx nearly almost circa some ungefahr etwa rund environ unos'.split(' '),
);

function isHedged(text: string, tokens: readonly Token[], index: number): boolean {
  const start = tokens[index]?.start ?? 0;
  return hedges.has(tokens[index - 1]?.word ?? '') || /[~≈]\s?$/.test(text.slice(Math.max(0, start - 2), start));
}

const degreePattern = /^\s?(?:°\s?([CF])\b|(K)\b|(?:degrees |°\s?)(celsius|fahrenheit)\b)/iu;

/** Temperatures in °C: 194 °F, 77 K (only after a blank, as 77K may be 77,000). Null for anything else. */
function toCelsius(
  text: string,
  of: { value: number; high: number; slack: number; end: number },
): Pick<NumberMention, 'value' | 'high' | 'slack' | 'unit' | 'factor'> | null {
  const match = degreePattern.exec(text.slice(of.end, of.end + 24));
  const sign = (match?.[1] ?? match?.[2] ?? match?.[3] ?? '').charAt(0).toUpperCase();
  if (sign === '' || (sign === 'K' && text[of.end] !== ' ')) {
    return null;
  }
  const [zero, step] = scales[sign] ?? [0, 1];
  const slack = sign === 'C' ? of.slack : Math.max(of.slack, 0.5);
  return { value: (of.value - zero) / step, high: (of.high - zero) / step, slack, unit: '°', factor: 1 };
}

const scales: Readonly<Record<string, readonly [number, number]>> = { F: [32, 1.8], K: [273.15, 1] };

/** The 2 of "[2]". */
function isFootnote(text: string, token: Token): boolean {
  return token.end - token.start <= 3 && text[token.start - 1] === '[' && text[token.end] === ']';
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
  const measures =
    after !== undefined &&
    (units.has(after.word) || units.has(after.word.replace(/s$/, '')) || magnitudes.has(after.word));
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

/** "2:00 pm", "14:30", "9 pm" as minutes of the day. */
function readTime(tokens: readonly Token[], index: number): NumberMention | null {
  const match = /^(\d{1,2})(?::(\d{2}))?$/.exec(tokens[index]?.word ?? '');
  const half = halfDays.get(tokens[index + 1]?.word ?? '');
  if (match === null || (half === undefined && match[2] === undefined) || Number(match[1]) > 24) {
    return null;
  }
  const hours = half === undefined ? Number(match[1]) : (Number(match[1]) % 12) + half;
  const value = 60 * hours + Number(match[2] ?? 0);
  const to = half === undefined ? index : index + 1;
  return { value, high: value, slack: 0, unit: 'clock', factor: 1, ordinal: false, hedged: false, from: index, to };
}

const halfDays: ReadonlyMap<string, number> = new Map([
  ['am', 0],
  ['pm', 12],
]);

/** The 4 of "3/4"; 0 where there is none, as in a date with slashes. */
function readDivisor(text: string, token: Token, next: Token): number {
  const isFraction = text[token.end] === '/' && next.start === token.end + 1 && text[next.end] !== '/';
  const value = isFraction ? (parseDigits(next.word)?.value ?? 0) : 0;
  return value <= 1_000 ? value : 0;
}

/** Commas and dots as English has them, else as the continent does. Null for a time or a version (1.2.3). */
function parseDigits(raw: string): { value: number; slack: number } | null {
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

function readUnit(
  text: string,
  around: { before: number; after: number; next: Token | undefined },
): { name: string; factor: number; fromWord: boolean } {
  const sign = text[around.before - 1] ?? '';
  if (/\p{Sc}/u.test(sign)) {
    return { name: sign, factor: 1, fromWord: false };
  }
  if (/^[\s\u00A0]?%/.test(text.slice(around.after, around.after + 2))) {
    return { name: '%', factor: 1, fromWord: false };
  }
  const { next } = around;
  if (next === undefined || next.start - around.after > 1) {
    return { name: '', factor: 1, fromWord: false };
  }
  if (next.word === 'dollar' || next.word === 'dollars') {
    return { name: '$', factor: 1, fromWord: true };
  }
  const known = units.get(next.word) ?? units.get(next.word.replace(/s$/, ''));
  return known === undefined
    ? { name: '', factor: 1, fromWord: false }
    : { name: known[0], factor: known[1], fromWord: true };
}

function isNegative(text: string, start: number): boolean {
  return /(?:^|[\s(=:])[-−]$/.test(text.slice(Math.max(0, start - 2), start));
}
