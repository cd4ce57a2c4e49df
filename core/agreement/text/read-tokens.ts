import { findAlias, readRoman } from '../lexicon/aliases.ts';
import { keyNumbers } from './key-numbers.ts';
import { stem } from './stem.ts';

/** A word, number or pair of ideographs of a text. */
export interface Token {
  /** Folded: lower case, no accents, no possessive; number words and digits as written. */
  readonly word: string;
  /** What is compared: the stem of the word, digits for a Roman numeral, one key for all names of a thing. */
  readonly key: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'word' | 'digits';
  readonly capital: boolean;
}

const noToken: Token = {
  word: '',
  key: '',
  start: Number.POSITIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
  kind: 'word',
  capital: false,
};

/** The token at a place, or before the first and behind the last one a token without a word that stands nowhere. */
export function tokenAt(tokens: readonly Token[], index: number): Token {
  return tokens[index] ?? noToken;
}

/** The last token that begins before a place of the text, from `from` on. */
export function lastTokenBefore(tokens: readonly Token[], from: number, end: number): number {
  let to = from;
  while (tokenAt(tokens, to + 1).start < end) {
    to += 1;
  }
  return to;
}

/** An address, initials (U.S., J. K.), digits with separators, a word with apostrophes. Every branch is linear. */
const tokenPattern =
  /https?:\/\/\S{1,2000}|(?<![\p{L}\p{N}])(?:\p{Lu}\.\s?){2,8}(?![\p{Ll}])|\p{Nd}+(?:[.,:]\p{Nd}+)*|\p{L}[\p{L}\p{M}]*(?:['’]\p{L}[\p{L}\p{M}]*)*/gu;
const unspacedPattern = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const asciiPattern = /^[\p{ASCII}]*$/u;
const tokensMax = 12_000;

/** The tokens of a text in order, at most 12,000. Addresses are left out; scripts without spaces come as pairs of signs. */
export function readTokens(text: string): Token[] {
  return joinAliases(text, keyNumbers(text, splitTokens(text)));
}

/** All words of "United States of America" get the key that "USA" gets. */
function joinAliases(text: string, tokens: Token[]): Token[] {
  for (let index = 0; index < tokens.length; index += 1) {
    const alias = findAlias(text, tokens, index);
    if (alias !== null) {
      for (let at = index; at < index + alias.count; at += 1) {
        tokens[at] = { ...tokens[at], key: alias.key } as Token;
      }
      index += alias.count - 1;
    }
  }
  return tokens;
}

function splitTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(tokenPattern)) {
    const raw = match[0];
    if (tokens.length >= tokensMax) {
      break;
    }
    if (raw.startsWith('http') && raw.includes('://')) {
      continue;
    }
    if (unspacedPattern.test(raw)) {
      pushPairs(tokens, raw, match.index);
    } else {
      pushWord(tokens, raw, match.index);
    }
  }
  return tokens;
}

/** "inOctober", "wasMark": where bold type was stripped a name grew to the small word before it. */
const grownPattern = /^[a-z]{2,}(?=[A-Z][A-Za-z])/;

function pushWord(tokens: Token[], raw: string, start: number): void {
  const grown = grownPattern.exec(raw)?.[0].length ?? 0;
  if (grown > 0) {
    tokens.push(makeToken(raw.slice(0, grown), start));
  }
  tokens.push(makeToken(raw.slice(grown), start + grown));
}

/** Lower case without accents and compatibility forms. */
function foldWord(raw: string): string {
  return asciiPattern.test(raw)
    ? raw.toLowerCase()
    : raw
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[łøđðþßæœı]/g, (sign) => plainLetters[sign] ?? sign);
}

/** Letters that are no letter with an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

function makeToken(raw: string, start: number): Token {
  const first = raw.charCodeAt(0);
  const digits = (first >= 48 && first <= 57) || /^\p{Nd}/u.test(raw);
  const folded = foldWord(raw);
  const word = digits ? folded : plainWord(folded);
  const capital = !digits && raw[0] !== raw[0]?.toLowerCase();
  const roman = capital && raw === raw.toUpperCase() ? readRoman(word) : null;
  return {
    word,
    key: roman === null ? (digits ? word : stem(word)) : String(roman),
    start,
    end: start + raw.trimEnd().length,
    kind: digits ? 'digits' : 'word',
    capital,
  };
}

/** Without dots, apostrophes and the possessive; "n't" stays audible as "nt". */
function plainWord(folded: string): string {
  const straight = folded.includes('’') ? folded.replaceAll('’', "'") : folded;
  const owned = straight.endsWith("'s") && straight !== "let's" ? straight.slice(0, -2) : straight;
  return /['.\s]/.test(owned) ? owned.replace(/['.\s]/g, '') : owned;
}

function pushPairs(tokens: Token[], raw: string, start: number): void {
  const signs = Array.from(raw.slice(0, 2 * (tokensMax - tokens.length)));
  let offset = start;
  for (let index = 0; index < Math.max(1, signs.length - 1); index += 1) {
    const pair = (signs[index] ?? '') + (signs[index + 1] ?? '');
    const word = foldWord(pair);
    tokens.push({ word, key: word, start: offset, end: offset + pair.length, kind: 'word', capital: false });
    offset += signs[index]?.length ?? 0;
  }
}
