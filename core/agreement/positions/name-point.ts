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
const nounMax = 40;

/** What the sides disagree on, in a few words: by the reason, the kind of question, or the question's own noun. */
export function namePoint(reason: PairReason, question: Question): string {
  return byReason[reason] ?? byKind[question.kind] ?? headNoun(question) ?? 'What the answer is';
}

/** "What mode is used ..." gives "The mode": the content words after what or which. */
function headNoun(question: Question): string | null {
  if (question.kind === 'open') {
    return 'What to answer';
  }
  const at = question.tokens.findIndex((token) => token.word === 'what' || token.word === 'which');
  if (at < 0) {
    return null;
  }
  const from = runEnd(question, { from: at + 1, max: 3, pale: true });
  const to = runEnd(question, { from, max: wordsMax, pale: false });
  const noun = question.text
    .slice(question.tokens[from]?.start ?? 0, question.tokens[to - 1]?.end ?? 0)
    .replace(/\s+/gu, ' ');
  return to > from && noun.length <= nounMax ? `The ${noun}` : null;
}

/** Where at most `max` words in a row end that are pale, or that are not. */
function runEnd(question: Question, run: { from: number; max: number; pale: boolean }): number {
  let index = run.from;
  while (index < Math.min(run.from + run.max, question.tokens.length) && isPale(question, index) === run.pale) {
    index += 1;
  }
  return index;
}

function isPale(question: Question, index: number): boolean {
  const token = question.tokens[index];
  return token === undefined || weighWord(token.word, token.key) === 0;
}
