/** A score with what it should have said: 1 or 0. */
export interface Scored {
  readonly score: number;
  readonly label: number;
}

/** One bin of a reliability table: of `count` cases with scores of `from` up to `to`, the mean score and the part with label 1. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly score: number;
  readonly label: number;
}

/**
 * Area under the ROC curve: the chance that a random 1 scores above a random 0, ties counting half (the Mann-Whitney
 * statistic by ranks). Null without both labels.
 */
export function auroc(scored: readonly Scored[]): number | null {
  const sorted = scored.toSorted((a, b) => a.score - b.score);
  let ranks = 0;
  let ones = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) {
      to += 1;
    }
    const inTie = sorted.slice(from, to).filter((one) => one.label === 1).length;
    ranks += (inTie * (from + 1 + to)) / 2;
    ones += inTie;
    from = to;
  }
  const zeros = sorted.length - ones;
  return ones === 0 || zeros === 0 ? null : (ranks - (ones * (ones + 1)) / 2) / (ones * zeros);
}

/** Expected calibration error over the ten bins: the mean distance of score and label, weighed by count. Null without cases. */
export function calibrationError(scored: readonly Scored[]): number | null {
  if (scored.length === 0) {
    return null;
  }
  const apart = reliability(scored).map((bin) => bin.count * Math.abs(bin.score - bin.label));
  return apart.reduce((total, one) => total + one, 0) / scored.length;
}

/** Ten bins of equal width; those that hold nothing are left out. A score of 1 belongs to the last, one below 0 to the first. */
export function reliability(scored: readonly Scored[]): Bin[] {
  const bins = Array.from({ length: 10 }, () => ({ score: 0, label: 0, count: 0 }));
  for (const { score, label } of scored) {
    const bin = bins[Math.min(9, Math.max(0, Math.floor(score * 10)))];
    if (bin !== undefined) {
      bin.score += score;
      bin.label += label;
      bin.count += 1;
    }
  }
  return bins.flatMap(({ score, label, count }, at) =>
    count === 0 ? [] : [{ from: at / 10, to: (at + 1) / 10, count, score: score / count, label: label / count }],
  );
}
