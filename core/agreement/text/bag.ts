import { weighWord } from '../lexicon/weigh-word.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

/** Words and what they weigh. */
export type Bag = ReadonlyMap<string, number>;

/** The content words that the question does not hold; all content words when nothing else is left. */
export function makeBag(tokens: readonly Token[], question: Question): Bag {
  const bag = new Map<string, number>();
  const repeated = new Map<string, number>();
  for (const token of tokens) {
    const weight = isLetter(token) ? 1 : weighWord(token.word, token.key);
    if (weight > 0) {
      (question.masked.has(token.key) ? repeated : bag).set(token.key, weight);
    }
  }
  return bag.size === 0 ? repeated : bag;
}

/** Vitamin D, the key of C; "I" and "A" are words. */
function isLetter({ word, capital }: Token): boolean {
  return capital && word.length === 1 && word !== 'a' && word !== 'i';
}

export function sum(bag: Bag): number {
  let total = 0;
  for (const weight of bag.values()) {
    total += weight;
  }
  return total;
}
