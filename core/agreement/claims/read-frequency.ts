import { findUnit } from '../lexicon/units.ts';
import { numberWords } from '../lexicon/words.ts';
import { type Token, tokenAt } from '../text/read-tokens.ts';

const adverbs: ReadonlyMap<string, string> = new Map(
  'hourly:hour daily:day nightly:day weekly:week fortnightly:fortnight monthly:month yearly:year annually:year'
    .split(' ')
    .map((entry): [string, string] => [entry.slice(0, entry.indexOf(':')), entry.slice(entry.indexOf(':') + 1)]),
);
const times: ReadonlyMap<string, number> = new Map([
  ['once', 1],
  ['twice', 2],
]);
/** "Monthly" and "every 30 days" are the same. */
const nearMax = 0.1;

/** How often something is to be done, as seconds between: "weekly", "every three days", "twice a day". Null for none or several. */
export function readFrequency(tokens: readonly Token[]): number | null {
  const found = tokens.flatMap((_, index) => frequencyAt(tokens, index) ?? []);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function frequencyAt(tokens: readonly Token[], index: number): number | null {
  const word = wordAt(tokens, index);
  const adverb = adverbs.get(word);
  if (adverb !== undefined) {
    return secondsOf(adverb);
  }
  return word === 'every' || word === 'each' ? everyAt(tokens, index + 1) : timesAt(tokens, index);
}

/** "Every three days", "every other week", "each month". */
function everyAt(tokens: readonly Token[], index: number): number | null {
  const word = wordAt(tokens, index);
  const count = word === 'other' ? 2 : countOf(word);
  return count === null ? secondsOf(word) : multiply(count, secondsOf(wordAt(tokens, index + 1)));
}

/** "Twice a day", "3 times per week". */
function timesAt(tokens: readonly Token[], index: number): number | null {
  const counted = wordAt(tokens, index + 1) === 'times';
  const count = times.get(wordAt(tokens, index)) ?? (counted ? countOf(wordAt(tokens, index)) : null);
  const at = index + (counted ? 2 : 1);
  const per = /^(?:an?|per|each|every)$/.test(wordAt(tokens, at));
  return count === null || !per ? null : multiply(1 / count, secondsOf(wordAt(tokens, at + 1)));
}

function wordAt(tokens: readonly Token[], index: number): string {
  return tokenAt(tokens, index).word;
}

function countOf(word: string): number | null {
  return /^\d{1,3}$/.test(word) ? Number(word) : (numberWords.get(word) ?? null);
}

function secondsOf(word: string): number | null {
  const unit = word === 'night' || word === 'morning' || word === 'evening' ? findUnit('day') : findUnit(word);
  return unit?.[0] === 's' ? unit[1] : null;
}

function multiply(count: number, seconds: number | null): number | null {
  return seconds === null ? null : count * seconds;
}

export function isSameFrequency(a: number, b: number): boolean {
  return Math.abs(a - b) <= nearMax * Math.max(a, b);
}
