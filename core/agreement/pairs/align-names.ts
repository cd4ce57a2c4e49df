import { titles } from '../lexicon/nicknames.ts';
import type { Reading } from '../text/reading.ts';
import type { NameGroup } from '../text/read-names.ts';

/**
 * The first name of one shares a word with a name of the other, and each has a word that the other lacks: Theodore and Franklin
 * Roosevelt, Manchester United and Manchester City.
 */
export function areOtherNames(a: Reading, b: Reading): boolean {
  const [left, right] = [a.head.groups, b.head.groups];
  return isReplaced(left[0], right) || isReplaced(right[0], left);
}

function isReplaced(name: NameGroup | undefined, others: readonly NameGroup[]): boolean {
  const near = others.filter((other) => name?.some((word) => !titles.has(word) && other.includes(word)));
  return near.length > 0 && near.every((other) => hasExtra(name ?? [], other) && hasExtra(other, name ?? []));
}

/** A word that the other name has neither whole nor as an initial: "B. R. Ambedkar" has both others of "Bhimrao Ramji Ambedkar". */
function hasExtra(name: NameGroup, other: NameGroup): boolean {
  const [own, others] = [lettersOf(name), lettersOf(other)];
  return name.some((word) => {
    const known = other.some((one) => one === word || isInitial(one, word) || standsFor(one, word, own));
    return !titles.has(word) && !known && !standsFor(word, word, others);
  });
}

function lettersOf(name: NameGroup): string {
  return name.map((word) => word.charAt(0)).join('');
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 || b.length === 1) && a.charAt(0) === b.charAt(0);
}

/** "br" stands for words with these first letters, this one among them; "jk", which is no word, for a name that begins with J. */
function standsFor(initials: string, word: string, letters: string): boolean {
  const first = /^[b-df-hj-np-tv-z]{2,3}$/.test(initials) && letters.charAt(0) === initials.charAt(0);
  return /^[a-z]{2,3}$/.test(initials) && (first || letters.includes(initials)) && initials.includes(word.charAt(0));
}

/** Both are nothing but one such name. */
export function areOtherBareNames(a: Reading, b: Reading): boolean {
  return isBare(a) && isBare(b) && areOtherNames(a, b);
}

const bareMax = 6;

function isBare({ head, items, tokens }: Reading): boolean {
  const short = head.tokens.length <= bareMax && (head.span === null || tokens.length <= bareMax);
  return short && items === 1 && head.groups.length === 1;
}
