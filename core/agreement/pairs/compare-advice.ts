import { type Bag, sum } from '../text/bag.ts';
import type { Reading } from '../text/reading.ts';

const oneWayMin = 0.55;
const meanMin = 0.45;
const codeMin = 0.4;

/**
 * Two pieces of advice that make much the same points: the bottom line and key facts of each stand in the other answer. Programs
 * that have little in common speak against it.
 */
export function isLikeAdvice(a: Reading, b: Reading): boolean {
  if (a.claims.size === 0 || b.claims.size === 0 || areOtherPrograms(a.code, b.code)) {
    return false;
  }
  const [ab, ba] = [heldBy(a.claims, b), heldBy(b.claims, a)];
  return Math.max(ab, ba) >= oneWayMin && (ab + ba) / 2 >= meanMin;
}

/** The part of the claims that the other answer makes too, by weight. */
function heldBy(claims: Bag, other: Reading): number {
  let held = 0;
  for (const [key, weight] of claims) {
    held += other.claims.has(key) || other.full.has(key) ? weight : 0;
  }
  return held / Math.max(1e-9, sum(claims));
}

function areOtherPrograms(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const both = [...a].filter((key) => b.has(key)).length;
  return a.size > 0 && b.size > 0 && both / Math.max(a.size, b.size) < codeMin;
}
