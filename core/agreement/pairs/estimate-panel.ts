import type { ComparedAnswer, Comparison } from '../input.ts';
import { readAnswer } from '../text/read-answer.ts';
import type { Reading } from '../text/reading.ts';
import { type Question, readQuestion } from '../text/read-question.ts';
import { setBoth } from './compare-vectors.ts';
import {
  bound,
  estimatePair,
  measure,
  type MeasuredPair,
  type PairEstimate,
  type PairModel,
  regress,
} from './estimate-pair.ts';
import { measureAmong } from './measure-among.ts';

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
  const readings = comparison.answers.map((answer) => readOnce(answer, question));
  const pairs = readings.map((a, i) => readings.slice(0, i).map((b) => measureOnce(a, b, question)));
  return { question, readings, pairs };
}

/**
 * What was read of an answer, and measured of a pair, as long as somebody holds the answer: as answers of a run arrive, only the new one
 * is read. It never changes a result.
 */
const readingsOf = new WeakMap<ComparedAnswer, { readonly question: string; readonly reading: Reading }>();
const pairsOf = new WeakMap<Reading, WeakMap<Reading, MeasuredPair>>();

function readOnce(answer: ComparedAnswer, question: Question): Reading {
  const known = readingsOf.get(answer);
  if (known?.question === question.text) {
    return known.reading;
  }
  const reading = readAnswer(answer, question);
  readingsOf.set(answer, { question: question.text, reading });
  return reading;
}

function measureOnce(a: Reading, b: Reading, question: Question): MeasuredPair {
  const known = pairsOf.get(a) ?? new WeakMap<Reading, MeasuredPair>();
  const pair = known.get(b) ?? measure(a, b, question);
  pairsOf.set(a, known.set(b, pair));
  return pair;
}

/** Every pair as a symmetric matrix: first each by itself, then among the others that take a position. */
export function estimatePanel(panel: Panel, model: PairModel): PairEstimate[][] {
  const alone = fill(panel, (pair) => estimatePair(pair, model));
  const taking = panel.readings.flatMap((reading, index) => (reading.abstains ? [] : [index]));
  const matrix = taking.map((i) => taking.map((j) => alone[i]?.[j]?.p ?? 0));
  return fill(panel, (pair, i, j) => {
    const estimate = alone[i]?.[j] ?? itself;
    const [left, right] = [taking.indexOf(i), taking.indexOf(j)];
    const among = left < 0 || right < 0 ? null : measureAmong(matrix, left, right);
    return among === null ? estimate : { ...estimate, p: bound(regress(among, model.among), pair.rule) };
  });
}

function fill(panel: Panel, estimate: (pair: MeasuredPair, i: number, j: number) => PairEstimate): PairEstimate[][] {
  const estimates = panel.readings.map(() => panel.readings.map(() => itself));
  panel.pairs.forEach((row, i) => {
    row.forEach((pair, j) => {
      setBoth(estimates, { i, j, value: estimate(pair, i, j) });
    });
  });
  return estimates;
}
