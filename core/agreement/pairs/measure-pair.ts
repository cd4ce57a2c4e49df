import { compareFocus } from './find-focus.ts';
import { isSameDate } from '../text/read-dates.ts';
import { isSameNumber } from '../text/is-same-number.ts';
import type { Bag } from '../text/bag.ts';
import type { Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import { compareParity } from './compare-polarity.ts';
import { areOtherNames } from './align-names.ts';
import { compareDirect } from './compare-direct.ts';
import { compareNames } from './compare-names.ts';
import { compareLetters } from './compare-letters.ts';

/** What is measured of every pair; first in a vector of features. */
export const commonNames = [
  'headInHeadMax',
  'headInHeadMin',
  'headInFullMax',
  'headInFullMin',
  'fullInFullMax',
  'fullDice',
  'namesInFullMax',
  'namesInFullMin',
  'namesDisjoint',
  'letters',
  'firstNameMax',
  'firstNameMin',
  'allNamesMax',
  'allNamesMin',
  'nameClash',
  'directSame',
  'directClash',
  'headInSentenceMax',
  'headInSentenceMin',
  'uneven',
  'numberInFull',
  'isOpen',
  'isLong',
  'diceOpen',
  'numberSame',
  'numberConflict',
  'resultConflict',
  'dateSame',
  'dateConflict',
  'dateInFull',
  'otherNumbersShared',
  'otherNumbersDisjoint',
  'polaritySame',
  'polarityConflict',
  'parityOdd',
  'parityEven',
  'abstains',
  'lengthRatio',
  'headSmall',
  'finalEqual',
  'nameReplaced',
  'focusSame',
  'focusOther',
] as const;

/** Kinds of questions whose overlaps weigh otherwise: "Who" is answered by a name, "Why" in many words. */
const weighedKinds = ['person', 'place', 'thing', 'date', 'number', 'open', 'none'] as const;
/** What weighs by kind; `asked` is 1 for every pair. */
const kindNames = [
  'asked',
  'headInHeadMax',
  'headInFullMin',
  'headInSentenceMax',
  'fullInFullMax',
  'fullDice',
  'namesInFullMin',
  'letters',
  'directSame',
] as const;

export type FeatureName =
  | (typeof commonNames)[number]
  | `${(typeof weighedKinds)[number]}:${(typeof kindNames)[number]}`;

/** The order of the features in a vector and of the coefficients: of every pair, then once more for the kind of question. */
export const featureNames: readonly FeatureName[] = [
  ...commonNames,
  ...weighedKinds.flatMap((kind) => kindNames.map((name): FeatureName => `${kind}:${name}`)),
];

/** Keeps the weights of a kind near the common ones: under the same penalty a smaller feature moves less. */
const kindScale = 0.3;
const kindIndices = kindNames.map((name) => (name === 'asked' ? -1 : commonNames.indexOf(name)));

/** Features of a pair, each about 0 to 1, symmetric in both readings. */
export function measurePair(a: Reading, b: Reading, question: Question): Float64Array {
  const values = overlapFeatures(a, b);
  Object.assign(
    values,
    nameFeatures(a, b, question),
    shapeFeatures(a, b, question),
    numberFeatures(a, b, question),
    dateFeatures(a, b, question),
    meaningFeatures(a, b, question),
  );
  const features = new Float64Array(featureNames.length);
  commonNames.forEach((name, index) => {
    features[index] = values[name] ?? 0;
  });
  const kind = weighedKinds.findIndex((one) => one === question.kind);
  if (kind >= 0) {
    const first = commonNames.length + kind * kindNames.length;
    kindIndices.forEach((index, place) => {
      features[first + place] = kindScale * (index < 0 ? 1 : (features[index] ?? 0));
    });
  }
  return features;
}

type Values = Partial<Record<(typeof commonNames)[number], number>>;

function overlapFeatures(a: Reading, b: Reading): Values {
  const headShared = shared(a.head.bag, b.head.bag);
  const [ab, ba] = [share(a.head.bag, b.full, a.head.size), share(b.head.bag, a.full, b.head.size)];
  const fullShared = shared(a.full, b.full);
  const [namesAb, namesBa] = [
    share(a.head.names, b.full, a.head.namesSize),
    share(b.head.names, a.full, b.head.namesSize),
  ];
  const bothName = a.head.namesSize > 0 && b.head.namesSize > 0;
  return {
    headInHeadMax: ratio(headShared, Math.min(a.head.size, b.head.size)),
    headInHeadMin: ratio(headShared, Math.max(a.head.size, b.head.size)),
    headInFullMax: Math.max(ab, ba),
    headInFullMin: Math.min(ab, ba),
    fullInFullMax: ratio(fullShared, Math.min(a.fullSize, b.fullSize)),
    fullDice: ratio(2 * fullShared, a.fullSize + b.fullSize),
    namesInFullMax: Math.max(namesAb, namesBa),
    namesInFullMin: Math.min(namesAb, namesBa),
    namesDisjoint: bothName && Math.max(namesAb, namesBa) === 0 ? 1 : 0,
    letters: compareLetters(a.head, b.head),
  };
}

function nameFeatures(a: Reading, b: Reading, question: Question): Values {
  const direct = compareDirect(a, b, question);
  const names = compareNames(a, b);
  const focus = compareFocus(a, b, question);
  return {
    firstNameMax: names.firstMax,
    firstNameMin: names.firstMin,
    allNamesMax: names.allMax,
    allNamesMin: names.allMin,
    nameClash: names.disjoint ? 1 : 0,
    directSame: direct === 'same' ? 1 : 0,
    directClash: direct === 'clash' ? 1 : 0,
    focusSame: focus === 'same' ? 1 : 0,
    focusOther: focus === 'other' ? 1 : 0,
    nameReplaced: areOtherNames(a, b) ? 1 : 0,
  };
}

function shapeFeatures(a: Reading, b: Reading, question: Question): Values {
  const [ab, ba] = [bestSentence(a, b), bestSentence(b, a)];
  const open = question.kind === 'open' ? 1 : 0;
  return {
    headInSentenceMax: Math.max(ab, ba),
    headInSentenceMin: Math.min(ab, ba),
    uneven: 1 - Math.min(a.items, b.items) / Math.max(a.items, b.items),
    isOpen: open,
    isLong: Math.log(1 + Math.min(a.fullSize, b.fullSize)) / 4,
    diceOpen: open * ratio(2 * shared(a.full, b.full), a.fullSize + b.fullSize),
  };
}

/** How much of the head of one stands in a single sentence of the other. */
function bestSentence(a: Reading, b: Reading): number {
  let best = 0;
  for (const sentence of b.sentences.slice(0, 40)) {
    const found = new Set<string>();
    let total = 0;
    for (let index = sentence.from; index < sentence.to; index += 1) {
      const key = b.tokens[index]?.key ?? '';
      const weight = a.head.bag.get(key);
      if (weight !== undefined && !found.has(key)) {
        found.add(key);
        total += weight;
      }
    }
    best = Math.max(best, total);
  }
  return ratio(best, a.head.size);
}

function numberFeatures(a: Reading, b: Reading, question: Question): Values {
  if (question.kind === 'number') {
    return finalFeatures(a, b, question);
  }
  if (question.kind === 'date' || a.numbers.length === 0 || b.numbers.length === 0) {
    return {};
  }
  const some = a.numbers.some((x) => b.numbers.some((y) => isSameNumber(x, y)));
  return some ? { otherNumbersShared: 1 } : { otherNumbersDisjoint: 1 };
}

function finalFeatures(a: Reading, b: Reading, question: Question): Values {
  const [left, right] = [a.final, b.final];
  if (left === null || right === null) {
    return {};
  }
  if (isSameNumber(left, right)) {
    return { numberSame: 1 };
  }
  if (isMentioned(a, b)) {
    return { numberInFull: 1 };
  }
  return question.isProblem ? { resultConflict: 1 } : { numberConflict: 1 };
}

/** The final number of one stands somewhere in the other. */
export function isMentioned(a: Reading, b: Reading): boolean {
  const [left, right] = [a.final, b.final];
  return (
    (left !== null && b.numbers.some((number) => isSameNumber(number, left))) ||
    (right !== null && a.numbers.some((number) => isSameNumber(number, right)))
  );
}

function dateFeatures(a: Reading, b: Reading, question: Question): Values {
  const [left, right] = [a.date, b.date];
  if (question.kind !== 'date' || left === null || right === null) {
    return {};
  }
  if (isSameDate(left, right)) {
    return { dateSame: 1 };
  }
  const mentioned = b.dates.some((date) => isSameDate(date, left)) || a.dates.some((date) => isSameDate(date, right));
  return mentioned ? { dateInFull: 1 } : { dateConflict: 1 };
}

function meaningFeatures(a: Reading, b: Reading, question: Question): Values {
  const parity = compareParity(a.head.tokens, b.head.tokens);
  const polar = a.polarity * b.polarity;
  return {
    polaritySame: polar === 1 && question.kind !== 'none' ? 1 : 0,
    polarityConflict: polar === -1 && question.kind !== 'none' ? 1 : 0,
    parityOdd: parity.odd ? parity.likeness ** 2 : 0,
    parityEven: parity.odd ? 0 : parity.likeness ** 2,
    abstains: a.abstains || b.abstains ? 1 : 0,
    lengthRatio: Math.abs(Math.log((1 + a.tokens.length) / (1 + b.tokens.length))) / 5,
    headSmall: 1 / (1 + Math.min(a.head.size, b.head.size)),
    finalEqual: isSameFinal(a, b, question) ? 1 : 0,
  };
}

/** Both give the same short answer, number or date, in its canonical form. */
export function isSameFinal(a: Reading, b: Reading, question: Question): boolean {
  if (question.kind === 'number') {
    return a.final !== null && b.final !== null && isSameNumber(a.final, b.final);
  }
  const [left, right] = [a.head.bag, b.head.bag];
  return left.size > 0 && left.size === right.size && left.size <= 6 && shared(left, right) >= a.head.size - 1e-9;
}

function shared(a: Bag, b: Bag): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let total = 0;
  for (const [key, weight] of small) {
    if (large.has(key)) {
      total += weight;
    }
  }
  return total;
}

function share(part: Bag, whole: Bag, size: number): number {
  return ratio(shared(part, whole), size);
}

function ratio(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}
