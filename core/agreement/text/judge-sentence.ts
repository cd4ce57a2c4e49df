import { weighWord } from '../lexicon/weigh-word.ts';
import type { AnswerTrailer } from '../../consensus/view/index.ts';
import type { Bag, Sentence } from './read-answer.ts';
import type { DateMention } from './read-dates.ts';
import type { NumberMention } from './read-numbers.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

/** Whether a sentence answers, says that it cannot, or does neither. */
export type SentenceRole = 'asserts' | 'declines' | 'evades' | 'fills';

const fills =
  /^(?:hello|hi|hey|sure|certainly|of course|great question|good question|thank|thanks|here (?:is|are)|let'?s|let me|i hope|i'd be happy|feel free|please|note that|it(?:'s| is) (?:best|recommended|important|advisable|always)|you (?:can|may|might|should|would|could) (?:also |want to |need to )?(?:check|refer|consult|try|find|contact|visit|look)|is there anything|would you like|i(?:'m| am) (?:just )?an ai|i can provide (?:you with )?(?:some )?(?:general )?information)\b|\b(?:my|knowledge) (?:knowledge |training )?(?:cut-?off|data)\b[^,]{0,40}$|\breal-time (?:information|data|access|updates)\b/iu;
const declines =
  /\b(?:i(?:'m| am) (?:sorry|not (?:sure|certain|aware|familiar)|unable|afraid)|i (?:do not|don'?t|cannot|can'?t|could ?n[o']?t|couldn'?t|did not|didn'?t) (?:actually |currently |really )?(?:know|provide|find|determine|answer|say|recall|predict|give|verify|confirm|identify|locate|have (?:any |specific |enough |the |current |up-to-date |a |an )?(?:specific |definitive |current )?(?:information|answer|data|knowledge|details|opinion|access|idea|context))|i have no (?:comment|idea|information|opinion|way|knowledge)|no comment|(?:is|are|was|were|remains?|it'?s) (?:currently |still |largely |generally )?(?:unknown|unclear|uncertain|undetermined|unconfirmed|ambiguous|not (?:known|clear|specified|yet (?:known|announced|clear)|possible to (?:determine|say|answer)|publicly))|(?:difficult|impossible|hard) to (?:determine|say|answer|know|pinpoint|provide|predict|identify)|not enough (?:information|context)|no (?:specific |official |available |definitive |clear |reliable |exact )(?:information|answer|announcement|release date|confirmation|details)|no information|no announcement|more (?:context|information|details?) (?:is |are |would be )?(?:needed|required)|(?:(?:can|could) you (?:please )?|please )(?:provide|clarify|specify)|(?:could|can|may|might) refer to (?:several|many|multiple|different|various|a (?:number|variety))|not provided|haven'?t provided|have not provided|not (?:yet )?been (?:officially )?(?:announced|confirmed|revealed)|n['o]t (?:yet )?been (?:officially )?(?:announced|confirmed|revealed)|question (?:is|seems|appears) (?:ambiguous|unclear|incomplete|to be)|not in its cast|rehearsal model|(?:would|will) (?:need|require|have) (?:to )?(?:check|refer|reference|checking|consult|more)|not (?:explicitly |specifically )?(?:stated|mentioned|specified))/iu;
const disclaimer = /\bas an? ai\b|\bai (?:language )?model\b|\breal-time\b/iu;
/** Weaker: an answer all the same when it goes on or gives what was asked for. */
const evades =
  /\b(?:var(?:y|ies|ied)|depends? (?:on|upon)|depending on|check (?:a |the |your )?(?:current |local )?(?:\w+ ){0,3}(?:listings?|schedule|guide|website|calendar))\b/iu;
const bare =
  /^\W{0,10}(?:unknown|n\/a|none|not sure|unsure|unclear|i don'?t know|no comment|no idea|not available|tbd|tba|\?+)\W{0,10}$/iu;
const turns =
  /^(?:however|that said|nevertheless|historically|in general|generally|typically|as of|i can tell)\b|\b(?:however|but|as of my|according to|one theory|believed|thought to|likely|probably|estimated|approximately|most commonly|generally|typically|usually|actually|in fact|i can tell you)\b/iu;
const turnsInside =
  /\b(?:but|however|although|though)\b.{1,200}\b(?:believed|likely|thought|estimated|generally|typically|usually|probably|is|was|were|are|can be)\b|\bone theory\b/iu;
const apology = /^\W{0,5}i(?:['’]m| am) sorry,? but|^unfortunately,?/iu;
const timeWords =
  /\b(?:christmas|easter|spring|summer|autumn|fall|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day|morning|evening|night|noon|weekend|midnight|[ap]\.m|season finale|during|after|before|end of|beginning of)\b/iu;
const advises = /\b(?:check|consult|refer to|contact|visit|clarify|specify|which (?:one )?you)\b/iu;
const ageOfKnowledge =
  /\b(?:cut-?off|my (?:last|knowledge|training)|up until|only up|since that year|after that year)\b/iu;
const sentenceMax = 600;
const sentencesMax = 8;
const offTopicMin = 20;

export function judgeSentence(text: string): SentenceRole {
  const part = withoutDisclaimer(text.slice(0, sentenceMax).replaceAll('’', "'"));
  if (part === '') {
    return 'fills';
  }
  if (declines.test(part) || bare.test(part)) {
    return 'declines';
  }
  if (evades.test(part)) {
    return 'evades';
  }
  return fills.test(part) ? 'fills' : 'asserts';
}

/** What follows "As an AI language model, I cannot ..., but"; nothing when nothing follows. */
function withoutDisclaimer(part: string): string {
  if (!disclaimer.test(part)) {
    return part;
  }
  const turn = /\b(?:but|however)\b,?\s/iu.exec(part);
  return turn === null ? (declines.test(part) ? part : '') : part.slice(turn.index + turn[0].length);
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
  if (told.tokens.length === 0) {
    return true;
  }
  const early = told.sentences.slice(0, sentencesMax);
  const roles = early.map((sentence) => judgeSentence(told.text.slice(sentence.start, sentence.end)));
  const refuses = roles.findIndex((role) => role === 'declines' || role === 'evades');
  if (refuses < 0) {
    return roles.every((role) => role === 'fills') || isOffTopic(told, question) || isEmptyHanded(told, question);
  }
  if (roles.slice(0, refuses).includes('asserts')) {
    return false;
  }
  return !early.some((sentence, index) => answers({ told, sentence, question, role: roles[index] ?? 'fills' }));
}

/** Beside a refusal a sentence counts that brings what was asked for, or turns round. */
function answers(of: { told: Told; sentence: Sentence; question: Question; role: SentenceRole }): boolean {
  const { told, sentence, question, role } = of;
  const text = told.text.slice(sentence.start, sentence.end).slice(0, sentenceMax);
  if (role === 'fills') {
    return false;
  }
  if (role === 'declines') {
    return turnsInside.test(text.replace(apology, ''));
  }
  if (question.kind === 'date' || question.kind === 'number') {
    return givesNumber(told, sentence, question) || (question.kind === 'date' && timeWords.test(text));
  }
  return role === 'evades' ? !advises.test(told.text.slice(0, 2 * sentenceMax)) : turns.test(text);
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
  const said = new Set(told.tokens.map((token) => token.key.slice(0, 4)));
  return !asked.some((key) => said.has(key.slice(0, 4)));
}

/** A time or a count was asked for and a long answer holds nothing of the kind. */
function isEmptyHanded(told: Told, question: Question): boolean {
  const asked = question.kind === 'date' || (question.kind === 'number' && /\bhow many\b/iu.test(question.text));
  if (!asked || told.tokens.length < offTopicMin || told.dates.length > 0 || told.numbers.length > 0) {
    return false;
  }
  return !timeWords.test(told.text) && !/\b(?:no|not|never|none|any|every|all)\b/iu.test(told.text);
}
