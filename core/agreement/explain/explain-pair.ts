import type { Pair } from '../../consensus/view/index.ts';
import { logit } from '../entailment/weigh.ts';
import { estimatePair, type MeasuredPair, trainedModel } from '../pairs/estimate-pair.ts';
import { type FeatureName, featureNames } from '../pairs/measure-pair.ts';
import type { Factor, FactorCode, PairExplanation } from './explanation.ts';
import { factorWords, reasonWords } from './words.ts';

const effectMin = 0.1;
const factorsMax = 6;
const evenP = 0.5;

/** What each feature tells a reader; one that is not named here belongs to the form of the answers. */
const codes: Partial<Record<FeatureName, FactorCode>> = {
  ...group('words', ['headInHeadMax', 'headInHeadMin', 'headInFullMax', 'headInFullMin', 'fullInFullMax', 'fullDice']),
  ...group('words', ['headInSentenceMax', 'headInSentenceMin', 'diceOpen']),
  ...group('names', ['namesInFullMax', 'namesInFullMin', 'letters', 'firstNameMax', 'firstNameMin']),
  ...group('names', ['allNamesMax', 'allNamesMin', 'directSame', 'focusSame']),
  ...group('otherNames', ['namesDisjoint', 'nameClash', 'directClash', 'nameReplaced', 'focusOther']),
  numberSame: 'sameNumber',
  numberConflict: 'otherNumber',
  resultConflict: 'otherNumber',
  numberInFull: 'mentionedNumber',
  ...group('furtherNumbers', ['otherNumbersShared', 'otherNumbersDisjoint']),
  dateSame: 'sameDate',
  dateConflict: 'otherDate',
  dateInFull: 'mentionedDate',
  polaritySame: 'sameStance',
  polarityConflict: 'oppositeStance',
  parityOdd: 'denial',
  parityEven: 'noDenial',
  finalEqual: 'sameFinal',
  abstains: 'silence',
};

function group(code: FactorCode, names: readonly FeatureName[]): Partial<Record<FeatureName, FactorCode>> {
  return Object.fromEntries(names.map((name) => [name, code]));
}

/** A pair as the run has it, with what made its p. Without `measured` the reason alone is told; what a judge settled, no factor made. */
export function explainPair(pair: Pair, measured: MeasuredPair | null, judged: boolean): PairExplanation {
  const { a, b, p, cosine, reason } = pair;
  const words = judged ? 'settled by a judge' : (turnedBy(pair) ?? reasonWords[reason][p >= evenP ? 0 : 1]);
  const told = { a, b, p, cosine, reason, words };
  return measured === null
    ? { ...told, rule: null, factors: [] }
    : { ...told, rule: ruleOf(measured, p), factors: factorsOf(measured, judged ? null : pair) };
}

/** The entailment model has the last word of a pair that it brought to the other side. */
function turnedBy({ p, entailment }: Pair): string | null {
  return entailment === undefined || p >= evenP === entailment.pByCode >= evenP
    ? null
    : factorWords.entailment[p >= evenP ? 0 : 1];
}

/** The bound that p stands at. */
function ruleOf({ rule }: MeasuredPair, p: number): PairExplanation['rule'] {
  if (rule.max < 1 && p >= rule.max - 1e-4) {
    return { bound: 'atMost', p: rule.max };
  }
  return rule.min > 0 && p <= rule.min + 1e-4 ? { bound: 'atLeast', p: rule.min } : null;
}

/** Weight times value of the features, added up by what they tell, and what the other answers and an entailment model changed. */
function factorsOf(measured: MeasuredPair, pair: Pair | null): Factor[] {
  const effects = new Map<FactorCode, number>([['start', trainedModel.pair.bias]]);
  featureNames.forEach((name, index) => {
    const effect = (trainedModel.pair.weights[index] ?? 0) * (measured.features[index] ?? 0);
    const code = codes[name] ?? 'shape';
    effects.set(code, (effects.get(code) ?? 0) + effect);
  });
  if (pair !== null && measured.rule.max === 1 && measured.rule.min === 0) {
    const byCode = pair.entailment?.pByCode ?? pair.p;
    effects.set('others', logit(byCode) - logit(estimatePair(measured, trainedModel).p));
    effects.set('entailment', logit(pair.p) - logit(byCode));
  }
  return [...effects]
    .filter(([, effect]) => Math.abs(effect) >= effectMin)
    .toSorted(([, x], [, y]) => Math.abs(y) - Math.abs(x))
    .slice(0, factorsMax)
    .map(([code, effect]) => ({
      code,
      effect: Math.round(effect * 100) / 100,
      words: factorWords[code][effect > 0 ? 0 : 1],
    }));
}
