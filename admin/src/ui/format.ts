/** Numbers and dates as people read them, by Intl, with thin precision: `4.2 s`, `$0.013`, `82 %`. */

import { locale } from './language.ts';

const nbsp = '\u00A0';
const whole = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const andList = new Intl.ListFormat(locale, { type: 'conjunction' });

export function formatCount(n: number): string {
  return whole.format(n);
}

export function formatMs(ms: number): string {
  if (ms < 950) {
    return `${tenths.format(Math.max(ms, 50) / 1000)}${nbsp}s`;
  }
  if (ms < 59_950) {
    return `${tenths.format(ms / 1000)}${nbsp}s`;
  }
  const seconds = Math.round(ms / 1000);
  return `${whole.format(Math.floor(seconds / 60))}${nbsp}min ${seconds % 60}${nbsp}s`;
}

/** Whole seconds, for what is still running. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds}${nbsp}s` : `${Math.floor(seconds / 60)}${nbsp}min ${seconds % 60}${nbsp}s`;
}

/** Two significant digits below a cent, whole tenths of a cent above. */
export function formatCost(micros: number): string {
  const dollars = micros / 1_000_000;
  if (dollars > 0 && dollars < 0.0001) {
    return `<${nbsp}${inDollars(0.0001, 4)}`;
  }
  return inDollars(dollars, dollars === 0 ? 0 : dollars < 0.001 ? 4 : dollars < 1 ? 3 : 2);
}

function inDollars(dollars: number, digits: number): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(dollars);
}

export function formatPercent(share: number): string {
  return `${whole.format(Math.round(share * 100))}${nbsp}%`;
}

/** `.97`, `1`, `−.12`: a cell of the matrix. */
export function formatRatio(value: number): string {
  const size = Math.abs(value).toFixed(2);
  if (size === '1.00') {
    return value < 0 ? '\u22121' : '1';
  }
  const text = hundredths.format(Number(size)).replace(/^0/, '');
  return value < 0 && size !== '0.00' ? `\u2212${text}` : text;
}

export function formatClock(at: number): string {
  return clock.format(at);
}

export function formatList(items: readonly string[]): string {
  return andList.format(items);
}

/** `14:02` today, `23 Nov` this year, `23 Nov 2025` before. */
export function formatWhen(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) {
    return clock.format(at);
  }
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? day.format(at) : dayAndYear.format(at);
}

/** `23 Nov 2025, 14:02`: for what is read at any later time. */
export function formatMoment(at: number): string {
  return moment.format(at);
}

/** `23 Nov 2025`. */
export function formatDay(at: number): string {
  return dayAndYear.format(at);
}

/** Midnight of the local day. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
