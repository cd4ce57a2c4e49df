import { months } from '../lexicon/words.ts';
import { readFigureDate } from './read-figure-dates.ts';
import { type Token, tokenAt } from './read-tokens.ts';

/** A date as far as it is given; `month` and `day` are 0 where they are not. Years before Christ are negative. */
export interface DateMention {
  /** First and last year it may mean: a century has a hundred; both 0 where no year is given. */
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly month: number;
  readonly day: number;
  /** 3/4/2018 may be in March or in April. */
  readonly eitherWay?: boolean;
  /** First and last token. */
  readonly from: number;
  readonly to: number;
}

const datesMax = 200;

/**
 * Dates of a text: 2018-03-18, 18/3/2018, March 18, 2018, 18 March, March 2018, 1986, the 1990s, the 5th century BC, 44 BC. At
 * most 200.
 */
export function readDates(text: string, tokens: readonly Token[]): DateMention[] {
  const dates: DateMention[] = [];
  for (let index = 0; index < tokens.length && dates.length < datesMax; index += 1) {
    const date =
      monthFirst(tokens, index) ??
      dayFirst(tokens, index) ??
      readFigureDate(text, tokens, index) ??
      yearAlone(text, tokens, index);
    if (date !== null) {
      dates.push(date);
      index = date.to;
    }
  }
  return dates;
}

/** Both give the same parts where both give them, and share at least a year, or month and day. */
export function isSameDate(a: DateMention, b: DateMention): boolean {
  return (
    isSame(a, b) || (a.eitherWay === true && isSame(swapped(a), b)) || (b.eitherWay === true && isSame(a, swapped(b)))
  );
}

function swapped(date: DateMention): DateMention {
  return { ...date, month: date.day, day: date.month };
}

function isSame(a: DateMention, b: DateMention): boolean {
  if (a.yearTo !== 0 && b.yearTo !== 0) {
    return a.yearFrom <= b.yearTo && b.yearFrom <= a.yearTo && agrees(a.month, b.month) && agrees(a.day, b.day);
  }
  return a.month !== 0 && a.month === b.month && agrees(a.day, b.day);
}

