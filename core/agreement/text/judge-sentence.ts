import {
  advises,
  ageOfKnowledge,
  apology,
  bare,
  declines,
  declinesElsewhere,
  disclaimer,
  evades,
  fills,
  foundNothing,
  foundOther,
  guesses,
  leadsClause,
  ofOneself,
  subordinate,
  timeWords,
  turns,
  turnsInside,
} from '../lexicon/refusal-phrases.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import type { AnswerTrailer } from '../../consensus/view/index.ts';
import type { Bag } from './bag.ts';
import type { Sentence } from './reading.ts';
import type { DateMention } from './read-dates.ts';
import type { NumberMention } from './read-numbers.ts';
import type { Question, QuestionKind } from './read-question.ts';
import type { Token } from './read-tokens.ts';

/** Whether a sentence answers, says that it cannot, or does neither. */
export type SentenceRole = 'asserts' | 'declines' | 'evades' | 'fills';

const sentenceMax = 600;
const sentencesMax = 8;
const quotePattern = /["“][^"“”\n]{1,120}["”]/gu;
const offTopicMin = 20;
const evasionMax = 14;
const topicMax = 40;

export function judgeSentence(text: string): SentenceRole {
  const part = withoutDisclaimer(straight(text));
  if (part === '') {
    return 'fills';
  }
  if (isDeclining(part) || bare.test(part)) {
    return 'declines';
  }
  if (evades.test(part)) {
    return 'evades';
  }
  const asksBack = part.trimEnd().endsWith('?') && /\byou\b/iu.test(part);
  return asksBack || fills.test(part) ? 'fills' : 'asserts';
}

/** Straight apostrophes, and without titles and quotes, which say nothing of the one who answers. */
function straight(text: string): string {
  return text.slice(0, sentenceMax).replaceAll('’', "'").replace(quotePattern, '""');
}

function isDeclining(part: string): boolean {
  const match = declines.exec(part);
  if (match === null) {
    return declinesElsewhere.test(part);
  }
  const before = part.slice(0, match.index);
  const isTitle = /^(?:i|nobody|no one)\b/iu.test(match[0]) && / \p{Lu}\p{Ll}/u.test(match[0]);
  return !isTitle && !isSaid(before) && (ofOneself.test(match[0]) || !subordinate.test(before));
}

/** The clause before says something already: "John Smith, although I'm not certain", "I think it was Smith, but I". */
function isSaid(before: string): boolean {
  const end = before.search(/[;,]\s|\s(?:but|although|though)\s/u);
  const clause = before.slice(0, Math.max(0, end));
  return guesses.test(clause) || (!leadsClause.test(clause) && /\P{Lu}\p{Lu}\p{Ll}|\d/u.test(clause));
}

/** What follows "As an AI language model, I cannot ..., but"; nothing when nothing follows. */
function withoutDisclaimer(part: string): string {
  if (!disclaimer.test(part)) {
    return part;
  }
  const turn = /\b(?:but|however)\b,?\s/iu.exec(part);
  if (turn === null) {
    return isDeclining(part) ? part : '';
  }
  return part.slice(turn.index + turn[0].length);
}

interface Told {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
  readonly full: Bag;
}

/** The answer says nothing, or says that it cannot say, and does not answer all the same further on. */
export function takesNoPosition(told: Told, question: Question, trailer: AnswerTrailer | null): boolean {
  if (trailer !== null && trailer.bottomLine.trim() !== '') {
    return judgeSentence(trailer.bottomLine) === 'declines';
  }
  if (told.tokens.length === 0 || question.kind === 'none') {
    return told.tokens.length === 0;
  }
  if (lead.test(told.text.slice(0, leadMax))) {
    return false;
  }
  const opening = told.text.slice(0, sentenceMax).replaceAll('’', "'");
  if (foundOther.test(opening) || endsEmptyHanded(told) || marked.test(straight(told.text.slice(-sentenceMax)))) {
    return true;
  }
  return declinesEarly(told, question);
}

/** Its last sentence says that it found nothing of what was asked for. */
function endsEmptyHanded({ text, sentences }: Told): boolean {
  const last = sentences.at(-1);
  return last !== undefined && foundNothing.test(straight(text.slice(last.start, last.end)));
}

/** Its first sentences decline or only fill, and none of them answers all the same. */
function declinesEarly(told: Told, question: Question): boolean {
  const early = told.sentences.slice(0, sentencesMax);
  const roles = early.map((sentence) => judgeSentence(told.text.slice(sentence.start, sentence.end)));
  const refuses = roles.findIndex((role) => role === 'declines' || role === 'evades');
  if (refuses < 0) {
    return (
      roles.every((role) => role === 'fills') ||
      [isOffTopic, isEmptyHanded, isTopicOnly].some((misses) => misses(told, question))
    );
  }
  const asserting = early.filter(
    (sentence, index) => roles[index] === 'asserts' && !advises.test(told.text.slice(sentence.start, sentence.end)),
  ).length;
  if (roles.slice(0, refuses).includes('asserts') || (asserting >= explainedMin && explained.has(question.kind))) {
    return false;
  }
  return !early.some((sentence, index) => answers({ told, sentence, question, role: roles[index] ?? 'fills' }));
}

/** "Yes, ..." and "No, ..." answer, whatever follows. */
const lead =
  /^\W{0,10}(?:yes|no)\b(?!\W{0,3}(?:comment|idea|clue|information|answer|announcement|official|specific|reliable|documented|records?|way|one (?:really )?knows|lo s[eé]|sé|se (?:sabe|conoce)|est[aá] claro (?:qui[eé]n|qu[eé]|cu[aá]ndo|d[oó]nde)|estoy segur[oa]|dispongo|(?:puedo|podr[ií]a) (?:responder|decir|confirmar|proporcionar|determinar|ayudar)|tengo (?:idea|información|comentarios|datos|acceso|certeza))(?![\p{L}]))/iu;
const leadMax = 60;

/** "Answer: cannot be determined" at the end of an answer. */
const marked =
  /\banswer(?: is)?\s{0,3}(?:\*{0,2}:|=)\W{0,6}(?:we |i )?(?:cannot|can't|can not|unable to|impossible to|not possible to|not enough|insufficient|unknown\b|undetermined|undefined|indeterminate|none of the above)[^\n]{0,200}$/iu;

/** After "I cannot give advice" two sentences that say something are an answer to such a question. */
const explained: ReadonlySet<QuestionKind> = new Set(['open', 'polar']);
const explainedMin = 2;

/** Beside a refusal a sentence counts that brings what was asked for, or turns round. */
function answers(of: { told: Told; sentence: Sentence; question: Question; role: SentenceRole }): boolean {
  const { told, sentence, question, role } = of;
  const text = straight(told.text.slice(sentence.start, sentence.end));
  if (role === 'fills') {
    return false;
  }
  if (role === 'declines') {
    return turnsInside.test(text.replace(apology, ''));
  }
  if (question.kind === 'date' || question.kind === 'number') {
    return givesNumber(told, sentence, question) || (question.kind === 'date' && timeWords.test(text));
  }
  return role === 'evades' ? !isEvasion(told, question) : turns.test(text) && !advises.test(text);
}

/** Nothing but "it depends", or it sends the reader elsewhere. */
function isEvasion(told: Told, question: Question): boolean {
  const short = told.tokens.length <= evasionMax && question.kind !== 'polar' && question.kind !== 'open';
  return (
    advises.test(told.text.slice(0, 2 * sentenceMax)) ||
    (short && /^\W*(?:it|this|that) (?:all )?(?:depends|varies)/iu.test(told.text))
  );
}

/** A number that is neither the question's nor the age of the model's knowledge. */
function givesNumber(told: Told, sentence: Sentence, question: Question): boolean {
  const aged = ageOfKnowledge.test(told.text.slice(sentence.start, sentence.end));
  return [...told.numbers, ...told.dates].some((mention) => {
    const word = told.tokens[mention.from]?.key ?? '';
    const inside = mention.from >= sentence.from && mention.from < sentence.to;
    return inside && !question.masked.has(word) && !(aged && /^(?:20[12]\d|\p{L}+)$/u.test(word));
  });
}

/** One paragraph, and not a single content word of the question is in it. */
function isOffTopic(told: Told, question: Question): boolean {
  const asked = question.tokens.filter((token) => weighWord(token.word, token.key) > 0).map((token) => token.key);
  if (told.tokens.length < offTopicMin || new Set(asked).size < 3 || told.text.includes('\n')) {
    return false;
  }
  if (isFragment(told) || givesAsked(told, question)) {
    return false;
  }
  const said = new Set(told.tokens.map((token) => token.key.slice(0, 4)));
  return !asked.some((key) => said.has(key.slice(0, 4)));
}

/** "Franklin D. Roosevelt, in his first speech.": it begins with the answer itself and leaves the question out. */
function isFragment(told: Told): boolean {
  const [first] = told.sentences;
  return first !== undefined && !told.tokens.slice(first.from, first.to).some((token) => finite.test(token.word));
}

const finite = /^(?:is|was|are|were|has|had|have|do|does|did|can|could|will|would|may|might)$/;

function givesAsked(told: Told, question: Question): boolean {
  return (question.kind === 'number' && told.numbers.length > 0) || (question.kind === 'date' && told.dates.length > 0);
}

/** A time or a count was asked for and a long answer holds nothing of the kind. */
function isEmptyHanded(told: Told, question: Question): boolean {
  const asked = question.kind === 'date' || (question.kind === 'number' && /\bhow many\b/iu.test(question.text));
  if (!asked || told.tokens.length < offTopicMin || told.dates.length > 0 || told.numbers.length > 0) {
    return false;
  }
  return !timeWords.test(told.text) && !/\b(?:no|not|never|none|any|every|all)\b/iu.test(told.text);
}

/** Things were asked for without a question word ("cast of ..."), and one sentence says only what the topic is. */
function isTopicOnly(told: Told, question: Question): boolean {
  const [first] = told.sentences;
  const asksOtherwise = question.kind === 'polar' || /\b(?:wh\w{1,3}|how)\b/iu.test(question.text);
  if (first === undefined || told.tokens.length > topicMax || asksOtherwise) {
    return false;
  }
  const opening = told.tokens.slice(first.from, first.to);
  const verb = opening.findIndex((token) => /^(?:is|was|are|were)$/.test(token.word));
  const subject = opening.slice(0, Math.max(0, verb)).filter((token) => weighWord(token.word, token.key) > 0);
  const defines = /^(?:an?|one)$/.test(opening[verb + 1]?.word ?? '');
  return (
    defines &&
    subject.length > 0 &&
    subject.every((token) => question.masked.has(token.key)) &&
    missing(told, question) >= 0.5
  );
}

/** The part of the question's content words that the answer does not take up. */
function missing(told: Told, question: Question): number {
  const asked = new Set(
    question.tokens.filter((token) => weighWord(token.word, token.key) > 0).map((token) => token.key),
  );
  const said = new Set(told.tokens.map((token) => token.key));
  return [...asked].filter((key) => !said.has(key)).length / Math.max(1, asked.size);
}
