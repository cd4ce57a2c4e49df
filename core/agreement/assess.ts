import type { Agreement, Disagreement, JudgedPair, Pair, PairReason, Position } from '../consensus/view/index.ts';
import { disagreeOnClaims } from './claims/disagree-on-claims.ts';
import { respectEntailment } from './entailment/respect-entailment.ts';
import type { Comparison } from './input.ts';
import { cosines } from './pairs/compare-vectors.ts';
import { estimatePanel, itself, type Panel, readPanel } from './pairs/estimate-panel.ts';
import { type PairEstimate, trainedModel } from './pairs/estimate-pair.ts';
import { describeGroup, type Field, type Group, groupAnswers } from './positions/form-positions.ts';
import { respectJudge } from './positions/respect-judge.ts';
import { namePoint } from './positions/name-point.ts';
import { bandOf, countVotes, score, type Terms } from './positions/score.ts';
import type { Reading } from './text/reading.ts';
import type { Question } from './text/read-question.ts';

/**
 * Compares 1 to 8 answers to one question: who agrees with whom, which positions there are, how strong the leading one
 * is. Pure and deterministic: the same comparison gives the same bytes. Takes any text; throws nothing.
 */
export function assessAgreement(comparison: Comparison, judged: readonly JudgedPair[] = []): Agreement {
  const panel = readPanel(comparison);
  const models = comparison.answers.map(({ model }) => model);
  const byCode = estimatePanel(panel, trainedModel);
  const estimates = respectEntailment(byCode, panel, { entailment: comparison.entailment ?? null, models });
  return formAgreement(comparison, panel, respectJudge(estimates, judged, models));
}

/** The agreement that estimates of each pair make. */
export function formAgreement(
  comparison: Comparison,
  { question, readings }: Panel,
  estimates: readonly (readonly PairEstimate[])[],
): Agreement {
  const field: Field = {
    answers: comparison.answers,
    readings,
    matrix: estimates.map((row) => row.map((estimate) => estimate.p)),
    conflicts: estimates.map((row) => row.map((estimate) => estimate.conflict)),
  };
  const groups = groupAnswers(field);
  const positions = groups.map((group, place) => describeGroup(group, place, field));
  const order = [...groups.flatMap((group) => group.members), ...silent(readings)];
  const cosine = cosines(readings, comparison.vectors);
  const terms = termsOf(groups, comparison);
  const headline = groups.flatMap((group) => group.members).length < 2 ? null : score(terms);
  return {
    score: headline,
    band: headline === null ? null : bandOf(headline, hasMajority(groups)),
    provisional: comparison.provisional,
    answered: comparison.answers.length,
    asked: comparison.asked,
    positions,
    abstained: silent(readings).map((index) => comparison.answers[index]?.model ?? ''),
    models: order.map((index) => comparison.answers[index]?.model ?? ''),
    matrix: reorder(field.matrix, order),
    cosine: reorder(cosine, order),
    pairs: listPairs({ comparison, estimates, cosine, order }),
    disagreements: [
      ...findDisagreements({ groups, positions, estimates, question }),
      ...disagreeOnClaims({ question, answers: comparison.answers, readings, positions }),
    ],
    weak: isWeak(groups, field),
    independentVendors: new Set(vendorsOf(groups[0], comparison)).size,
    terms,
    judge: null,
    ...noteOf(comparison),
    embedder: comparison.embedder,
  };
}

/** Without a model that had something to read, not even the name of one stands in the result. */
function noteOf({ entailment }: Comparison): Pick<Agreement, 'entailment'> {
  return entailment === null || entailment === undefined ? {} : { entailment: { model: entailment.model } };
}

function hasMajority(groups: readonly Group[]): boolean {
  const taking = groups.reduce((total, { members }) => total + members.length, 0);
  return 2 * (groups[0]?.members.length ?? 0) > taking;
}

function silent(readings: readonly Reading[]): number[] {
  return readings.flatMap((reading, index) => (reading.abstains ? [index] : []));
}

function vendorsOf(group: Group | undefined, comparison: Comparison): string[] {
  return (group?.members ?? []).map((index) => comparison.answers[index]?.vendor ?? '');
}

function termsOf(groups: readonly Group[], comparison: Comparison): Terms {
  const all = countVotes(groups.flatMap((group) => vendorsOf(group, comparison)));
  const leading = countVotes(vendorsOf(groups[0], comparison));
  const taking = groups.flatMap((group) => group.members).length;
  return {
    share: all === 0 ? 0 : round(Math.min(1, leading / all)),
    inside: round(groups[0]?.inside ?? 0),
    coverage: comparison.asked <= 0 ? 0 : round(Math.min(1, taking / comparison.asked)),
  };
}

const comparableMin = 0.8;
const insideMin = 0.6;

/** One position, but its pairs are unsure or say almost nothing beyond the question. */
function isWeak(groups: readonly Group[], field: Field): boolean {
  const [only, ...others] = groups;
  if (only === undefined || others.length > 0 || only.members.length < 2) {
    return false;
  }
  const sizes = only.members.map((index) => sizeOf(field.readings[index]));
  return only.inside < insideMin || Math.max(...sizes) < comparableMin;
}

/** What an answer says that can be compared: words, numbers, yes or no. */
function sizeOf(reading: Reading | undefined): number {
  return reading === undefined ? 0 : reading.fullSize + reading.numbers.length + Math.abs(reading.polarity);
}

function reorder(matrix: readonly (readonly number[])[], order: readonly number[]): number[][] {
  return order.map((i) => order.map((j) => matrix[i]?.[j] ?? 0));
}

function listPairs(of: {
  comparison: Comparison;
  estimates: readonly (readonly PairEstimate[])[];
  cosine: readonly (readonly number[])[];
  order: readonly number[];
}): Pair[] {
  const pairs = of.order.flatMap((i, place) =>
    of.order.slice(place + 1).map((j): Pair => {
      const estimate = of.estimates[i]?.[j] ?? itself;
      return {
        a: of.comparison.answers[i]?.model ?? '',
        b: of.comparison.answers[j]?.model ?? '',
        p: estimate.p,
        cosine: of.cosine[i]?.[j] ?? 0,
        reason: estimate.reason,
        ...(estimate.entailment === undefined ? {} : { entailment: estimate.entailment }),
      };
    }),
  );
  return pairs.toSorted((a, b) => a.p - b.p);
}

/** With more than one position: what lies between the leading one and the others, one entry for each reason. */
function findDisagreements(of: {
  groups: readonly Group[];
  positions: readonly Position[];
  estimates: readonly (readonly PairEstimate[])[];
  question: Question;
}): Disagreement[] {
  const [leading, ...others] = of.groups;
  if (leading === undefined || others.length === 0) {
    return [];
  }
  const reasons = others.map((group) => reasonBetween(leading, group, of.estimates));
  return [...new Set(reasons)].map((reason): Disagreement => {
    const sides = of.positions.filter((_, place) => place === 0 || reasons[place - 1] === reason);
    return {
      point: namePoint(reason, of.question),
      reason,
      sides: sides.map(({ id, summary, quote, models }) => ({ position: id, summary, quote, models })),
    };
  });
}

/** The reason of the pair that agrees least. */
function reasonBetween(a: Group, b: Group, estimates: readonly (readonly PairEstimate[])[]): PairReason {
  let worst: PairEstimate = { ...itself, p: 2 };
  for (const i of a.members) {
    for (const j of b.members) {
      const estimate = estimates[i]?.[j] ?? itself;
      worst = estimate.p < worst.p ? estimate : worst;
    }
  }
  return worst.reason;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
