import { findUnit } from '../lexicon/units.ts';
import { numberWords, ordinalWords } from '../lexicon/words.ts';
import { readBounds } from './read-bounds.ts';
import { namedTimes, readClock } from './read-clock.ts';
import { readNumeral, type Written } from './read-numeral.ts';
import { readShare } from './read-share.ts';
import { type Token, tokenAt } from './read-tokens.ts';
import { type ReadUnit, readUnit } from './read-unit.ts';

export interface NumberMention {
  /** As written, times its magnitude; a time of day in minutes. */
  readonly value: number;
  /** Half a unit of the last digit given: 1.2 million may be off by 0.05 million. */
  readonly slack: number;
  /** Base unit (m, g, s, %), a currency sign, `clock` for a time of day, or '' for a bare count. */
  readonly unit: string;
  /** How many base units one of the written units has. */
  readonly factor: number;
  /** Both the value, but for a range ("6 to 8", "168–170") and a bound ("more than 200"). */
  readonly low: number;
  readonly high: number;
  /** A bound without an end: "more than 200", "up to 20". */
  readonly open: boolean;
  /** The part of a whole that "a quarter" and "one in four" tell; else null. */
  readonly share: number | null;
  /** Of a time of day: minutes ahead of UTC, where that is given. */
  readonly zone: number | null;
  readonly ordinal: boolean;
  /** "About", "roughly" or the like stands before it. */
  readonly hedged: boolean;
  /** First and last token. */
  readonly from: number;
  readonly to: number;
}

const mentionsMax = 400;

/** The numbers of a text: 1,234; 40k; 3.2 million; twenty-three; 1/2; 50%; $18; 5 km as 5,000 m; 5 ft 10 in. At most 400. */
export function readNumbers(text: string, tokens: readonly Token[]): NumberMention[] {
  const mentions: NumberMention[] = [];
  for (let index = 0; index < tokens.length && mentions.length < mentionsMax; index += 1) {
    if (!mayCount(tokenAt(tokens, index))) {
      continue;
    }
    const mention = clockAt(text, tokens, index) ?? readOneAndHalf(tokens, index) ?? numberAt(text, tokens, index);
    if (mention !== null) {
      mentions.push(mention);
      index = mention.to;
    }
  }
  return mentions;
}

/** Most words begin no number. */
function mayCount({ kind, word }: Token): boolean {
  return (
    kind === 'digits' ||
    word === 'a' ||
    word === 'an' ||
    numberWords.has(word) ||
    ordinalWords.has(word) ||
    namedTimes.has(word)
  );
}

function clockAt(text: string, tokens: readonly Token[], index: number): NumberMention | null {
  const clock = readClock(text, tokens, index);
  const plain = {
    slack: 0,
    unit: 'clock',
    factor: 1,
    share: null,
    open: false,
    ordinal: false,
    hedged: false,
    from: index,
  };
  return clock === null ? null : { ...plain, ...clock, low: clock.value, high: clock.value };
}

function numberAt(text: string, tokens: readonly Token[], index: number): NumberMention | null {
  const token = tokens[index];
  if (token === undefined || isFootnote(text, token)) {
    return null;
  }
  const share = readShare(text, tokens, index);
  const written = share ?? readNumeral(text, tokens, index);
  if (written === null) {
    return null;
  }
  const plain = { share: share?.share ?? null, zone: null, ordinal: written.ordinal, from: index };
  const compound = readHeight(text, tokens, { index, written }) ?? readHalf(tokens, written);
  if (compound !== null) {
    return { ...plain, ...compound, low: compound.value, high: compound.value, open: false, hedged: false };
  }
  const value = written.value * (isNegative(text, tokens, index) ? -1 : 1);
  const bounds = readBounds(text, tokens, { from: index, to: written.to, value });
  const unit = readUnit(text, tokens, { from: index, to: bounds.to });
  const size = { value, slack: written.slack, ...bounds };
  const last = tokens[bounds.to] ?? token;
  const mention = { ...plain, ...size, unit: unit.name, factor: unit.factor, to: unit.to };
  const warm = toCelsius(text, { ...mention, end: last.end });
  return warm === null ? withSmaller(text, tokens, mention) : { ...mention, ...warm, to: bounds.to };
}

/** "5 feet 10 inches", "1 hour and 30 minutes": a second number of a smaller unit belongs to the first. */
function withSmaller(text: string, tokens: readonly Token[], mention: NumberMention): NumberMention {
  const at = tokenAt(tokens, mention.to + 1).word === 'and' ? mention.to + 2 : mention.to + 1;
  const gap = text.slice(tokenAt(tokens, mention.to).end, tokenAt(tokens, at).start);
  const hasUnit = compounds.has(mention.unit) && mention.to > mention.from;
  const part = hasUnit && /^(?:,?\s?|,? and )$/u.test(gap) ? readNumeral(text, tokens, at) : null;
  if (part === null) {
    return mention;
  }
  const unit = smallerUnit(text, tokens, { from: at, to: part.to });
  const more = (part.value * unit.factor) / mention.factor;
  const fits = unit.name === mention.unit && unit.factor < mention.factor && more < 1;
  const value = mention.value + more;
  return fits
    ? { ...mention, value, low: value, high: value, slack: (0.5 * unit.factor) / mention.factor, to: unit.to }
    : mention;
}

