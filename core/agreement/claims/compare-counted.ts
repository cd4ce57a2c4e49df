import { isSameNumber } from '../text/is-same-number.ts';
import type { ClaimUnit, Counted } from './read-claims.ts';
import { isSameFrequency } from './read-frequency.ts';

/**
 * How numbers of one kind in two claims stand to each other: `almost` when all but one of several are the same, `none` where they
 * cannot be compared.
 */
export type Numbers = 'none' | 'same' | 'almost' | 'other';

/** How often comes first; then another number of one kind weighs more than the same one of another kind. */
export function compareNumbers(a: ClaimUnit, b: ClaimUnit): Numbers {
  const timed = a.every !== null && b.every !== null;
  if (timed && !isSameFrequency(a.every, b.every)) {
    return 'other';
  }
  const verdicts = [...new Set(a.numbers.map(kindOf))].map((kind) => compareKind(kind, a, b));
  return order.find((one) => verdicts.includes(one)) ?? (timed ? 'same' : 'none');
}

const order = ['other', 'almost', 'same'] as const;

/** One number in common, or one each that are not the same. Several of a kind may count other things. */
function compareKind(kind: string, a: ClaimUnit, b: ClaimUnit): Numbers {
  const [left, right] = [ofKind(kind, a), ofKind(kind, b)];
  if (kind === '' || right.length === 0) {
    return 'none';
  }
  const [onlyLeft, onlyRight] = [countMissing(left, right), countMissing(right, left)];
  const single = onlyLeft === 1 && onlyRight === 1;
  if (onlyLeft === left.length) {
    return single && right.length === 1 ? 'other' : 'none';
  }
  return single && left.length === right.length ? 'almost' : 'same';
}

function countMissing(of: readonly Counted[], others: readonly Counted[]): number {
  return of.filter((one) => !others.some((other) => isSameNumber(one, other))).length;
}

function ofKind(kind: string, { numbers }: ClaimUnit): Counted[] {
  return numbers.filter((number) => kindOf(number) === kind);
}

/** Its unit, else what it counts; nothing where it cannot be compared. */
function kindOf({ unit, counted, ordinal }: Counted): string {
  return ordinal ? '' : unit === '' ? counted : `# ${unit}`;
}
