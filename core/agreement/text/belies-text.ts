import type { AnswerTrailer } from '../../consensus/view/index.ts';
import { isSameNumber } from './is-same-number.ts';
import { type DateMention, isSameDate, readDates } from './read-dates.ts';
import { readNames } from './read-names.ts';
import { type NumberMention, readNumbers } from './read-numbers.ts';
import type { Question } from './read-question.ts';
import { readTokens, type Token } from './read-tokens.ts';

interface Told {
  readonly tokens: readonly Token[];
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
}

/**
 * The bottom line gives a number, date or name where one was asked for, and the text, which is what people read, gives others and not
 * that one. Such a trailer is not believed.
 */
export function beliesText(trailer: AnswerTrailer | null, told: Told, question: Question): boolean {
  if (trailer === null) {
    return false;
  }
  const tokens = readTokens(trailer.bottomLine);
  if (question.kind === 'number') {
    const own = readNumbers(trailer.bottomLine, tokens);
    return isElsewhere(own, told.numbers, isSameNumber);
  }
  if (question.kind === 'date') {
    return isElsewhere(readDates(trailer.bottomLine, tokens), told.dates, isSameDate);
  }
  if (question.kind !== 'person' && question.kind !== 'place') {
    return false;
  }
  const named = readNames(trailer.bottomLine, tokens, question).flat();
  const said = new Set(told.tokens.filter(({ capital }) => capital).map(({ key }) => key));
  return said.size > 0 && named.length > 0 && !named.some((name) => said.has(name));
}

function isElsewhere<T>(own: readonly T[], told: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return own.length > 0 && told.length > 0 && !own.some((one) => told.some((other) => same(one, other)));
}
