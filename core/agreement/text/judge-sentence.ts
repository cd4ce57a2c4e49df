import type { AnswerTrailer } from '../../consensus/view/index.ts';
import type { Bag, Sentence } from './read-answer.ts';
import type { DateMention } from './read-dates.ts';
import type { NumberMention } from './read-numbers.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

/** Whether a sentence answers, says that it cannot, or does neither. */
export type SentenceRole = 'asserts' | 'declines' | 'fills';

const fills =
  /^(?:hello|hi|hey|sure|certainly|of course|great question|good question|thank|thanks|here (?:is|are)|let'?s|let me|i hope|i'd be happy|feel free|please|note that|it(?:'s| is) (?:best|recommended|important|advisable|always)|you (?:can|may|might|should|would|could) (?:also )?(?:check|refer|want|need|consult|try|find|contact|visit|look)|for (?:the )?(?:most )?(?:more|specific|specifics|accurate|detailed|current|up)|is there anything|would you like|do you|if you)\b/iu;
const declines =
  /\b(?:i(?:'m| am) (?:sorry|not (?:sure|certain|aware|able|familiar)|unable|afraid)|i (?:do not|don'?t|cannot|can'?t|could ?n[o']?t|couldn'?t|did not|didn'?t) (?:have|know|provide|find|determine|answer|say|recall|access|predict|give|verify|confirm|identify|locate)|i have no (?:comment|idea|information|opinion|way|knowledge)|no comment|(?:is|are|was|were|remains?|it'?s) (?:currently |still |largely |generally )?(?:unknown|unclear|uncertain|undetermined|unconfirmed|ambiguous|not (?:known|clear|specified|available|yet (?:known|announced|clear)|possible to (?:determine|say|answer)|publicly))|(?:difficult|impossible|hard) to (?:determine|say|answer|know|pinpoint|provide|predict|identify)|not enough (?:information|context)|no (?:specific |official |available |definitive |clear |reliable )?(?:information|answer|announcement|release date|record|data|confirmation)|more (?:context|information|details?) (?:is |are )?(?:needed|required|about)|(?:can|could|please) (?:you )?(?:provide|clarify|specify)|could refer to|can refer to|may refer to|not provided|haven'?t provided|have not provided|(?:has|have) not (?:yet )?(?:been )?(?:announced|released|confirmed)|(?:has|have) ?n['o]?t (?:yet )?(?:been )?(?:announced|released|confirmed)|question (?:is|seems|appears) (?:ambiguous|unclear|incomplete|to be)|as an ai|language model|not in its cast|rehearsal model|(?:would|will) (?:need|require) (?:to )?(?:check|refer|reference|checking|consult)|(?:may|might|can|could) vary|varies|depends? on|knowledge cut-?off|real-time (?:information|data|access))/iu;
const bare =
  /^\W{0,10}(?:unknown|n\/a|none|not sure|unsure|unclear|i don'?t know|no comment|no idea|not available|tbd|tba|\?+)\W{0,10}$/iu;
const turns =
  /^(?:however|but|that said|nevertheless|still|as of|according|based on|historically|in general)\b|\b(?:however|but|as of my|according to)\b/iu;
const sentenceMax = 600;

export function judgeSentence(text: string): SentenceRole {
  const part = text.slice(0, sentenceMax).replaceAll('’', "'");
  if (declines.test(part) || bare.test(part)) {
    return 'declines';
  }
  return fills.test(part) ? 'fills' : 'asserts';
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
  if (told.tokens.length === 0) {
    return trailer === null || trailer.bottomLine.trim() === '';
  }
  const first = told.sentences[0];
  const roles = told.sentences
    .slice(0, 8)
    .map((sentence) => judgeSentence(told.text.slice(sentence.start, sentence.end)));
  if (first === undefined || !roles.includes('declines')) {
    return roles.length > 0 && roles.every((role) => role === 'fills');
  }
  if (roles[0] === 'asserts') {
    return false;
  }
  return !told.sentences
    .slice(0, 8)
    .some((sentence, index) => roles[index] === 'asserts' && answers(told, sentence, question));
}

/** After a refusal only a sentence counts that turns round or brings what was asked for. */
function answers(told: Told, sentence: Sentence, question: Question): boolean {
  const inside = (mention: { from: number }) => mention.from >= sentence.from && mention.from < sentence.to;
  if (question.kind === 'date') {
    return told.dates.some(inside);
  }
  if (question.kind === 'number') {
    return told.numbers.some(inside);
  }
  return turns.test(told.text.slice(sentence.start, sentence.end).slice(0, sentenceMax));
}
