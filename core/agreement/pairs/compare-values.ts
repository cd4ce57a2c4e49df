import { numberWords } from '../lexicon/words.ts';
import { isUnit } from '../lexicon/units.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import { isSameNumber } from '../text/is-same-number.ts';
import { type NumberMention, readNumbers } from '../text/read-numbers.ts';
import type { Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import type { Token } from '../text/read-tokens.ts';

/** `same`, `other`, or null where one of the two gives no such value. */
export type Likeness = 'same' | 'other' | null;

/** Times of day, where a time was asked for and neither answers with a date. */
export function compareClocks(a: Reading, b: Reading): Likeness {
  const [left, right] = [clockOf(a), clockOf(b)];
  return left === undefined || right === undefined ? null : likeness(isSameNumber(left, right));
}

function clockOf(reading: Reading): NumberMention | undefined {
  const clocks = headNumbers(reading).filter(({ unit }) => unit === 'clock');
  return clocks.length === 1 ? clocks[0] : undefined;
}

function headNumbers({ head, numbers, tokens }: Reading): readonly NumberMention[] {
  const { span } = head;
  return span === null
    ? readNumbers(head.text, head.tokens)
    : numbers.filter(({ from }) => {
        const at = tokens[from]?.start ?? -1;
        return at >= span.start && at < span.end;
      });
}

/** Answers that are nothing but a number, whatever was asked for: "3.1416". */
export function compareBareNumbers(a: Reading, b: Reading, question: Question): Likeness {
  return a.final === null || b.final === null || !isBare(a, question) || !isBare(b, question)
    ? null
    : likeness(isSameNumber(a.final, b.final));
}

function isBare({ head, dates }: Reading, question: Question): boolean {
  return (
    dates.length === 0 &&
    head.tokens.length > 0 &&
    head.tokens.every((token) => isOfNumber(token) || question.masked.has(token.key))
  );
}

function isOfNumber({ word, key, kind }: Token): boolean {
  return kind === 'digits' || numberWords.has(word) || isUnit(word) || weighWord(word, key) === 0;
}

const versionAsked = /\bversions?\b|\b(?:which|what|latest|current) release\b/iu;
const dotted = /(?<![\p{L}\p{N}.])v?(\d{1,4}(?:\.\d{1,5}){1,3})(?![\d.]*\d)/iu;
const whole = /(?<![\p{L}\p{N}.])v?(\d{1,3})(?![\d.]*\d)/iu;

/** Versions, where one was asked for: 3.10 is not 3.1; 1.2 may be 1.2.3. */
export function compareVersions(a: Reading, b: Reading, question: Question): Likeness {
  if (!versionAsked.test(question.text)) {
    return null;
  }
  const [left, right] = [versionOf(a), versionOf(b)];
  return left.length === 0 || right.length === 0
    ? null
    : likeness(left.every((part, at) => right[at] === undefined || right[at] === part));
}

function versionOf({ head }: Reading): string[] {
  const text = head.text.slice(0, 400);
  const found = dotted.exec(text)?.[1] ?? whole.exec(text)?.[1];
  return found?.split('.') ?? [];
}

function likeness(same: boolean): Likeness {
  return same ? 'same' : 'other';
}