/** "In" is an inch only here. */
function smallerUnit(text: string, tokens: readonly Token[], around: { from: number; to: number }): ReadUnit {
  return tokenAt(tokens, around.to + 1).word === 'in'
    ? { name: 'm', factor: inch, to: around.to + 1 }
    : readUnit(text, tokens, around);
}

const compounds: ReadonlySet<string> = new Set(['m', 's', 'g']);

type Compound = Pick<NumberMention, 'value' | 'slack' | 'unit' | 'factor' | 'to'>;
const [, foot] = findUnit('foot') ?? ['m', 1];
const [, inch] = findUnit('inch') ?? ['m', 1];

/** Feet and inches by their marks: 5'10". */
function readHeight(
  text: string,
  tokens: readonly Token[],
  { index, written }: { index: number; written: Written },
): Compound | null {
  const end = tokens[index]?.end ?? 0;
  const match =
    written.to === index ? /^['’′](\d{1,2})(?:["”″]|['’′]{2}|(?=[\s.,]|$))/u.exec(text.slice(end, end + 6)) : null;
  const inches = Number(match?.[1] ?? 12);
  return match === null || inches >= 12 || written.value > 9
    ? null
    : { value: written.value + inches / 12, slack: 1 / 24, unit: 'm', factor: foot, to: index + 1 };
}

/** "One and a half hours", "half an hour". */
function readHalf(tokens: readonly Token[], written: Written): Compound | null {
  const words = tokens.slice(written.to + 1, written.to + 6).map((token) => token.word);
  const spoken = words.slice(0, 3).join(' ') === 'and a half';
  const halved = written.value === 0.5 && /^an?$/.test(words[0] ?? '');
  if (!spoken && !halved) {
    return null;
  }
  const place = spoken ? 3 : 1;
  const value = spoken ? written.value + 0.5 : 0.5;
  const [unit, factor] = findUnit(words[place] ?? '') ?? ['', 1];
  const to = written.to + place + (unit === '' ? 0 : 1);
  return halved && unit === '' ? null : { value, slack: 0, unit, factor, to };
}

/** "An hour and a half". */
function readOneAndHalf(tokens: readonly Token[], index: number): NumberMention | null {
  const words = tokens.slice(index, index + 5).map((token) => token.word);
  const unit =
    /^(?:an?|one)$/.test(words[0] ?? '') && words.slice(2).join(' ') === 'and a half' ? findUnit(words[1] ?? '') : null;
  const sure = { slack: 0, open: false, share: null, zone: null, ordinal: false, hedged: false };
  return unit === null
    ? null
    : { ...sure, value: 1.5, low: 1.5, high: 1.5, unit: unit[0], factor: unit[1], from: index, to: index + 4 };
}

const degreePattern = /^\s?(?:°\s?([CF])\b|(K)\b|(?:degrees |°\s?)(celsius|fahrenheit)\b)/iu;

/** Temperatures in °C: 194 °F, 77 K (only after a blank, as 77K may be 77,000). Null for anything else. */
function toCelsius(
  text: string,
  of: { value: number; low: number; high: number; slack: number; end: number },
): Pick<NumberMention, 'value' | 'low' | 'high' | 'slack' | 'unit' | 'factor'> | null {
  const found = degreePattern
    .exec(text.slice(of.end, of.end + 24))
    ?.slice(1)
    .find((part) => part !== undefined);
  const sign = (found ?? '').charAt(0).toUpperCase();
  if (sign === '' || (sign === 'K' && text[of.end] !== ' ')) {
    return null;
  }
  const [zero, step] = scales[sign] ?? [0, 1];
  const slack = sign === 'C' ? of.slack : Math.max(of.slack, 0.5);
  const [value = 0, low = 0, high = 0] = [of.value, of.low, of.high].map((degrees) => (degrees - zero) / step);
  return { value, low, high, slack, unit: '°', factor: 1 };
}

const scales: Readonly<Record<string, readonly [number, number]>> = { F: [32, 1.8], K: [273.15, 1] };

/** The 2 of "[2]". */
function isFootnote(text: string, token: Token): boolean {
  return token.end - token.start <= 3 && text[token.start - 1] === '[' && text[token.end] === ']';
}

function isNegative(text: string, tokens: readonly Token[], index: number): boolean {
  const { start } = tokenAt(tokens, index);
  const signed = /(?:^|[\s(=:])[-−]$/.test(text.slice(Math.max(0, start - 2), start));
  return signed || (tokenAt(tokens, index - 1).word === 'minus' && tokenAt(tokens, index - 2).kind !== 'digits');
}
