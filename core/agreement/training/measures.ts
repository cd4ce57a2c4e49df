/** A score with what it should have said: 1 or 0. */
export interface Scored {
  readonly score: number;
  readonly label: number;
}

/** Area under the ROC curve: the chance that a random 1 scores above a random 0, ties counting half. NaN without both. */
export function auroc(scored: readonly Scored[]): number {
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
  return (ranks - (ones * (ones + 1)) / 2) / (ones * zeros);
}

/** Expected calibration error over ten bins of equal width. */
export function calibrationError(scored: readonly Scored[]): number {
  const bins = Array.from({ length: 10 }, () => ({ score: 0, label: 0 }));
  for (const one of scored) {
    const bin = bins[Math.min(9, Math.floor(one.score * 10))];
    if (bin !== undefined) {
      bin.score += one.score;
      bin.label += one.label;
    }
  }
  return bins.reduce((total, bin) => total + Math.abs(bin.score - bin.label), 0) / scored.length;
}
