import type { ReadEntailment } from '../input.ts';
import { setBoth } from '../pairs/compare-vectors.ts';
import { bound, type PairEstimate } from '../pairs/estimate-pair.ts';
import type { Panel } from '../pairs/estimate-panel.ts';
import { weigh } from './weigh.ts';

/** The estimates, with the unsure pairs moved by what an entailment model read of them. Rules stand, whatever it read. */
export function respectEntailment(
  estimates: PairEstimate[][],
  panel: Panel,
  of: { readonly entailment: ReadEntailment | null; readonly models: readonly string[] },
): PairEstimate[][] {
  const { entailment, models } = of;
  if (entailment === null) {
    return estimates;
  }
  const moved = estimates.map((row) => [...row]);
  for (const { a, b, entails, contradicts } of entailment.pairs) {
    const [i, j] = [models.indexOf(a), models.indexOf(b)];
    const estimate = estimates[i]?.[j];
    const rule = panel.pairs[Math.max(i, j)]?.[Math.min(i, j)]?.rule;
    if (estimate !== undefined && rule !== undefined) {
      const p = bound(weigh(estimate.p, { entails, contradicts }, entailment.weights), rule);
      setBoth(moved, {
        i,
        j,
        value: { ...estimate, p, entailment: { entails, contradicts, pByCode: estimate.p } },
      });
    }
  }
  return moved;
}
