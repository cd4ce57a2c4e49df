import type { Pair, PairReason } from '../../consensus/view/index.ts';
import coefficients from '../coefficients.json' with { type: 'json' };
import type { Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import { type FeatureName, featureNames, measurePair } from './measure-pair.ts';
import { panelFeatureNames } from './measure-among.ts';
import { ruleOf, type Rule } from './rule-pair.ts';
import { speakAlike } from './speak-alike.ts';

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
  /** What an entailment model read of it, and p before that; left out where none was asked. */
  readonly entailment?: NonNullable<Pair['entailment']>;
}

/** A fitted logistic regression. */
export interface Regression {
  readonly bias: number;
  readonly weights: Float64Array;
}

/** `pair` weighs `featureNames`, then `among` weighs `panelFeatureNames` where there are at least three answers. */
export interface PairModel {
  readonly pair: Regression;
  readonly among: Regression;
}

const margin = 0.01;
/** A rule that leaves p more than this makes a pair doubtful, no conflict. */
const conflictMax = 0.25;

/** The committed coefficients. */
export const trainedModel: PairModel = {
  pair: readRegression(coefficients.pair, featureNames),
  among: readRegression(coefficients.among, panelFeatureNames),
};

function readRegression(from: { bias: number; weights: object }, names: readonly string[]): Regression {
  const weights: Readonly<Record<string, unknown>> = { ...from.weights };
  return { bias: from.bias, weights: Float64Array.from(names, (name) => Number(weights[name] ?? 0)) };
}

export function measure(a: Reading, b: Reading, question: Question): MeasuredPair {
  const [left, right] = speakAlike(a, b);
  return { features: measurePair(left, right, question), rule: ruleOf(left, right, question) };
}

/** The pair by itself: logistic regression over its features, then the hard rules. */
export function estimatePair({ features, rule }: MeasuredPair, model: PairModel): PairEstimate {
  return {
    p: bound(regress(features, model.pair), rule),
    reason: rule.reason ?? mainReason(features, model.pair),
    conflict: rule.max <= conflictMax,
  };
}

/** Within the hard rules, never exactly 0 or 1, to four places. */
export function bound(p: number, rule: Rule): number {
  const ruled = Math.min(rule.max, Math.max(rule.min, p));
  return Math.round(Math.min(1 - margin, Math.max(margin, ruled)) * 1e4) / 1e4;
}

export function regress(features: Float64Array, model: Regression): number {
  let total = model.bias;
  for (let index = 0; index < features.length; index += 1) {
    total += (model.weights[index] ?? 0) * (features[index] ?? 0);
  }
  return 1 / (1 + Math.exp(-total));
}

const reasons: readonly (readonly [PairReason, readonly FeatureName[]])[] = [
  ['polarity', ['polaritySame', 'polarityConflict', 'parityOdd', 'parityEven']],
  [
    'number',
    ['numberSame', 'numberConflict', 'resultConflict', 'numberInFull', 'otherNumbersShared', 'otherNumbersDisjoint'],
  ],
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
      'nameReplaced',
      'focusSame',
      'focusOther',
      'directSame',
      'directClash',
    ],
  ],
  [
    'content',
    ['headInHeadMax', 'headInHeadMin', 'headInFullMax', 'headInFullMin', 'fullInFullMax', 'fullDice', 'finalEqual'],
  ],
  ['scope', ['abstains', 'lengthRatio', 'headSmall']],
];

/** The group of features that weighed most, either way. */
function mainReason(features: Float64Array, model: Regression): PairReason {
  const weights = new Map<PairReason, number>();
  features.forEach((value, index) => {
    const reason = reasonOf[index];
    if (value !== 0 && reason !== undefined) {
      weights.set(reason, (weights.get(reason) ?? 0) + value * (model.weights[index] ?? 0));
    }
  });
  let best: PairReason = 'content';
  for (const [reason] of reasons) {
    if (Math.abs(weights.get(reason) ?? 0) > Math.abs(weights.get(best) ?? 0)) {
      best = reason;
    }
  }
  return best;
}

/** The reason that each feature speaks for; a feature that weighs by kind speaks for the same one. */
const reasonOf = featureNames.map((name) => {
  const plain = name.slice(name.indexOf(':') + 1);
  return reasons.find(([, names]) => names.some((one) => one === plain))?.[0];
});
