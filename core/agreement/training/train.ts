import { estimatePanel } from '../pairs/estimate-panel.ts';
import { measureAmong, panelFeatureNames } from '../pairs/measure-among.ts';
import { featureNames } from '../pairs/measure-pair.ts';
import type { PairModel, Regression } from '../pairs/estimate-pair.ts';
import { type Examples, fitLogistic } from './fit-logistic.ts';
import { type Case, foldCount, type Target } from './prepare.ts';

const penalty = 4;

/** Fits the coefficients to the targets of the cases: those of pairs, then those of pairs among the others. */
export function train(cases: readonly Case[]): PairModel {
  const pair = fitLogistic(pairExamples(cases), penalty);
  const alone: PairModel = { pair, among: { bias: 0, weights: Float64Array.of(1, 0, 0, 0) } };
  return { pair, among: halve(fitLogistic(panelExamples(cases, alone), penalty)) };
}

/** Half-way between the pair by itself and the fit: others may lend support, not outvote what two answers say. */
function halve(fit: Regression): Regression {
  return { bias: fit.bias / 2, weights: fit.weights.map((weight, index) => (weight + (index === 0 ? 1 : 0)) / 2) };
}

function pairExamples(cases: readonly Case[]): Examples {
  const examples = emptyExamples();
  for (const item of cases) {
    for (const target of item.targets) {
      push(examples, item.panel.pairs[target.i]?.[target.j]?.features ?? null, target);
    }
  }
  return examples;
}

/** Pairs whose p no hard rule fixes, in panels of three and more. */
function panelExamples(cases: readonly Case[], alone: PairModel): Examples {
  const examples = emptyExamples();
  for (const item of cases.filter((one) => one.comparison.answers.length > 2)) {
    const matrix = estimatePanel(item.panel, alone).map((row) => row.map((estimate) => estimate.p));
    for (const target of item.targets) {
      const rule = item.panel.pairs[target.i]?.[target.j]?.rule;
      push(examples, rule?.max === 1 ? measureAmong(matrix, target.i, target.j) : null, target);
    }
  }
  return examples;
}

interface Collected extends Examples {
  readonly features: Float64Array[];
  readonly labels: number[];
  readonly weights: number[];
}

function emptyExamples(): Collected {
  return { features: [], labels: [], weights: [] };
}

function push(examples: Collected, features: Float64Array | null, target: Target): void {
  if (features !== null) {
    examples.features.push(features);
    examples.labels.push(target.label);
    examples.weights.push(target.weight);
  }
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
  const pair = { bias: round(model.pair.bias), weights: named(featureNames, model.pair.weights) };
  const among = { bias: round(model.among.bias), weights: named(panelFeatureNames, model.among.weights) };
  return `${JSON.stringify({ pair, among }, null, 2)}\n`;
}

function named(names: readonly string[], weights: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, index) => [name, round(weights[index] ?? 0)]));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
