/** The names of what a pair is judged by among the others, in the order of the coefficients. */
export const panelFeatureNames = ['own', 'chain', 'gap', 'common'] as const;

/**
 * What the other answers tell of the pair i, j by transitivity: its own logit; the strongest answer that joins both (`chain`); the
 * strongest that agrees with one and not with the other (`gap`); how often others agree with both (`common`). Null for fewer than
 * three answers.
 */
export function measureAmong(matrix: readonly (readonly number[])[], i: number, j: number): Float64Array | null {
  const others = matrix.length - 2;
  if (others < 1) {
    return null;
  }
  let [chain, gap, common] = [0, 0, 0];
  for (let k = 0; k < matrix.length; k += 1) {
    if (k !== i && k !== j) {
      const [left, right] = [matrix[k]?.[i] ?? 0, matrix[k]?.[j] ?? 0];
      chain = Math.max(chain, Math.min(left, right));
      gap = Math.max(gap, Math.abs(left - right));
      common += (left * right) / others;
    }
  }
  const own = matrix[i]?.[j] ?? 0;
  return Float64Array.of(Math.log(own / (1 - own)), chain, gap, common);
}
