import type { Entailer } from '../../ports/entailer.ts';
import { readUnsure } from '../entailment/read-unsure.ts';
import { describePair, unsurePlaces } from '../entailment/unsure-pairs.ts';
import {
  cautiousWeights,
  type EntailmentWeights,
  logit,
  type PairEntailment,
  roomAt,
  weigh,
  weightMax,
} from '../entailment/weigh.ts';
import { auroc } from '../evaluation/measures.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { type Case, foldCount } from './prepare.ts';

/** A pair of which code was unsure, what a model read of it, and what is known of it. */
export interface EntailmentExample {
  readonly p: number;
  readonly read: PairEntailment;
  readonly label: 0 | 1;
  readonly weight: number;
  readonly fold: number;
}

/** So many examples speak as loud as the cautious weights that the fit starts from. */
const penalty = 4;
const rounds = 12;
const halvings = 20;

/** The unsure pairs with a target; `modelOf` has not seen the case. `onProgress` is called after each case. */
export async function readExamples(
  cases: readonly Case[],
  by: { readonly entailer: Entailer; readonly modelOf: (item: Case) => PairModel; readonly signal: AbortSignal },
): Promise<{ model: string; examples: EntailmentExample[] }> {
  const { model } = await by.entailer.read([], by.signal);
  const examples: EntailmentExample[] = [];
  for (const item of cases) {
    const places = unsurePlaces(item.panel, by.modelOf(item));
    const pairs = places.map((place) => describePair(item.comparison, item.panel, place));
    const { read } = await readUnsure(by.entailer, pairs, by.signal);
    places.forEach(({ i, j, p }, at) => {
      const [target, one] = [item.targets.find((other) => other.i === i && other.j === j), read[at]];
      if (target !== undefined && one !== undefined) {
        examples.push({ p, read: one, label: target.label, weight: target.weight, fold: item.fold });
      }
    });
  }
  return { model, examples };
}

/** The two weights with the least log loss, each within its bounds. The loss is convex: one weight after the other gets there. */
export function fitEntailment(examples: readonly EntailmentExample[]): EntailmentWeights {
  let weights = cautiousWeights;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['entails', 'contradicts'] as const) {
      weights = { ...weights, [name]: bisect((value) => slope(examples, { ...weights, [name]: value }, name)) };
    }
  }
  return { entails: toFourPlaces(weights.entails), contradicts: toFourPlaces(weights.contradicts) };
}

/** Of the loss by one weight. */
function slope(
  examples: readonly EntailmentExample[],
  weights: EntailmentWeights,
  name: keyof EntailmentWeights,
): number {
  const direction = name === 'entails' ? 1 : -1;
  return examples.reduce(
    (total, { p, read, label, weight }) =>
      total + weight * (weigh(p, read, weights) - label) * direction * roomAt(p) * read[name],
    penalty * (weights[name] - cautiousWeights[name]),
  );
}

/** Where a rising function crosses 0, or the bound next to it. */
function bisect(of: (value: number) => number): number {
  let [low, high] = [0, weightMax];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (of(middle) > 0) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return (low + high) / 2;
}

/** Code alone, the cautious weights, and weights fitted to the other folds, on the unsure pairs. */
export function tabulate(examples: readonly EntailmentExample[]): string {
  const fitted = Array.from({ length: foldCount }, (_, fold) =>
    fitEntailment(examples.filter((example) => example.fold !== fold)),
  );
  const ways: readonly (readonly [string, (example: EntailmentExample) => number])[] = [
    ['code alone', ({ p }) => p],
    ['cautious weights', ({ p, read }) => weigh(p, read, cautiousWeights)],
    ['trained, cross-validated', ({ p, read, fold }) => weigh(p, read, fitted[fold] ?? cautiousWeights)],
  ];
  const rows = ways.map(([name, pOf]) => {
    const scored = examples.map((example) => ({ score: pOf(example), label: example.label }));
    return `| ${name} | ${auroc(scored)?.toFixed(3) ?? '-'} | ${logLoss(examples, pOf).toFixed(3)} |`;
  });
  return [
    `${String(examples.length)} pairs of which code is unsure`,
    '',
    '| p by | AUROC | log loss |',
    '| --- | --: | --: |',
    ...rows,
  ].join('\n');
}

function logLoss(examples: readonly EntailmentExample[], pOf: (example: EntailmentExample) => number): number {
  const weights = examples.reduce((total, { weight }) => total + weight, 0);
  return examples.reduce((total, example) => {
    const odds = logit(pOf(example)) * (example.label === 1 ? 1 : -1);
    return total + (example.weight / weights) * Math.log1p(Math.exp(-odds));
  }, 0);
}

function toFourPlaces(value: number): number {
  return Math.floor(value * 1e4) / 1e4;
}
