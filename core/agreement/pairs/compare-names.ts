import type { Bag } from '../text/bag.ts';
import type { Reading } from '../text/reading.ts';
import type { NameGroup } from '../text/read-names.ts';

export interface NameLikeness {
  /** How far the first name of each is found in the other one; the larger and the smaller of both directions. */
  readonly firstMax: number;
  readonly firstMin: number;
  /** The same over all names. */
  readonly allMax: number;
  readonly allMin: number;
  /** Both name somebody or something and nothing of it is common. */
  readonly disjoint: boolean;
}

const none: NameLikeness = { firstMax: 0, firstMin: 0, allMax: 0, allMin: 0, disjoint: false };

/** Compares names as wholes: "Peter Ostrum" is not half of "Peter Gardner". */
export function compareNames(a: Reading, b: Reading): NameLikeness {
  const [left, right] = [a.head.groups, b.head.groups];
  if (left.length === 0 && right.length === 0) {
    return none;
  }
  const ab = left.map((group) => found(group, b.full));
  const ba = right.map((group) => found(group, a.full));
  const [firstAb, firstBa] = [ab[0] ?? 0, ba[0] ?? 0];
  const [meanAb, meanBa] = [mean(ab), mean(ba)];
  return {
    firstMax: Math.max(firstAb, firstBa),
    firstMin: Math.min(firstAb, firstBa),
    allMax: Math.max(meanAb, meanBa),
    allMin: Math.min(meanAb, meanBa),
    disjoint: left.length > 0 && right.length > 0 && Math.max(...ab, ...ba) < 0.5,
  };
}

/** The part of the name's words that the other text holds; only half of that without its last word. */
function found(group: NameGroup, full: Bag): number {
  const held = group.filter((key) => full.has(key)).length / group.length;
  return full.has(group.at(-1) ?? '') ? held : held / 2;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}
