import { featureNames } from '../pairs/measure-pair.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { type Examples, fitLogistic } from './fit-logistic.ts';
import { type Case, foldCount } from './prepare.ts';

const penalty = 2;

/** Fits the coefficients to the targets of the cases. */
export function train(cases: readonly Case[]): PairModel {
  const features: Float64Array[] = [];
  const labels: number[] = [];
  const weights: number[] = [];
  for (const item of cases) {
    for (const target of item.targets) {
      const pair = item.panel.pairs[target.i]?.[target.j];
      if (pair !== undefined) {
        features.push(pair.features);
        labels.push(target.label);
        weights.push(target.weight);
      }
    }
  }
  const examples: Examples = { features, labels, weights };
  return fitLogistic(examples, penalty);
}

/** Five models, each trained without one fold of the questions. */
export function crossTrain(cases: readonly Case[]): (item: Case) => PairModel {
  const models = Array.from({ length: foldCount }, (_, fold) => train(cases.filter((item) => item.fold !== fold)));
  return (item) => models[item.fold] ?? train([]);
}

/** For each file a model trained without that file and without any question of it. */
export function leaveOneOut(cases: readonly Case[]): (item: Case) => PairModel {
  const models = new Map(
    [...new Set(cases.map((item) => item.file))].map((file): [string, PairModel] => {
      const asked = new Set(
        cases
          .filter((item) => item.file === file && item.comparison.question !== '')
          .map((item) => item.comparison.question),
      );
      return [file, train(cases.filter((item) => item.file !== file && !asked.has(item.comparison.question)))];
    }),
  );
  return (item) => models.get(item.file) ?? train([]);
}

export function toJson(model: PairModel): string {
  const round = (value: number) => Math.round(value * 1e4) / 1e4;
  const weights = Object.fromEntries(featureNames.map((name, index) => [name, round(model.weights[index] ?? 0)]));
  return `${JSON.stringify({ bias: round(model.bias), weights }, null, 2)}\n`;
}
