import type { PairReason } from '../../consensus/view/index.ts';
import { isSameDate } from '../text/read-dates.ts';
import type { Reading } from '../text/reading.ts';
import type { Question, QuestionKind } from '../text/read-question.ts';
import { areOtherBareNames } from './align-names.ts';
import { isLikeAdvice } from './compare-advice.ts';
import { compareFormulas, isOtherProgram } from './compare-code.ts';
import { compareLists } from './compare-lists.ts';
import { areNamesakes, areNumberedApart } from './compare-namesakes.ts';
import { compareBareNumbers, compareClocks, compareVersions } from './compare-values.ts';
import { compareParity } from './compare-polarity.ts';
import { compareDirect, isOneName, isPlainClash } from './compare-direct.ts';
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
const equalResultMin = 0.95;
const alikeMin = 0.75;
const oneNameMin = 0.7;
const otherNameMax = 0.35;
const adviceMin = 0.65;
const sameDateMin = 0.8;
const otherDateMax = 0.25;
/** A list that leaves out what another one names. */
const partMax = 0.45;
const free: Rule = { min: 0, max: 1, reason: null };

/** The first rule that applies decides. */
export function ruleOf(a: Reading, b: Reading, question: Question): Rule {
  if (a.abstains || b.abstains) {
    return atMost(abstainMax, 'scope');
  }
  if (question.kind === 'none') {
    return ruleOfBareSentences(a, b);
  }
  return (
    ruleOfChoice(a, b) ?? ruleOfStance(a, b, question) ?? ruleOfSigns(a, b, question) ?? ruleOfValues(a, b, question)
  );
}

/** Two sentences without a question: one denies the other, or both say the same by a negation and an opposite. */
function ruleOfBareSentences(a: Reading, b: Reading): Rule {
  const { likeness, odd, found, replaced } = compareParity(a.head.tokens, b.head.tokens);
  if (odd && likeness >= likeMin) {
    return atMost(disjointMax, 'polarity');
  }
  const same = !odd && found && !replaced && likeness >= veryLikeMin;
  return same ? atLeast(alikeMin, 'polarity') : free;
}

const likeMin = 0.6;
const veryLikeMin = 0.8;

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
    return atMost(a.choice === 'open' || b.choice === 'open' ? undecidedMax : oppositeMax, 'entity');
  }
  return a.choice === 'open' ? atLeast(alikeMin, 'content') : atLeast(equalMin, 'entity');
}

/** Yes, no or "it depends", which stands against both. */
function ruleOfStance(a: Reading, b: Reading, question: Question): Rule | null {
  if (a.polarity * b.polarity === -1) {
    return atMost(oppositeMax, 'polarity');
  }
  if (a.depends === b.depends) {
    return a.depends && question.kind === 'polar' ? atLeast(alikeMin, 'polarity') : null;
  }
  if (question.kind === 'polar') {
    return a.polarity === 0 && b.polarity === 0 ? null : atMost(undecidedMax, 'polarity');
  }
  return named.has(question.kind) ? atMost(undecidedMax, 'scope') : null;
}

/** Versions, numbers without a word, formulas and programs: one sign more or less makes them others. */
function ruleOfSigns(a: Reading, b: Reading, question: Question): Rule | null {
  const value = compareVersions(a, b, question) ?? compareFormulas(a, b) ?? compareBareNumbers(a, b, question);
  if (value !== null) {
    return value === 'same' ? atLeast(equalMin, 'number') : atMost(disjointMax, 'number');
  }
  return isOtherProgram(a, b) ? atMost(disjointMax, 'content') : null;
}

const named: ReadonlySet<QuestionKind> = new Set(['choice', 'thing', 'person', 'place']);

/** What kind of thing was asked for, and whether both give the same one. */
function ruleOfValues(a: Reading, b: Reading, question: Question): Rule {
  const of = rulesByKind[question.kind] ?? ruleOfNames;
  return of(a, b, question);
}

type PairRule = (a: Reading, b: Reading, question: Question) => Rule;

const rulesByKind: Partial<Record<QuestionKind, PairRule>> = {
  number: ruleOfNumbers,
  date: ruleOfDates,
  open: (a, b) => (isLikeAdvice(a, b) ? atLeast(adviceMin, 'content') : free),
};

function ruleOfNames(a: Reading, b: Reading, question: Question): Rule {
  const most = namesMax(a, b, question);
  if (most < 1) {
    return atMost(most, 'entity');
  }
  const one = areLines(a, b) && a.items === b.items && isOneName(a, b, question);
  return one ? atLeast(oneNameMin, 'entity') : ruleOfWords(a, b, question);
}

/** What names and lists leave of p; 1 where they do not stand against each other. */
function namesMax(a: Reading, b: Reading, question: Question): number {
  const apart = areNumberedApart(a, b, question) || (question.kind === 'person' && areNamesakes(a, b));
  const lists = apart ? 'other' : compareLists(a, b, question);
  if (lists === 'other' || lists === 'part') {
    return lists === 'other' ? disjointMax : partMax;
  }
  const clash = areLines(a, b) ? compareDirect(a, b, question) === 'clash' : isPlainClash(a, b, question);
  if (clash) {
    return disjointMax;
  }
  return areOtherBareNames(a, b) ? otherNameMax : 1;
}

function areLines(a: Reading, b: Reading): boolean {
  return a.head.span === null && b.head.span === null;
}

function ruleOfWords(a: Reading, b: Reading, question: Question): Rule {
  return isSameFinal(a, b, question) ? atLeast(equalMin, null) : free;
}

/** The other number in passing excuses a difference, but not between bottom lines and in calculations. */
function ruleOfNumbers(a: Reading, b: Reading, question: Question): Rule {
  if (a.final === null || b.final === null) {
    return ruleOfWords(a, b, question);
  }
  if (isSameFinal(a, b, question)) {
    return atLeast(question.isProblem ? equalResultMin : equalMin, 'number');
  }
  return question.isProblem || areLines(a, b) || !isMentioned(a, b) ? atMost(disjointMax, 'number') : free;
}

/** Counts where both leave no doubt which date they mean. */
function ruleOfDates(a: Reading, b: Reading, question: Question): Rule {
  const clocks = a.date === null && b.date === null ? compareClocks(a, b) : null;
  if (clocks !== null) {
    return clocks === 'same' ? atLeast(equalMin, 'date') : atMost(disjointMax, 'date');
  }
  if (a.date === null || b.date === null || !a.onlyDate || !b.onlyDate) {
    return ruleOfWords(a, b, question);
  }
  const lines = areLines(a, b);
  if (isSameDate(a.date, b.date)) {
    return atLeast(lines ? equalMin : sameDateMin, 'date');
  }
  return atMost(lines ? disjointMax : otherDateMax, 'date');
}
