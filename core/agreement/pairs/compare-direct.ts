import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { Head, Reading } from '../text/reading.ts';
import type { NameGroup } from '../text/read-names.ts';
import type { Question, QuestionKind } from '../text/read-question.ts';

export type Directness = 'same' | 'clash' | null;

const stemMin = 5;
const asksForName: ReadonlySet<QuestionKind> = new Set(['person', 'place', 'thing']);

/**
 * Compares the first name of both direct answers: `same` when either is found in the other direct answer, `clash` when neither
 * is, null where no name was asked for or given. What stands elsewhere in the answers does not count: many mention the other answer.
 */
export function compareDirect(a: Reading, b: Reading, question: Question): Directness {
  const [left, right] = [primaryName(a, question), primaryName(b, question)];
  if (!asksForName.has(question.kind) || left === undefined || right === undefined) {
    return null;
  }
  const one = isIn(left, b) || isIn(right, a) || isInitials(left, right, a) || isInitials(right, left, b);
  return one ? 'same' : 'clash';
}

/** One name holds every word of the other, and neither answer denies anything. */
export function isOneName(a: Reading, b: Reading, question: Question): boolean {
  const [left, right] = [primaryName(a, question), primaryName(b, question)];
  if (!asksForName.has(question.kind) || left === undefined || right === undefined) {
    return false;
  }
  const held = left.every((word) => hasWord(b, word)) || right.every((word) => hasWord(a, word));
  return held && ![...a.head.tokens, ...b.head.tokens].some((token) => negators.has(token.word));
}

const superlative = /\b(?:\w{2,}est|most|first|only|main|capital)\b/iu;
const namedName = /\b(?:is|was|are|were) (?:the )?\*{0,2}\p{Lu}/u;
const boldName = /\*\*[^*\n\p{L}]{0,20}\p{Lu}/u;

/** Both leave no doubt what they name and only one thing was asked for: they begin with the name, print it in bold or say that it is it. */
export function isPlainClash(a: Reading, b: Reading, question: Question): boolean {
  const single = question.kind === 'person' || superlative.test(question.text);
  return (
    single && a.items === 1 && b.items === 1 && isPlain(a) && isPlain(b) && compareDirect(a, b, question) === 'clash'
  );
}

function isPlain({ head }: Reading): boolean {
  return boldName.test(head.text) || namedName.test(head.text) || isSubject(head);
}

/** The first name; also a common word that begins the sentence as its subject: "France, with 12 zones", "Russia has the most". */
function primaryName({ head }: Reading, question: Question): NameGroup | undefined {
  const [first] = head.tokens;
  const could = first?.capital === true && !question.masked.has(first.key) && !notNames.test(first.word);
  return could && isSubject(head) && weighWord(first.word, first.key) >= nameMin ? [first.key] : head.groups[0];
}

/** The first word stands alone before a mark or a verb. */
function isSubject({ text, tokens, span }: Head): boolean {
  const [first, second] = tokens;
  const end = (first?.end ?? 0) - (span?.start ?? 0);
  const verb = second !== undefined && /^(?:is|was|has|had|with|in|by)$/.test(second.word);
  return verb || /^\*{0,2}(?:[,.:;]|$)/.test(text.slice(end, end + 3));
}

const nameMin = 0.3;
const notNames = /ly$|^(?:yes|no|well|sure|overall|today|answer|note|first|one|here|there|historic|people|born)$/;

/** A word of the name, or one that begins alike. */
function isIn(name: NameGroup, other: Reading): boolean {
  return name.some((word) => hasWord(other, word));
}

function hasWord(reading: Reading, word: string): boolean {
  const stem = word.slice(0, Math.max(stemMin, word.length - 3));
  return reading.head.tokens.some(
    (token) => token.key === word || (stem.length >= stemMin && token.key.startsWith(stem)),
  );
}

/** "FDR" for "President Franklin D. Roosevelt": from one of its initials to the last one; a single letter may be missing. */
function isInitials(short: NameGroup, long: NameGroup, of: Reading): boolean {
  const [letters = ''] = short;
  const fits = short.length === 1 && letters.length >= initialsMin && of.head.text.includes(letters.toUpperCase());
  const initials = long.map((word) => word.charAt(0)).join('');
  const from = initials.indexOf(letters.charAt(0));
  return fits && from >= 0 && from < initials.length - 1 && initials.endsWith(letters.charAt(letters.length - 1));
}

const initialsMin = 2;
