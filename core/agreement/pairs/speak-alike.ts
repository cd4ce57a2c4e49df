import { isNickname, titles } from '../lexicon/nicknames.ts';
import { type Bag, sum } from '../text/bag.ts';
import type { Head, Reading } from '../text/reading.ts';
import type { NameGroup } from '../text/read-names.ts';
import type { Token } from '../text/read-tokens.ts';
import { isSameSpelling } from './compare-spelling.ts';

const wordsMax = 16;
const tellingMin = 0.5;
const smallWordMin = 9;
const wordMax = 16;

/**
 * Both readings with one key for what the sentences that answer call differently: "FBI" and "Federal Bureau of Investigation",
 * "Tchaikovsky" and "Chaikovsky", "Jimmy" and "James" beside the same family name. The readings themselves where nothing is.
 */
export function speakAlike(a: Reading, b: Reading): readonly [Reading, Reading] {
  const [onlyA, onlyB] = [missing(a, b), missing(b, a)];
  if (onlyA.length === 0 && onlyB.length === 0) {
    return [a, b];
  }
  const renamesOfA = spelledOut(onlyB, a.head);
  const renamesOfB = spelledOut(onlyA, b.head);
  for (const token of onlyB) {
    const other = onlyA.find((one) => !renamesOfB.has(token.key) && isSameWord(one, token, { a, b }));
    if (other !== undefined) {
      renamesOfB.set(token.key, other.key);
    }
  }
  return [rename(a, renamesOfA), rename(b, renamesOfB)];
}

/** The telling words of the head that the other answer does not hold. */
function missing({ head }: Reading, other: Reading): Token[] {
  return head.tokens
    .filter((token) => (head.bag.get(token.key) ?? 0) >= tellingMin && !other.full.has(token.key))
    .filter(({ kind, key }) => kind === 'word' && !key.startsWith('='))
    .slice(0, wordsMax);
}

function isSameWord(one: Token, other: Token, of: { a: Reading; b: Reading }): boolean {
  if (!one.capital || !other.capital) {
    return Math.min(one.word.length, other.word.length) >= smallWordMin && isSameSpelling(one.word, other.word);
  }
  const [left, right] = [one.key, other.key];
  if (isNickname(left, right) || isShort(left, right) || isShort(right, left)) {
    const family = shareFamily(of.a.head.groups, of.b.full, left) || shareFamily(of.b.head.groups, of.a.full, right);
    if (family) {
      return true;
    }
  }
  return isGrown(one.word, other.word) || isGrown(other.word, one.word) || isSameSpelling(one.word, other.word);
}

/** "Weavingin": a small word grew to the name before it where bold type was stripped. */
function isGrown(long: string, short: string): boolean {
  const end = long.startsWith(short) ? long.slice(short.length) : '';
  return short.length >= grownMin && /^(?:and|from|with|was|which|who|by|of|for|in|on|at|as|is)$/.test(end);
}

const grownMin = 6;

/** "Reg" for "Reginald". */
function isShort(short: string, long: string): boolean {
  return short.length >= shortMin && long.length > short.length && long.startsWith(short);
}

const shortMin = 3;

/** The name that holds the word has another one that the other answer holds too. */
function shareFamily(groups: readonly NameGroup[], full: Bag, key: string): boolean {
  return groups.some((group) => group.includes(key) && group.some((word) => word !== key && isHeld(word, full)));
}

function isHeld(word: string, full: Bag): boolean {
  return full.has(word) || [...full.keys()].some((other) => isSameSpelling(word, other));
}

/** For initials among the words, the words of the name that they stand for, with the initials as their key. */
function spelledOut(words: readonly Token[], head: Head): Map<string, string> {
  const renames = new Map<string, string>();
  for (const { word, key, capital } of words) {
    const initials = capital && /^[a-z]{3,5}$/.test(word);
    const name = initials ? (head.groups.find((group) => isInitials(word, group)) ?? runOf(word, head.tokens)) : [];
    for (const part of name) {
      renames.set(part, key);
    }
  }
  return renames;
}

/** As many words with capitals in a row as there are letters, beginning with them, those of the question too. */
function runOf(letters: string, tokens: readonly Token[]): string[] {
  const capitals = tokens.filter((token) => token.capital);
  const first = capitals.map(({ word }) => word.charAt(0)).join('');
  const at = first.indexOf(letters);
  const run = at < 0 ? [] : capitals.slice(at, at + letters.length);
  const [from, to] = [run[0], run.at(-1)];
  const isNear = from !== undefined && to !== undefined && to.start - from.start <= letters.length * wordMax;
  return isNear ? run.map(({ key }) => key) : [];
}

/** "jfk" for "John Kennedy" too: a letter between the first and the last may be missing. */
function isInitials(word: string, group: NameGroup): boolean {
  const letters = group
    .filter((part) => !titles.has(part))
    .map((part) => part.charAt(0))
    .join('');
  const shorter = letters.length === 2 && word.length === 3 && word.startsWith(letters.charAt(0));
  return letters === word || (letters.length > 1 && shorter && word.endsWith(letters.charAt(1)));
}

function rename(reading: Reading, renames: ReadonlyMap<string, string>): Reading {
  if (renames.size === 0) {
    return reading;
  }
  const full = renameBag(reading.full, renames);
  const tokens = renameTokens(reading.tokens, renames);
  return { ...reading, full, fullSize: sum(full), tokens, head: renameHead(reading.head, renames) };
}

function renameHead(head: Head, renames: ReadonlyMap<string, string>): Head {
  const [bag, names] = [renameBag(head.bag, renames), renameBag(head.names, renames)];
  const groups = head.groups.map((group) => [...new Set(group.map((key) => renames.get(key) ?? key))]);
  return {
    ...head,
    tokens: renameTokens(head.tokens, renames),
    bag,
    size: sum(bag),
    names,
    namesSize: sum(names),
    groups,
  };
}

function renameBag(bag: Bag, renames: ReadonlyMap<string, string>): Bag {
  return new Map([...bag].map(([key, weight]) => [renames.get(key) ?? key, renames.has(key) ? 1 : weight]));
}

function renameTokens(tokens: readonly Token[], renames: ReadonlyMap<string, string>): readonly Token[] {
  return tokens.map((token) => {
    const key = renames.get(token.key);
    return key === undefined ? token : { ...token, key };
  });
}
