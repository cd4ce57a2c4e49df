import type { JudgedPair } from '../../consensus/view/index.ts';
import { setBoth } from '../pairs/compare-vectors.ts';
import type { PairEstimate } from '../pairs/estimate-pair.ts';

/** What a judge's word makes of p: enough to settle a pair, never as sure as code can be. */
const sameP = 0.85;
const differentP = 0.15;

/** The estimates with the pairs of a judge settled. Hard rules of conflict stand, whatever a judge says. */
export function respectJudge(
  estimates: readonly (readonly PairEstimate[])[],
  judged: readonly JudgedPair[],
  models: readonly string[],
): PairEstimate[][] {
  const settled = estimates.map((row) => [...row]);
  for (const { a, b, same } of judged) {
    const [i, j] = [models.indexOf(a), models.indexOf(b)];
    const estimate = settled[i]?.[j];
    if (estimate !== undefined && i !== j && !estimate.conflict) {
      setBoth(settled, { i, j, value: { ...estimate, p: same ? sameP : differentP } });
    }
  }
  return settled;
}
