import type { PairReason } from '../../consensus/view/index.ts';
import coefficients from '../coefficients.json' with { type: 'json' };
import type { Reading } from '../text/read-answer.ts';
import type { Question } from '../text/read-question.ts';
import { type FeatureName, featureNames, isSameFinal, measurePair } from './measure-pair.ts';

export interface PairEstimate {
  /** The probability that both say the same, never exactly 0 or 1. */
  readonly p: number;
  readonly reason: PairReason;
  /** A hard rule says that they cannot stand together. */
  readonly conflict: boolean;
}

const oppositeMax = 0.1;
const disjointMax = 0.2;
const abstainMax = 0.1;
const equalMin = 0.9;
const margin = 0.01;
const weights: Float64Array = Float64Array.from(
  featureNames,
  (name) => (coefficients.weights as Readonly<Record<string, number>>)[name] ?? 0,
);

/** Logistic regression over the features of a pair, then the hard rules. */
export function estimatePair(a: Reading, b: Reading, question: Question): PairEstimate {
  const features = measurePair(a, b, question);
  const rule = hardRule(a, b, question);
  const p = Math.min(rule.max, Math.max(rule.min, logistic(features)));
  return {
    p: Math.min(1 - margin, Math.max(margin, p)),
    reason: rule.reason ?? mainReason(features),
    conflict: rule.max < 0.5,
  };
}

function logistic(features: Float64Array): number {
  let total = coefficients.bias;
  for (let index = 0; index < weights.length; index += 1) {
    total += (weights[index] ?? 0) * (features[index] ?? 0);
  }
  return 1 / (1 + Math.exp(-total));
}

interface Rule {
  readonly min: number;
  readonly max: number;
  readonly reason: PairReason | null;
}

function hardRule(a: Reading, b: Reading, question: Question): Rule {
  if (a.abstains || b.abstains) {
    return { min: 0, max: abstainMax, reason: 'scope' };
  }
  if (question.kind !== 'none' && a.polarity * b.polarity === -1) {
    return { min: 0, max: oppositeMax, reason: 'polarity' };
  }
  if (question.kind === 'number' && a.final !== null && b.final !== null && !isSameFinal(a, b, question)) {
    return { min: 0, max: disjointMax, reason: 'number' };
  }
  if (question.kind !== 'none' && question.kind !== 'open' && isSameFinal(a, b, question)) {
    return { min: equalMin, max: 1, reason: question.kind === 'number' ? 'number' : null };
  }
  return { min: 0, max: 1, reason: null };
}

const reasons: readonly (readonly [PairReason, readonly FeatureName[]])[] = [
  ['polarity', ['polaritySame', 'polarityConflict', 'parityOdd', 'parityEven']],
  ['number', ['numberSame', 'numberConflict', 'otherNumbersShared', 'otherNumbersDisjoint']],
  ['date', ['dateSame', 'dateConflict', 'dateInFull']],
  ['entity', ['namesInFullMax', 'namesInFullMin', 'namesDisjoint', 'letters']],
  [
    'content',
    ['headInHeadMax', 'headInHeadMin', 'headInFullMax', 'headInFullMin', 'fullInFullMax', 'fullDice', 'finalEqual'],
  ],
  ['scope', ['abstains', 'lengthRatio', 'headSmall']],
];

/** The group of features that weighed most, either way. */
function mainReason(features: Float64Array): PairReason {
  let best: PairReason = 'content';
  let most = 0;
  for (const [reason, names] of reasons) {
    let weight = 0;
    for (const name of names) {
      const index = featureNames.indexOf(name);
      weight += (weights[index] ?? 0) * (features[index] ?? 0);
    }
    if (Math.abs(weight) > most) {
      [best, most] = [reason, Math.abs(weight)];
    }
  }
  return best;
}
