import { isSameNumber } from '../text/is-same-number.ts';
import type { ClaimUnit, Counted } from './read-claims.ts';
import { isSameFrequency } from './read-frequency.ts';

/** How numbers of one kind in two claims stand to each other; `none` where they cannot be compared. */
export type Numbers = 'none' | 'same' | 'other';

/** How often comes first; then another number of one kind weighs more than the same one of another kind. */
export function compareNumbers(a: ClaimUnit, b: ClaimUnit): Numbers {
  if (a.every !== null && b.every !== null) {
    return isSameFrequency(a.every, b.every) ? 'same' : 'other';
  }
  const verdicts = [...new Set(a.numbers.map(kindOf))].map((kind) => compareKind(kind, a, b));
  return verdicts.find((one) => one === 'other') ?? verdicts.find((one) => one === 'same') ?? 'none';
}

/** One number in common, or one each that are not the same. Several of a kind may count other things. */
function compareKind(kind: string, a: ClaimUnit, b: ClaimUnit): Numbers {
  const [left, right] = [ofKind(kind, a), ofKind(kind, b)];
  if (kind === '' || right.length === 0) {
    return 'none';
  }
  if (left.some((x) => right.some((y) => isSameNumber(x, y)))) {
    return 'same';
  }
  return left.length === 1 && right.length === 1 ? 'other' : 'none';
}

function ofKind(kind: string, { numbers }: ClaimUnit): Counted[] {
  return numbers.filter((number) => kindOf(number) === kind);
}

/** Its unit, else what it counts; nothing where it cannot be compared. */
function kindOf({ unit, counted, ordinal }: Counted): string {
  return ordinal ? '' : unit === '' ? counted : `# ${unit}`;
}
