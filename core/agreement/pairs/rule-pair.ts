import type { PairReason } from '../../consensus/view/index.ts';
import type { Reading } from '../text/read-answer.ts';
import type { Question } from '../text/read-question.ts';
import { isMentioned, isSameFinal } from './measure-pair.ts';

/** The bounds of p that hold whatever the words say, and why. */
export interface Rule {
  readonly min: number;
  readonly max: number;
  readonly reason: PairReason | null;
}

const oppositeMax = 0.1;
const disjointMax = 0.2;
const abstainMax = 0.1;
const equalMin = 0.9;

export function ruleOf(a: Reading, b: Reading, question: Question): Rule {
  if (a.abstains || b.abstains) {
    return { min: 0, max: abstainMax, reason: 'scope' };
  }
  if (question.kind === 'none') {
    return free;
  }
  if (a.polarity * b.polarity === -1) {
    return { min: 0, max: oppositeMax, reason: 'polarity' };
  }
  const same = isSameFinal(a, b, question);
  if (question.kind === 'number' && a.final !== null && b.final !== null) {
    return ruleOfNumbers(same, question.isProblem || !isMentioned(a, b));
  }
  return same && question.kind !== 'open' ? { min: equalMin, max: 1, reason: null } : free;
}

const free: Rule = { min: 0, max: 1, reason: null };

function ruleOfNumbers(same: boolean, disjoint: boolean): Rule {
  if (same) {
    return { min: equalMin, max: 1, reason: 'number' };
  }
  return disjoint ? { min: 0, max: disjointMax, reason: 'number' } : free;
}
