import type { Agreement, AnswerView, Pair } from '../consensus/view/index.ts';

const unsureMin = 0.25;
const unsureMax = 0.75;
const longMin = 600;

/**
 * The pairs that a judge may settle; none when code alone is sure. Unsure pairs (0.25 < p < 0.75) always; without a majority, and
 * between long answers without a bottom line, also pairs that look different in their words.
 */
export function openPairs(agreement: Agreement, answers: readonly AnswerView[]): Pair[] {
  const taking = agreement.positions.flatMap(({ models }) => models);
  if (taking.length < 2) {
    return [];
  }
  const leading = agreement.positions[0]?.models.length ?? 0;
  const noMajority = leading * 2 <= taking.length;
  const isLong = (model: string) =>
    answers.some((answer) => answer.model === model && answer.trailer === null && answer.text.length >= longMin);
  return agreement.pairs.filter(
    ({ a, b, p }) =>
      taking.includes(a) &&
      taking.includes(b) &&
      p < unsureMax &&
      (p > unsureMin || noMajority || (isLong(a) && isLong(b))),
  );
}
