import type { ComparedAnswer } from '../input.ts';
import { plainNo, plainYes } from '../lexicon/words.ts';
import type { Head } from './reading.ts';

/** Yes or no by the model's own stance, else by the first word of its answer. */
export function readPolarity(answer: ComparedAnswer, head: Head): -1 | 0 | 1 {
  const stance = answer.trailer?.stance;
  if (stance === 'yes' || stance === 'no') {
    return stance === 'yes' ? 1 : -1;
  }
  return leadOf(answer.text) || leadOf(head.text);
}

const leadPattern = /^[\s*_#>"'“‘«「¡(-]{0,20}([\p{L}\p{M}]{1,12})/u;
/** Begins a statement: "No one knows", "No other". */
const noOther = /^[\W_]{0,20}no\s+(?:one|single|other|matter|less|more|specific|official|doubt|idea|longer)\b/iu;
/** Spanish and Italian "si" is "if" or a pronoun unless a mark follows. */
const plainSi = /^[\W_]{0,20}si(?=\s+\p{L})/iu;

/** The first word when it says yes or no by itself. */
function leadOf(text: string): -1 | 0 | 1 {
  const opening = text.slice(0, 60);
  const lead = leadPattern.exec(opening)?.[1];
  if (lead === undefined || plainSi.test(opening)) {
    return 0;
  }
  const word = lead
    .normalize('NFC')
    .replace(accents, (sign) => sign.normalize('NFKD').charAt(0))
    .toLowerCase();
  if (plainNo.has(word)) {
    return noOther.test(opening) ? 0 : -1;
  }
  return plainYes.has(word) ? 1 : 0;
}

const accents = /[\u00C0-\u024F]/gu;

const undecided =
  /^\W{0,10}(?:(?:well|honestly|in short|ultimately|that|there is no [^.]{1,60}[;,:.]),?\s)?(?:it|this|that)?(?:'s| is| all| really| genuinely| very much|\s){0,4}\s?(?:depend(?:s|ing)\b|disputed\b|debated\b|contested\b)/iu;

/** The model's own stance, else an answer or bottom line that begins with "It depends" or "It is disputed". */
export function readDepends(answer: ComparedAnswer, head: Head): boolean {
  const stance = answer.trailer?.stance;
  return stance === undefined || stance === 'na'
    ? undecided.test(head.text.slice(0, 120)) || undecided.test(answer.text.slice(0, 120))
    : stance === 'depends';
}
