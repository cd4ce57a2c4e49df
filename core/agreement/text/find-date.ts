import { weighWord } from '../lexicon/weigh-word.ts';
import type { DateMention } from './read-dates.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

const windowMax = 10;

/** The date that answers: the first of the bottom line, else the one with most words of the question near it, the first of equals. */
export function findDate(found: {
  tokens: readonly Token[];
  dates: readonly DateMention[];
  headDates: readonly DateMention[];
  question: Question;
  /** `headDates` are those of a bottom line. */
  bottomLine: boolean;
}): DateMention | null {
  const { tokens, dates, headDates, question } = found;
  if (found.bottomLine) {
    return headDates[0] ?? dates[0] ?? null;
  }
  let best: DateMention | null = null;
  let most = -1;
  for (const date of dates) {
    const near = new Set<string>();
    for (const token of tokens.slice(Math.max(0, date.from - windowMax), date.to + 1 + windowMax / 2)) {
      if (question.masked.has(token.key) && weighWord(token.word, token.key) > 0) {
        near.add(token.key);
      }
    }
    const bonus = headDates.includes(date) ? 0.5 : 0;
    if (near.size + bonus > most) {
      [best, most] = [date, near.size + bonus];
    }
  }
  return best;
}
