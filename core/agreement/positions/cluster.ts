/** At most this many answers are compared: all 4,140 partitions of eight are tried. */
export const answersMax = 8;

interface Search {
  readonly gains: readonly Float64Array[];
  readonly groups: number[][];
  total: number;
  bestTotal: number;
  best: number[][];
}

/**
 * Exact correlation clustering (Bansal, Blum, Chawla 2004): the partition with the largest sum of logit p inside its
 * groups. Pairs in conflict never share a group. Of equal partitions the one found first stays: it joins earlier.
 * `matrix` is square with up to eight rows; groups hold indices, rising.
 */
export function cluster(
  matrix: readonly (readonly number[])[],
  conflicts: readonly (readonly boolean[])[],
): number[][] {
  const gains = matrix.map((row, i) =>
    Float64Array.from(row, (p, j) => (conflicts[i]?.[j] === true ? Number.NEGATIVE_INFINITY : logit(p))),
  );
  const search: Search = { gains, groups: [], total: 0, bestTotal: Number.NEGATIVE_INFINITY, best: [] };
  place(search, 0);
  return search.best;
}

function place(search: Search, index: number): void {
  if (index === search.gains.length) {
    if (search.total > search.bestTotal + 1e-9) {
      search.bestTotal = search.total;
      search.best = search.groups.map((group) => [...group]);
    }
    return;
  }
  for (const group of search.groups) {
    const gain = gainOf(search, group, index);
    if (gain > Number.NEGATIVE_INFINITY) {
      group.push(index);
      search.total += gain;
      place(search, index + 1);
      search.total -= gain;
      group.pop();
    }
  }
  search.groups.push([index]);
  place(search, index + 1);
  search.groups.pop();
}

function gainOf(search: Search, group: readonly number[], index: number): number {
  let gain = 0;
  for (const member of group) {
    gain += search.gains[index]?.[member] ?? 0;
  }
  return gain;
}

function logit(p: number): number {
  const inside = Math.min(0.999, Math.max(0.001, p));
  return Math.log(inside / (1 - inside));
}
