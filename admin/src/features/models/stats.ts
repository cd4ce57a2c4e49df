import type { ModelStats, PairStats } from '#api/contract';

export type Outcome = 'answered' | 'late' | 'refused' | 'failed' | 'cancelled';

/** How the calls of a model ended, in the order of the bar; late answers are not counted twice, what never happened is left out. */
export function outcomesOf(stats: ModelStats): readonly { readonly outcome: Outcome; readonly count: number }[] {
  const { answered, late, refused, failed, cancelled } = stats;
  const counts: readonly (readonly [Outcome, number])[] = [
    ['answered', answered - late],
    ['late', late],
    ['refused', refused],
    ['failed', failed],
    ['cancelled', cancelled],
  ];
  return counts.filter(([, count]) => count > 0).map(([outcome, count]) => ({ outcome, count }));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  /** Left free on every side. */
  readonly edge: number;
}

/** The days of a pair as points in a frame: from the first day to the last, 1 at the top; one day stands at the right. */
export function sparkline({ daily }: PairStats, { width, height, edge }: Frame): readonly Point[] {
  const days = daily.map((one) => Date.parse(one.day));
  const [first = 0] = days;
  const span = (days.at(-1) ?? first) - first;
  return daily.map(({ p }, index) => ({
    x: span === 0 ? width - edge : edge + (((days[index] ?? first) - first) / span) * (width - 2 * edge),
    y: edge + (1 - p) * (height - 2 * edge),
  }));
}
