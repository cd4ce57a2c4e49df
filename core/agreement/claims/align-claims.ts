import type { Claim, ClaimStance, ClaimTable } from '../../consensus/view/index.ts';
import type { ComparedAnswer } from '../input.ts';
import { cut, plain, shorten } from '../positions/describe.ts';
import { readAnswer } from '../text/read-answer.ts';
import type { Reading } from '../text/reading.ts';
import { type Question, readQuestion } from '../text/read-question.ts';
import { joinClaims, type Row, type Seat } from './join-claims.ts';
import { readClaims } from './read-claims.ts';

const claimsMax = 60;
const textMax = 200;
const quoteMax = 280;

/**
 * Compares answers to one question claim by claim: which points they make, and who supports, contradicts or leaves out
 * each. Pure and deterministic. Claims are sentences, bullets and clauses; two are one point when they share enough words beyond
 * the question's, and contradict each other by negation, opposites or other values. At most 60 points.
 */
export function alignClaims(question: string, answers: readonly Pick<ComparedAnswer, 'model' | 'text'>[]): ClaimTable {
  const asked = readQuestion(question);
  const readings = answers.map(({ model, text }) =>
    readAnswer({ model, text, vendor: '', trailer: null, refused: false }, asked),
  );
  const models = answers.map(({ model }) => model);
  const claims = findRows(asked, readings).map((row) => describeRow(row, readings, models));
  return { models, claims: claims.toSorted((a, b) => rank(b) - rank(a)).slice(0, claimsMax) };
}

/** The points that read answers make, as rows of claims. */
export function findRows(question: Question, readings: readonly Reading[]): Row[] {
  return joinClaims(
    readings.flatMap((reading, answer) => readClaims(reading, question).map((unit) => ({ answer, unit }))),
  );
}

/** The side that more answers take is what the point says. */
function describeRow(row: Row, readings: readonly Reading[], models: readonly string[]): Claim {
  const side = leadingSign(row);
  const first = row.seats.find(({ sign }) => sign === side) ?? row.seats[0];
  return {
    text: first === undefined ? '' : shorten(plain(quoteOf(first, readings)), textMax),
    stances: models.map((model, answer): ClaimStance => {
      const seat = row.seats.find(({ place }) => place.answer === answer);
      return seat === undefined
        ? { model, stance: 'silent', quote: '' }
        : { model, stance: seat.sign === side ? 'supports' : 'contradicts', quote: quoteOf(seat, readings) };
    }),
  };
}

export function leadingSign({ seats }: Row): number {
  const balance = seats.reduce((total, { sign }) => total + sign, 0);
  return balance === 0 ? (seats[0]?.sign ?? 1) : Math.sign(balance);
}

/** The claim as it stands in the answer, cut at a word when it is long. */
export function quoteOf({ place: { answer, unit } }: Seat, readings: readonly Reading[]): string {
  const text = readings[answer]?.text.slice(unit.start, unit.end) ?? '';
  return text.length <= quoteMax ? text : cut(text, quoteMax).trimEnd();
}

function rank({ stances }: Claim): number {
  const spoken = stances.filter(({ stance }) => stance !== 'silent').length;
  return spoken + (stances.some(({ stance }) => stance === 'contradicts') ? stances.length : 0);
}
