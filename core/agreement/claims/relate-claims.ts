import { compareNumbers, type Numbers } from './compare-counted.ts';
import { compareSides } from './compare-sides.ts';
import { meet, type Met, type Pairing, strikes } from './meet-claims.ts';
import type { ClaimUnit } from './read-claims.ts';
import { conditions, endings } from './words.ts';

/** By what one claim says the contrary of another: a negation, an opposite, the other order, or another value. */
export type Contrariness = 'denial' | 'opposite' | 'order' | 'number';

/** How one claim stands to a claim of another answer. */
export interface Relation {
  /** How much of both is about the same, 0 to 1. */
  readonly likeness: number;
  /** They cannot both be meant: one denies what the other says, or gives another value for it. */
  readonly contrary: Contrariness | null;
}

export const numberWeight = 0.7;
const deniedMin = 0.5;
/** Of several numbers one is another: so alike must the claims be that the same is counted. */
const almostMin = 0.7;
/** Two claims that come down on one of the things offered are about the same. */
const chosenMin = 0.5;
const unrelated: Relation = { likeness: 0, contrary: null };

export function relateClaims(of: Pairing): Relation {
  const { a, b, weigh } = of;
  const [left, right] = [weigh.claim(a), weigh.claim(b)];
  if (left <= 0 || right <= 0) {
    return unrelated;
  }
  const met = meet(of);
  const { likeness, numbers } = measureLikeness(met, compareNumbers(a, b), [left, right]);
  if (a.choice !== null && b.choice !== null) {
    return { likeness: Math.max(likeness, chosenMin), contrary: a.choice === b.choice ? null : 'opposite' };
  }
  const denied = areDenied(a, b, met);
  if (isConditional(met) && (met.contrasts.length > 1 || numbers === 'other' || denied)) {
    return unrelated;
  }
  const opposites = met.opposites + met.contrasts.length + (endsOtherwise(a, b) ? 1 : 0);
  const swapped = compareSides(a.sides, b.sides) === 'swapped';
  return { likeness, contrary: weighUp({ denied, opposed: opposites % 2 === 1, swapped, numbers }) };
}

/** Several numbers of which one is another are other numbers where the rest is the same. */
function measureLikeness(
  met: Met,
  found: Numbers,
  [left, right]: readonly [number, number],
): { likeness: number; numbers: Numbers } {
  const counted = found === 'same' || found === 'almost' ? numberWeight : 0;
  const shared = met.shared + met.opposed + counted;
  const likeness = Math.min(1, 0.5 * (shared / Math.min(left, right)) + 0.5 * (shared / Math.max(left, right)));
  return { likeness, numbers: found === 'almost' && likeness >= almostMin ? 'other' : found };
}

/** One of both denies most of what they share, and it is that at which the denial strikes. */
function areDenied(a: ClaimUnit, b: ClaimUnit, met: Met): boolean {
  const turned = a.denied !== b.denied || met.crossed;
  const most = met.main > 0 && met.denied / met.main >= deniedMin;
  return turned && most && !a.limited && !b.limited && (strikes(a, b) || strikes(b, a));
}

/** They speak of other conditions: what else differs between them is no contradiction. */
function isConditional({ contrasts }: Met): boolean {
  return contrasts.some(([{ word }]) => conditions.has(word));
}

/** An even number of turns keeps the meaning. */
function weighUp(of: { denied: boolean; opposed: boolean; swapped: boolean; numbers: Numbers }): Contrariness | null {
  const turns = [of.denied, of.opposed, of.swapped].filter(Boolean).length;
  if (turns % 2 === 1) {
    return of.denied ? 'denial' : of.swapped ? 'order' : 'opposite';
  }
  return of.numbers === 'other' && turns === 0 ? 'number' : null;
}

function endsOtherwise(a: ClaimUnit, b: ClaimUnit): boolean {
  return a.last !== b.last && endings.has(a.last) && endings.has(b.last);
}
