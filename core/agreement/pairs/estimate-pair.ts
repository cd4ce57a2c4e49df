import type { PairReason } from '../../consensus/view/index.ts';
import coefficients from '../coefficients.json' with { type: 'json' };
import type { Reading } from '../text/read-answer.ts';
import type { Question } from '../text/read-question.ts';
import { type FeatureName, featureNames, measurePair } from './measure-pair.ts';
import { ruleOf, type Rule } from './rule-pair.ts';

/** What is known of a pair before any weighing: its features and what the hard rules allow. */
export interface MeasuredPair {
  readonly features: Float64Array;
  readonly rule: Rule;
}

export interface PairEstimate {
  /** The probability that both say the same, never exactly 0 or 1. */
  readonly p: number;
  readonly reason: PairReason;
  /** A hard rule says that they cannot stand together. */
  readonly conflict: boolean;
}

/** A fitted logistic regression, its weights in the order of `featureNames`. */
export interface PairModel {
  readonly bias: number;
  readonly weights: Float64Array;
}

const margin = 0.01;

/** The committed coefficients. */
export const trainedModel: PairModel = {
  bias: coefficients.bias,
  weights: Float64Array.from(
    featureNames,
    (name) => (coefficients.weights as Readonly<Record<string, number>>)[name] ?? 0,
  ),
};

export function measure(a: Reading, b: Reading, question: Question): MeasuredPair {
  return { features: measurePair(a, b, question), rule: ruleOf(a, b, question) };
}

/** Logistic regression over the features of a pair, then the hard rules. */
export function estimatePair({ features, rule }: MeasuredPair, model: PairModel): PairEstimate {
  const p = Math.min(rule.max, Math.max(rule.min, logistic(features, model)));
  return {
    p: Math.round(Math.min(1 - margin, Math.max(margin, p)) * 1e4) / 1e4,
    reason: rule.reason ?? mainReason(features, model),
    conflict: rule.max < 0.5,
  };
}

function logistic(features: Float64Array, model: PairModel): number {
  let total = model.bias;
  for (let index = 0; index < features.length; index += 1) {
    total += (model.weights[index] ?? 0) * (features[index] ?? 0);
  }
  return 1 / (1 + Math.exp(-total));
}

const reasons: readonly (readonly [PairReason, readonly FeatureName[]])[] = [
  ['polarity', ['polaritySame', 'polarityConflict', 'parityOdd', 'parityEven']],
  ['number', ['numberSame', 'numberConflict', 'numberInFull', 'otherNumbersShared', 'otherNumbersDisjoint']],
  ['date', ['dateSame', 'dateConflict', 'dateInFull']],
  [
    'entity',
    [
      'namesInFullMax',
      'namesInFullMin',
      'namesDisjoint',
      'letters',
      'firstNameMax',
      'firstNameMin',
      'allNamesMax',
      'allNamesMin',
      'nameClash',
    ],
  ],
  [
    'content',
    ['headInHeadMax', 'headInHeadMin', 'headInFullMax', 'headInFullMin', 'fullInFullMax', 'fullDice', 'finalEqual'],
  ],
  ['scope', ['abstains', 'lengthRatio', 'headSmall']],
];

/** The group of features that weighed most, either way. */
function mainReason(features: Float64Array, model: PairModel): PairReason {
  let best: PairReason = 'content';
  let most = 0;
  for (const [reason, names] of reasons) {
    let weight = 0;
    for (const name of names) {
      const index = featureNames.indexOf(name);
      weight += (model.weights[index] ?? 0) * (features[index] ?? 0);
    }
    if (Math.abs(weight) > most) {
      [best, most] = [reason, Math.abs(weight)];
    }
  }
  return best;
}
