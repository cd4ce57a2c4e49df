import { numberWords, ordinalWords } from '../lexicon/words.ts';
import type { Token } from './read-tokens.ts';

/**
 * Number words get the key that the digits have: "twelve" and "12", "nineteenth" and "19th", "twenty-three" and "23", "Nineteen
 * Eighty-Four" and "1984", "Henry the Eighth" and "Henry VIII". One, first and second stay words: they mostly mean something else.
 */
export function keyNumbers(text: string, tokens: Token[]): Token[] {
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token?.kind === 'word' && isNumberWord(token.word)) {
      const { value, to } = readRun(text, tokens, index);
      if (value >= 2) {
        setKey(tokens, { from: index, to, key: String(value) });
      }
      index = to;
    }
  }
  return tokens;
}

function setKey(tokens: Token[], run: { from: number; to: number; key: string }): void {
  for (let at = run.from; at <= run.to; at += 1) {
    tokens[at] = { ...tokens[at], key: run.key } as Token;
  }
}

const valueMax = 99;

const allWords = new Set([...numberWords.keys(), ...ordinalWords.keys()]);

function isNumberWord(word: string): boolean {
  return allWords.has(word);
}

/** The value of the words from `index` on; 0 when they are no number to key. */
function readRun(text: string, tokens: readonly Token[], index: number): { value: number; to: number } {
  const first = pairAt(text, tokens, index);
  const next = isBeside(text, tokens, first.to) ? pairAt(text, tokens, first.to + 1) : { value: 0, to: first.to };
  const isYear = first.value >= 13 && first.value <= 20 && next.value >= 10 && next.value <= valueMax;
  return isYear ? { value: 100 * first.value + next.value, to: next.to } : first;
}

/** "twelve", "twenty-three", "twenty-third". */
function pairAt(text: string, tokens: readonly Token[], index: number): { value: number; to: number } {
  const value = valueAt(tokens, index);
  const unit = valueAt(tokens, index + 1);
  const joins = value >= 20 && value % 10 === 0 && unit >= 1 && unit < 10 && isBeside(text, tokens, index);
  return joins ? { value: value + unit, to: index + 1 } : { value: isLoose(tokens, index) ? 0 : value, to: index };
}

function valueAt(tokens: readonly Token[], index: number): number {
  const word = tokens[index]?.word ?? '';
  const value = numberWords.get(word) ?? ordinalWords.get(word) ?? 0;
  return Number.isInteger(value) && value <= valueMax && !otherSenses.has(word) ? value : 0;
}

const otherSenses = new Set(['dozen', 'twice', 'thrice', 'elf', 'sei', 'once', 'dos', 'tre']);

/** "First" and "second" count only in names of kings and queens. */
function isLoose(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  const ordinal = token?.word === 'first' || token?.word === 'second';
  return ordinal && !(token.capital && tokens[index - 1]?.word === 'the' && tokens[index - 2]?.capital === true);
}

function isBeside(text: string, tokens: readonly Token[], index: number): boolean {
  const [token, next] = [tokens[index], tokens[index + 1]];
  return token !== undefined && next !== undefined && /^[\s-]$/u.test(text.slice(token.end, next.start));
}
