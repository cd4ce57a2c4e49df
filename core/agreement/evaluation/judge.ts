import { formAgreement } from '../assess.ts';
import { respectEntailment } from '../entailment/respect-entailment.ts';
import type { Comparison } from '../input.ts';
import { cosines, setBoth } from '../pairs/compare-vectors.ts';
import { estimatePanel, type Panel } from '../pairs/estimate-panel.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import type { Verdict } from './measure-file.ts';

/** What the engine says with the coefficients of `model`. */
export function judgeByEngine(of: { comparison: Comparison; panel: Panel }, model: PairModel): Verdict {
  const { entailment = null, answers } = of.comparison;
  const models = answers.map(({ model: name }) => name);
  const estimates = respectEntailment(estimatePanel(of.panel, model), of.panel, { entailment, models });
  const agreement = formAgreement(of.comparison, of.panel, estimates);
  const medoid = agreement.positions[0]?.models[0];
  return {
    p: estimates.map((row) => row.map(({ p }) => p)),
    headline: agreement.score,
    chosen: of.comparison.answers.findIndex(({ model: name }) => name === medoid),
    share: agreement.terms.share,
    band: agreement.band,
    silent: agreement.abstained.length > 0,
  };
}

/** The first baseline: cosine of the vectors as p. */
export function judgeByCosine({ comparison, panel }: { comparison: Comparison; panel: Panel }): Verdict {
  return judgeByMatrix(cosines(panel.readings, comparison.vectors));
}

/** The second baseline: one feature as p; `falls` when a high value tells a difference. */
export function judgeByFeature(panel: Panel, feature: { index: number; falls: boolean }): Verdict {
  const matrix = panel.readings.map(() => panel.readings.map(() => 1));
  panel.pairs.forEach((row, i) => {
    row.forEach(({ features }, j) => {
      const value = features[feature.index] ?? 0;
      setBoth(matrix, { i, j, value: feature.falls ? 1 - value : value });
    });
  });
  return judgeByMatrix(matrix);
}

/** The likeness of pairs alone: the headline is their mean, the chosen answer the one nearest to all others. */
function judgeByMatrix(matrix: readonly (readonly number[])[]): Verdict {
  const totals = matrix.map((row, i) => row.reduce((sum, value, j) => sum + (i === j ? 0 : value), 0));
  const pairs = matrix.length * (matrix.length - 1);
  return {
    p: matrix,
    headline: pairs === 0 ? null : (100 * totals.reduce((sum, total) => sum + total, 0)) / pairs,
    chosen: totals.indexOf(Math.max(...totals)),
    share: null,
    band: null,
    silent: null,
  };
}
