import type { PairReason } from '../../consensus/view/index.ts';
import { isSameDate } from '../text/read-dates.ts';
import type { Reading } from '../text/read-answer.ts';
import type { Question, QuestionKind } from '../text/read-question.ts';
import { isLikeAdvice } from './compare-advice.ts';
import { compareDirect } from './compare-direct.ts';
import { isMentioned, isSameFinal } from './measure-pair.ts';

/** The bounds of p that hold whatever the words say, and why. */
export interface Rule {
  readonly min: number;
  readonly max: number;
  readonly reason: PairReason | null;
}

const oppositeMax = 0.1;
const disjointMax = 0.2;
const undecidedMax = 0.25;
const abstainMax = 0.1;
const equalMin = 0.9;
const alikeMin = 0.75;
const adviceMin = 0.65;
const free: Rule = { min: 0, max: 1, reason: null };

/** The first rule that applies decides. */
export function ruleOf(a: Reading, b: Reading, question: Question): Rule {
  if (a.abstains || b.abstains) {
    return atMost(abstainMax, 'scope');
  }
  if (question.kind === 'none') {
    return free;
  }
  return ruleOfChoice(a, b) ?? ruleOfStance(a, b, question) ?? ruleOfValues(a, b, question);
}

function atMost(max: number, reason: PairReason): Rule {
  return { min: 0, max, reason };
}

function atLeast(min: number, reason: PairReason | null): Rule {
  return { min, max: 1, reason };
}

/** What they choose of the things offered. */
function ruleOfChoice(a: Reading, b: Reading): Rule | null {
  if (a.choice === null || b.choice === null) {
    return null;
  }
  if (a.choice !== b.choice) {
    return atMost(oppositeMax, 'entity');
  }
  return a.choice === 'open' ? atLeast(alikeMin, 'content') : atLeast(equalMin, 'entity');
}

/** Yes, no or "it depends", which stands against both. */
function ruleOfStance(a: Reading, b: Reading, question: Question): Rule | null {
  if (a.polarity * b.polarity === -1) {
    return atMost(oppositeMax, 'polarity');
  }
  if (question.kind === 'polar' && a.depends && b.depends) {
    return atLeast(alikeMin, 'polarity');
  }
  const decided = !a.depends && !b.depends;
  if (decided || (a.depends && b.depends) || !named.has(question.kind)) {
    return null;
  }
  return question.kind !== 'polar' || a.polarity !== 0 || b.polarity !== 0
    ? atMost(undecidedMax, question.kind === 'polar' ? 'polarity' : 'scope')
    : null;
}

const named: ReadonlySet<QuestionKind> = new Set(['polar', 'choice', 'thing', 'person', 'place']);

function ruleOfValues(a: Reading, b: Reading, question: Question): Rule {
  const lines = a.head.span === null && b.head.span === null;
  const same = isSameFinal(a, b, question);
  if (question.kind === 'number' && a.final !== null && b.final !== null) {
    return ruleOfNumbers(same, question.isProblem || lines || !isMentioned(a, b));
  }
  if (question.kind === 'date' && lines && a.date !== null && b.date !== null) {
    return isSameDate(a.date, b.date) ? atLeast(equalMin, 'date') : atMost(disjointMax, 'date');
  }
  if (lines && compareDirect(a, b, question) === 'clash') {
    return atMost(disjointMax, 'entity');
  }
  if (question.kind === 'open') {
    return isLikeAdvice(a, b) ? atLeast(adviceMin, 'content') : free;
  }
  return same ? atLeast(equalMin, null) : free;
}

function ruleOfNumbers(same: boolean, disjoint: boolean): Rule {
  if (same) {
    return atLeast(equalMin, 'number');
  }
  return disjoint ? atMost(disjointMax, 'number') : free;
}
