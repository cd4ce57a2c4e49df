import type { Comparison } from '../input.ts';
import { readAnswer, type Reading } from '../text/read-answer.ts';
import { type Question, readQuestion } from '../text/read-question.ts';
import { setBoth } from './compare-vectors.ts';
import { estimatePair, measure, type MeasuredPair, type PairEstimate, type PairModel } from './estimate-pair.ts';

/** A question and its answers, read and measured once. */
export interface Panel {
  readonly question: Question;
  readonly readings: readonly Reading[];
  /** `pairs[i][j]` for j < i. */
  readonly pairs: readonly (readonly MeasuredPair[])[];
}

export const itself: PairEstimate = { p: 1, reason: 'content', conflict: false };

export function readPanel(comparison: Pick<Comparison, 'question' | 'answers'>): Panel {
  const question = readQuestion(comparison.question);
  const readings = comparison.answers.map((answer) => readAnswer(answer, question));
  const pairs = readings.map((a, i) => readings.slice(0, i).map((b) => measure(a, b, question)));
  return { question, readings, pairs };
}

/** Every pair, as a symmetric matrix. */
export function estimatePanel(panel: Panel, model: PairModel): PairEstimate[][] {
  const estimates = panel.readings.map(() => panel.readings.map(() => itself));
  panel.pairs.forEach((row, i) => {
    row.forEach((pair, j) => {
      setBoth(estimates, { i, j, value: estimatePair(pair, model) });
    });
  });
  return estimates;
}