function agrees(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

/** "March 18th, 2018", "March 2018", "September". */
function monthFirst(tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  const month = token?.capital === true ? months.get(token.word) : undefined;
  if (token === undefined || month === undefined) {
    return null;
  }
  const day = dayAt(tokens, index + 1) ?? { day: 0, to: index };
  const date = withYear(tokens, { month, day: day.day, from: index, to: day.to });
  const bare = date.day === 0 && date.yearTo === 0;
  return bare && isOtherWord(token, tokens[index - 1]) ? null : date;
}

/** "May", "Mar" and the like alone, and "the March". */
function isOtherWord(token: Token, before: Token | undefined): boolean {
  return token.word.length < 5 || token.word === 'marco' || before?.word === 'the';
}

/** "18 March 2018", "18th of March". */
function dayFirst(tokens: readonly Token[], index: number): DateMention | null {
  const day = dayAt(tokens, index);
  if (day === null) {
    return null;
  }
  const at = joinsDate(tokens[day.to + 1]) ? day.to + 2 : day.to + 1;
  const month = months.get(tokens[at]?.word ?? '') ?? 0;
  return month === 0 ? null : withYear(tokens, { month, day: day.day, from: index, to: at });
}

function withYear(
  tokens: readonly Token[],
  date: { month: number; day: number; from: number; to: number },
): DateMention {
  const at = joinsDate(tokens[date.to + 1]) ? date.to + 2 : date.to + 1;
  const year = yearOf(tokens[at]);
  return { ...date, yearFrom: year, yearTo: year, to: year === 0 ? date.to : at };
}

/** "3rd of March", "3 de marzo de 1986". */
function joinsDate(token: Token | undefined): boolean {
  return token !== undefined && /^(?:of|de|do|del|di)$/.test(token.word);
}

function dayAt(tokens: readonly Token[], index: number): { day: number; to: number } | null {
  const word = tokens[index]?.word ?? '';
  const day = /^\d{1,2}$/.test(word) ? Number(word) : 0;
  return day >= 1 && day <= 31 ? { day, to: hasOrdinalEnd(tokens, index) ? index + 1 : index } : null;
}

function hasOrdinalEnd(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  return next !== undefined && next.start === tokens[index]?.end && /^(?:st|nd|rd|th|er|o|a)$/.test(next.word);
}

function yearAlone(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  if (token === undefined || (token.kind !== 'digits' && !ordinals.has(token.word) && !decades.has(token.word))) {
    return null;
  }
  return (
    century(tokens, index) ??
    beforeChrist(tokens, index) ??
    ofChrist(tokens, index) ??
    plainYear(text, tokens, index) ??
    shortDecade(text, tokens, index)
  );
}

const ordinals = new Map(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'
    .split(' ')
    .map((word, at): [string, number] => [word, at + 1]),
);

/** "the 5th century BC", "the nineteenth century". */
function century(tokens: readonly Token[], index: number): DateMention | null {
  const ordinal = ordinalAt(tokens, index);
  if (ordinal === null || !/^centur(?:y|ies)$/.test(tokens[ordinal.next]?.word ?? '')) {
    return null;
  }
  const { count, next } = ordinal;
  const bc = isBc(tokens[next + 1]);
  const [yearFrom, yearTo] = bc ? [-100 * count, -100 * (count - 1) - 1] : [100 * (count - 1) + 1, 100 * count];
  return { yearFrom, yearTo, month: 0, day: 0, from: index, to: bc ? next + 1 : next };
}

/** "5th" or "fifth", and the index of the token behind it. */
function ordinalAt(tokens: readonly Token[], index: number): { count: number; next: number } | null {
  const word = tokens[index]?.word ?? '';
  if (/^\d{1,2}$/.test(word) && hasOrdinalEnd(tokens, index)) {
    return { count: Number(word), next: index + 2 };
  }
  const count = ordinals.get(word);
  return count === undefined ? null : { count, next: index + 1 };
}

function beforeChrist(tokens: readonly Token[], index: number): DateMention | null {
  const word = tokens[index]?.word ?? '';
  if (!isBc(tokens[index + 1]) || !/^\d{1,4}$/.test(word)) {
    return null;
  }
  return { yearFrom: -Number(word), yearTo: -Number(word), month: 0, day: 0, from: index, to: index + 1 };
}

/** "44 AD", "AD 44". */
function ofChrist(tokens: readonly Token[], index: number): DateMention | null {
  const { word } = tokenAt(tokens, index);
  const [before, next] = [tokenAt(tokens, index - 1), tokenAt(tokens, index + 1)];
  const behind = next.capital && /^(?:ad|ce)$/.test(next.word);
  if (!/^\d{1,4}$/.test(word) || !(behind || (before.capital && before.word === 'ad'))) {
    return null;
  }
  const year = Number(word);
  return { yearFrom: year, yearTo: year, month: 0, day: 0, from: index, to: behind ? index + 1 : index };
}

function isBc(token: Token | undefined): boolean {
  return token !== undefined && /^bce?$/.test(token.word);
}

function plainYear(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  const year = yearOf(token);
  if (token === undefined || year === 0 || text[token.end] === '%' || /[\p{Sc}#]/u.test(text[token.start - 1] ?? '')) {
    return null;
  }
  const decade = /^['’]?s\b/.test(text.slice(token.end, token.end + 3)) && year % 10 === 0;
  const yearTo = decade ? year + (year % 100 === 0 ? 99 : 9) : year;
  return { yearFrom: year, yearTo, month: 0, day: 0, from: index, to: index };
}

const decades: ReadonlyMap<string, number> = new Map(
  ['twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties', 'nineties'].map(
    (word, at): [string, number] => [word, 1920 + 10 * at],
  ),
);

/** "The sixties", "60s": of the twentieth century, but not in one's sixties. */
function shortDecade(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const { word, end } = tokenAt(tokens, index);
  const digits = /^[2-9]0$/.test(word) && /^['’]?s\b/.test(text.slice(end, end + 3));
  const year = digits ? 1900 + Number(word) : (decades.get(word) ?? 0);
  return year === 0 || ones.has(tokenAt(tokens, index - 1).word)
    ? null
    : { yearFrom: year, yearTo: year + 9, month: 0, day: 0, from: index, to: index };
}

const ones = new Set(['his', 'her', 'their', 'my', 'our', 'your']);

/** Four digits from 1000 to 2199, also with one or two digits of a footnote grown on. */
function yearOf(token: Token | undefined): number {
  const word = token?.word ?? '';
  const match = /^(1\d{3}|2[01]\d{2})(?:\d{1,2})?$/.exec(word);
  const year = Number(match?.[1] ?? 0);
  return word.length === 4 || (year >= 1600 && year <= 2035) ? year : 0;
}
