import { weighWord } from '../lexicon/weigh-word.ts';
import type { DateMention } from './read-dates.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

const windowMax = 10;
const headBonus = 1.5;
const boldBonus = 2;

/** The date that answers: the one in bold or with most words of the question near it, the first of equals. */
export function findDate(found: {
  tokens: readonly Token[];
  dates: readonly DateMention[];
  headDates: readonly DateMention[];
  boldDates: readonly DateMention[];
  question: Question;
}): DateMention | null {
  const { tokens, headDates, boldDates, question } = found;
  let best: DateMention | null = null;
  let most = -1;
  for (const date of newDates(found.dates, tokens, question)) {
    const near = new Set<string>();
    const around = [
      ...tokens.slice(Math.max(0, date.from - windowMax), date.from),
      ...tokens.slice(date.to + 1, date.to + 1 + windowMax / 2),
    ];
    for (const token of around) {
      if (question.masked.has(token.key) && weighWord(token.word, token.key) > 0) {
        near.add(token.key);
      }
    }
    const bonus = (headDates.includes(date) ? headBonus : 0) + (boldDates.includes(date) ? boldBonus : 0);
    if (near.size + bonus > most) {
      [best, most] = [date, near.size + bonus];
    }
  }
  return best;
}

/** The date of a bottom line, which holds hardly another one. */
export function findDateOfLine(
  dates: readonly DateMention[],
  tokens: readonly Token[],
  question: Question,
): DateMention | null {
  return newDates(dates, tokens, question)[0] ?? null;
}

/** Without those that the question names, such as its century; all when nothing else is left. */
export function newDates(
  dates: readonly DateMention[],
  tokens: readonly Token[],
  question: Question,
): readonly DateMention[] {
  const fresh = dates.filter((date) =>
    tokens.slice(date.from, date.to + 1).some((token) => !question.masked.has(token.key)),
  );
  return fresh.length === 0 ? dates : fresh;
}
