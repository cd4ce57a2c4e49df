import { isNickname, titles } from '../lexicon/nicknames.ts';
import { months } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Head, Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import type { Token } from '../text/read-tokens.ts';

const lettersMin = 4;
const stemLetters = 3;

/** Two people of one surname: "Charlotte Brontë", "Emily Brontë". Initials, titles and short forms of a name set nobody apart. */
export function areNamesakes(a: Reading, b: Reading): boolean {
  const [left, right] = [fullName(a.head), fullName(b.head)];
  const [first = '', other = ''] = [left[0], right[0]];
  return (
    left.length >= 2 &&
    right.length >= 2 &&
    left.at(-1) === right.at(-1) &&
    /^\p{L}/u.test(left.at(-1) ?? '') &&
    areOtherFirstNames(first, other) &&
    !holds(a.head, other) &&
    !holds(b.head, first) &&
    isDirect(a.head, first) &&
    isDirect(b.head, other)
  );
}

function fullName({ groups }: Head): readonly string[] {
  const [group = []] = groups;
  const from = group.findIndex((word) => !titles.has(word));
  return from < 0 ? [] : group.slice(from);
}

function areOtherFirstNames(a: string, b: string): boolean {
  const apart =
    a.charAt(0) !== b.charAt(0) ||
    (a.length >= lettersMin && b.length >= lettersMin && a.slice(0, stemLetters) !== b.slice(0, stemLetters));
  const short = Math.min(a.length, b.length) <= 2;
  return apart && !short && !isNickname(a, b);
}

/** The word, or one that begins alike: Greg, Gregory. */
function holds({ tokens }: Head, key: string): boolean {
  return tokens.some((token) => token.key.slice(0, stemLetters) === key.slice(0, stemLetters));
}

/** The name begins the sentence or stands behind "by", "is", "was". */
function isDirect({ text, tokens, span }: Head, key: string): boolean {
  const at = tokens.findIndex((token) => token.key === key);
  const [before, name] = [tokens[at - 1]?.word ?? '', tokens[at]];
  const end = (name?.end ?? 0) - (span?.start ?? 0);
  return (at <= 1 || /^(?:by|is|was|are|were|=doctor)$/.test(before) || titles.has(before)) && text[end] !== '-';
}

/** One name with two numbers, nothing else in either answer has one: "Henry VII" and "Henry VIII", "Apollo 11" and "Apollo 13". */
export function areNumberedApart(a: Reading, b: Reading, question: Question): boolean {
  const [left, right] = [numbered(a.head, question), numbered(b.head, question)];
  return left !== null && right !== null && left.name === right.name && left.number !== right.number;
}

const nameMin = 0.4;

interface Numbered {
  readonly name: string;
  readonly number: string;
}

/** The one name with a number right behind it; null when there are none or several, or when the question gives it. */
function numbered({ tokens }: Head, question: Question): Numbered | null {
  const found = tokens.flatMap((token, index): Numbered[] => {
    const next = tokens[index + 1];
    const number = next === undefined || next.start - token.end !== 1 ? null : numeralOf(next);
    const isName = token.capital && !months.has(token.word) && weighWord(token.word, token.key) >= nameMin;
    return number === null || !isName || question.masked.has(token.key) ? [] : [{ name: token.key, number }];
  });
  const [first = null] = found;
  return found.every(({ name, number }) => name === first?.name && number === first.number) ? first : null;
}

/** Digits that are no year, or a Roman numeral; those of one sign are words elsewhere. */
function numeralOf({ word, key, kind, capital }: Token): string | null {
  if (kind === 'digits') {
    return /^\d{1,3}$/.test(word) ? String(Number(word)) : null;
  }
  const single = capital ? { i: '1', v: '5', x: '10' }[word] : undefined;
  return single ?? (/^\d{1,2}$/.test(key) ? key : null);
}
