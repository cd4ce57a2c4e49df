import { months } from '../lexicon/words.ts';
import type { Token } from './read-tokens.ts';

/** A date as far as it is given; 0 where a part is not. Years before Christ are negative. */
export interface DateMention {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

const datesMax = 200;

/** Dates of a text: 2018-03-18, 18/3/2018, March 18, 2018, 18 March, March 2018, 1986, 1990s, 44 BC. At most 200. */
export function readDates(text: string, tokens: readonly Token[]): DateMention[] {
  const dates: DateMention[] = [];
  for (let index = 0; index < tokens.length && dates.length < datesMax; index += 1) {
    const date = namedDate(tokens, index) ?? dottedDate(text, tokens, index) ?? yearAlone(text, tokens, index);
    if (date !== null) {
      dates.push(date);
      index = date.to;
    }
  }
  return dates;
}

/** Both give the same parts where both give them, and share at least the year, or month and day. */
export function isSameDate(a: DateMention, b: DateMention): boolean {
  if (a.year !== 0 && b.year !== 0) {
    return a.year === b.year && agrees(a.month, b.month) && agrees(a.day, b.day);
  }
  return a.month !== 0 && a.month === b.month && agrees(a.day, b.day) && a.day + b.day > 0;
}

function agrees(a: number, b: number): boolean {
  return a === 0 || b === 0 || a === b;
}

/** "March 18th, 2018", "18 March 2018", "18th of March", "March 2018". */
function namedDate(tokens: readonly Token[], index: number): DateMention | null {
  const dayFirst = dayAt(tokens, index);
  const monthAt = dayFirst === null ? index : dayFirst.to + (tokens[dayFirst.to + 1]?.word === 'of' ? 2 : 1);
  const monthToken = tokens[monthAt];
  const month = months.get(monthToken?.word ?? '');
  if (month === undefined || monthToken === undefined || (!monthToken.capital && dayFirst === null)) {
    return null;
  }
  const dayAfter = dayFirst === null ? dayAt(tokens, monthAt + 1) : null;
  const before = dayAfter?.to ?? monthAt;
  const yearAt = tokens[before + 1]?.word === 'of' ? before + 2 : before + 1;
  const year = yearOf(tokens[yearAt]);
  const day = dayFirst?.day ?? dayAfter?.day ?? 0;
  if (day === 0 && year === 0 && monthToken.word.length < 5) {
    return null;
  }
  return { year, month, day, from: index, to: year === 0 ? before : yearAt };
}

function dayAt(tokens: readonly Token[], index: number): { day: number; to: number } | null {
  const token = tokens[index];
  if (token === undefined || !/^\d{1,2}$/.test(token.word)) {
    return null;
  }
  const day = Number(token.word);
  const next = tokens[index + 1];
  const ordinal = next !== undefined && next.start === token.end && /^(?:st|nd|rd|th)$/.test(next.word);
  return day >= 1 && day <= 31 ? { day, to: ordinal ? index + 1 : index } : null;
}

/** "2018-03-18", "18/3/2018", "3/18/2018", "18.3.2018": day before month unless that cannot be. */
function dottedDate(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  if (token === undefined || token.kind !== 'digits') {
    return null;
  }
  const match = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)/.exec(text.slice(token.start, token.start + 12));
  if (match === null) {
    return null;
  }
  const [whole, first = '', , middle = '', last = ''] = match;
  const to = lastTokenBefore(tokens, index, token.start + whole.length);
  if (first.length === 4 && last.length <= 2) {
    return checked({ year: Number(first), month: Number(middle), day: Number(last), from: index, to });
  }
  if (last.length !== 4) {
    return null;
  }
  const american = Number(middle) > 12;
  const [day, month] = american ? [Number(middle), Number(first)] : [Number(first), Number(middle)];
  return checked({ year: Number(last), month, day, from: index, to });
}

function checked(date: DateMention): DateMention | null {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31 ? date : null;
}

function lastTokenBefore(tokens: readonly Token[], index: number, end: number): number {
  let to = index;
  while ((tokens[to + 1]?.end ?? Number.POSITIVE_INFINITY) <= end) {
    to += 1;
  }
  return to;
}

function yearAlone(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token === undefined || token.kind !== 'digits') {
    return null;
  }
  if (next !== undefined && /^(?:bc|bce)$/.test(next.word) && /^\d{1,4}$/.test(token.word)) {
    return { year: -Number(token.word), month: 0, day: 0, from: index, to: index + 1 };
  }
  const year = yearOf(token);
  const signBefore = /[\p{Sc}#]/u.test(text[token.start - 1] ?? '');
  return year === 0 || signBefore || text[token.end] === '%'
    ? null
    : { year, month: 0, day: 0, from: index, to: index };
}

/** Four digits from 1000 to 2199, also with one or two digits of a footnote grown on. */
function yearOf(token: Token | undefined): number {
  const match = /^(1\d{3}|2[01]\d{2})(?:\d{1,2})?$/.exec(token?.word ?? '');
  if (match === null) {
    return 0;
  }
  const year = Number(match[1]);
  return (token?.word.length ?? 0) === 4 || (year >= 1600 && year <= 2035) ? year : 0;
}
