import { negators, plainNo, plainYes } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import { readTokens } from './read-tokens.ts';

/** A content word, a number, yes or no stands in it; "it is the" tells nothing. */
export function tellsSomething(text: string): boolean {
  return readTokens(text).some(
    ({ word, key, kind }) =>
      kind === 'digits' || plainYes.has(word) || plainNo.has(word) || negators.has(word) || weighWord(word, key) > 0,
  );
}
