import type { ComparedAnswer } from '../input.ts';
import { plainNo, plainYes } from '../lexicon/words.ts';
import { implyPolarity } from './imply-polarity.ts';
import type { Head, Sentence } from './reading.ts';
import type { Question, QuestionKind } from './read-question.ts';
import type { Token } from './read-tokens.ts';

interface Told {
  readonly head: Head;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
}

/** A yes or no here is an accident: something else was asked for. */
const otherwise: ReadonlySet<QuestionKind> = new Set(['number', 'date', 'person', 'place', 'choice']);
const openingMax = 200;

/**
 * Yes or no: by the first word of the answer, which is what people see; else by the model's own stance; else, of a yes-or-no question,
 * by what its statement comes to.
 */
export function readPolarity({ trailer }: ComparedAnswer, told: Told, question: Question): -1 | 0 | 1 {
  const stance = trailer?.stance;
  const asked = question.kind === 'polar' || question.kind === 'choice';
  const seen = leadOf(told.text.slice(0, openingMax), asked);
  if ((stance === 'yes' || stance === 'no') && !otherwise.has(question.kind)) {
    const own = stance === 'yes' ? 1 : -1;
    return question.kind === 'polar' && seen !== 0 ? seen : own;
  }
  return seen || leadOf(told.head.text, asked) || (question.kind === 'polar' ? implied(told, question) : 0);
}

const conclusion =
  /^\W{0,5}(?:so|overall|in short|in summary|in conclusion|ultimately|bottom line)\b|\b(?:therefore|thus|hence)\b/iu;
const lastMax = 3;

/** By the head, else by a last sentence that draws a conclusion. */
function implied({ head, text, tokens, sentences }: Told, question: Question): -1 | 0 | 1 {
  const own = implyPolarity(head.span === null ? head.text : text, head.tokens, question);
  const last = sentences
    .slice(-lastMax)
    .findLast((sentence) => conclusion.test(text.slice(sentence.start, sentence.start + openingMax)));
  return own || last === undefined ? own : implyPolarity(text, tokens.slice(last.from, last.to), question);
}

const leadIn =
  /^[\s*_#>"'“‘-]{0,12}(?:(?:(?:the )?(?:short|quick|direct|final|simple)? ?answer(?: is)?|tl;?dr|verdict|in short|bottom line|conclusion|well|honestly)\W{1,8}|(?:(?:that's a |what a )?(?:great|good|interesting|excellent) question|sure|hi|hello|thanks)[!.,:]{1,3}\s{1,4})/iu;
const leadPattern = /^[\s*_#>"'“‘«「¡(-]{0,20}([\p{L}\p{M}]{1,12})/u;
/** Begins a statement: "No one knows", "No other". */
const noOther = /^[\W_]{0,20}no\s+(?:one|single|other|matter|less|more|specific|official|doubt|idea|longer)\b/iu;
const flatly =
  /^[\W_]{0,20}(?:(?:absolutely|definitely|certainly|of course|probably|generally|surely|most likely|sadly|unfortunately)[\s,]{1,2}not\b|not (?:at all|really|quite|necessarily)\b|under no circumstances|by no means|in no way|never[.!,]|certainement pas|auf keinen fall|en absoluto|assolutamente no)/iu;
/** Spanish and Italian "si" is "if" or a pronoun unless a mark follows. */
const plainSi = /^[\W_]{0,20}si(?=\s+\p{L})/iu;

/** "No pasa nada": where nobody asked for yes or no, it says no only before a mark. */
const bareNo = /^[\W_]{0,20}(?:no|non|n[aã]o)\s+\p{L}/iu;

/** The first word when it says yes or no by itself. */
function leadOf(opening: string, asked: boolean): -1 | 0 | 1 {
  const text = opening.slice(leadIn.exec(opening)?.[0].length ?? 0).slice(0, 60);
  if (flatly.test(text)) {
    return -1;
  }
  const lead = leadPattern.exec(text)?.[1];
  if (lead === undefined || plainSi.test(text)) {
    return 0;
  }
  const word = lead
    .normalize('NFC')
    .replace(accents, (sign) => sign.normalize('NFKD').charAt(0))
    .toLowerCase();
  if (plainNo.has(word)) {
    return noOther.test(text) || (!asked && bareNo.test(text)) ? 0 : -1;
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
