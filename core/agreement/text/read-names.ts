import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';
import { weighWord } from '../lexicon/weigh-word.ts';

/** The words of one name, without those of the question; never empty. */
export type NameGroup = readonly string[];

const groupsMax = 12;
const joiners = new Set(['of', 'de', 'von', 'van', 'der', 'la', 'le', 'bin', 'al', 'da', 'di', 'du']);

/** Runs of capitalised words, such as "Ricky Nelson" or "University of Oxford"; at most 12. */
export function readNames(text: string, tokens: readonly Token[], question: Question): NameGroup[] {
  const groups: NameGroup[] = [];
  let run: Token[] = [];
  const close = (): void => {
    const group = run.filter((token) => !question.masked.has(token.key) && weighWord(token.word, token.key) > 0);
    if (group.length > 0 && isName(run, tokens)) {
      groups.push(group.map((token) => token.key));
    }
    run = [];
  };
  tokens.forEach((token, index) => {
    const previous = run.at(-1);
    const adjacent = previous !== undefined && /^[\s.'’-]{1,3}$/.test(text.slice(previous.end, token.start));
    if (previous !== undefined && !(adjacent && (token.capital || leadsOn(token, tokens[index + 1])))) {
      close();
    }
    if (token.capital || run.length > 0) {
      run.push(token);
    }
  });
  close();
  return groups.slice(0, groupsMax);
}

function leadsOn(token: Token, next: Token | undefined): boolean {
  return joiners.has(token.word) && next?.capital === true;
}

/** A single common word that begins the text is only the start of a sentence. */
function isName(run: readonly Token[], tokens: readonly Token[]): boolean {
  const [first] = run;
  return run.length > 1 || first === undefined || first !== tokens[0] || weighWord(first.word, first.key) >= 1;
}
