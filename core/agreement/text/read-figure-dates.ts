import type { DateMention } from './read-dates.ts';
import type { Token } from './read-tokens.ts';

interface Figures {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type Reader = (figures: string, lead: string) => { readonly date: Figures; readonly whole: string } | null;

const figuresMax = 16;
const leadWords = /^(?:am|vom|zum|bis|den|dem|der|le|il|el|em|on)$/;

/** Dates written in figures: 2018-03-18, 18/3/2018, 3/18/2018, 18.3.2018, 12/31, "am 31.12.", 1986年3月3日. Null where none begins. */
export function readFigureDate(text: string, tokens: readonly Token[], index: number): DateMention | null {
  const token = tokens[index];
  if (token?.kind !== 'digits') {
    return null;
  }
  const [figures, lead] = [text.slice(token.start, token.start + figuresMax), tokens[index - 1]?.word ?? ''];
  for (const read of [eastern, yearFirst, yearLast, withoutYear] satisfies Reader[]) {
    const made = read(figures, lead);
    if (made !== null && isDate(made.date)) {
      const { year, month, day } = made.date;
      const to = lastTokenBefore(tokens, index, token.start + made.whole.length);
      return { yearFrom: year, yearTo: year, month, day, eitherWay: isEitherWay(made), from: index, to };
    }
  }
  return null;
}

function eastern(figures: string): ReturnType<Reader> {
  const match = /^(\d{4})\s?年(?:\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日号號])?)?/u.exec(figures);
  return match === null ? null : found(match[0], match[1], match[2] ?? '0', match[3] ?? '0');
}

function yearFirst(figures: string): ReturnType<Reader> {
  const match = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(figures);
  return match === null ? null : found(match[0], match[1], match[3], match[4]);
}

/** Day before month unless that cannot be. */
function yearLast(figures: string): ReturnType<Reader> {
  const match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)/.exec(figures);
  if (match === null) {
    return null;
  }
  const american = Number(match[3]) > 12;
  return american ? found(match[0], match[4], match[1], match[3]) : found(match[0], match[4], match[3], match[1]);
}

/** With slashes only where one of the two can only be a day; with dots only after a word that leads to a date. */
function withoutYear(figures: string, lead: string): ReturnType<Reader> {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(?!\d)/.exec(figures);
  if (dotted !== null) {
    return leadWords.test(lead) ? found(dotted[0], '0', dotted[2], dotted[1]) : null;
  }
  const slashed = /^(\d{1,2})\/(\d{1,2})(?![\d/])/.exec(figures);
  const parts = [Number(slashed?.[1]), Number(slashed?.[2])].toSorted((a, b) => a - b);
  const [month = 0, day = 0] = parts;
  return slashed === null || day <= 12 || month > 12 ? null : { whole: slashed[0], date: { year: 0, month, day } };
}

function found(whole: string, ...parts: readonly (string | undefined)[]): NonNullable<ReturnType<Reader>> {
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  return { whole, date: { year, month, day } };
}

function isDate({ month, day }: Figures): boolean {
  return month <= 12 && day <= 31 && (month > 0 || day === 0);
}

/** 3/4/2018 is in March for some and in April for others. */
function isEitherWay({ date, whole }: NonNullable<ReturnType<Reader>>): boolean {
  return /^\d{1,2}\//.test(whole) && date.day <= 12;
}

function lastTokenBefore(tokens: readonly Token[], index: number, end: number): number {
  let to = index;
  while ((tokens[to + 1]?.end ?? Number.POSITIVE_INFINITY) <= end) {
    to += 1;
  }
  return to;
}
