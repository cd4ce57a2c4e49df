import type { PairReason } from '../../consensus/view/index.ts';
import type { Question, QuestionKind } from '../text/read-question.ts';
import { weighWord } from '../lexicon/weigh-word.ts';

const byReason: Partial<Record<PairReason, string>> = { polarity: 'Yes or no', number: 'The number', date: 'The date' };
const byKind: Partial<Record<QuestionKind, string>> = {
  polar: 'Yes or no',
  number: 'The number',
  date: 'The date',
  person: 'Who it is',
  place: 'The place',
  choice: 'Which of them',
};
const wordsMax = 3;

/** What the sides disagree on, in a few words: by the reason, the kind of question, or the question's own noun. */
export function namePoint(reason: PairReason, question: Question): string {
  return byReason[reason] ?? byKind[question.kind] ?? headNoun(question) ?? 'What the answer is';
}

/** "What mode is used ..." gives "The mode is"; the words after what or which up to the verb. */
function headNoun(question: Question): string | null {
  const at = question.tokens.findIndex((token) => token.word === 'what' || token.word === 'which');
  if (question.kind !== 'thing' || at < 0) {
    return question.kind === 'open' ? 'What to answer' : null;
  }
  let from = at + 1;
  while (from < question.tokens.length && from < at + 4 && isPale(question, from)) {
    from += 1;
  }
  let to = from;
  while (to < question.tokens.length && to < from + wordsMax && !isPale(question, to)) {
    to += 1;
  }
  const [first, last] = [question.tokens[from], question.tokens[to - 1]];
  if (first === undefined || last === undefined || to === from) {
    return null;
  }
  const noun = question.text.slice(first.start, last.end).replace(/\s+/gu, ' ');
  return noun.length <= 40 ? `The ${noun}` : null;
}

function isPale(question: Question, index: number): boolean {
  const token = question.tokens[index];
  return token === undefined || weighWord(token.word, token.key) === 0;
}
