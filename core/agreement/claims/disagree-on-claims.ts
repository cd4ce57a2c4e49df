import type { Disagreement, DisagreementSide, Position } from '../../consensus/view/index.ts';
import type { ComparedAnswer } from '../input.ts';
import { plain, shorten } from '../positions/describe.ts';
import type { Reading } from '../text/reading.ts';
import type { Question } from '../text/read-question.ts';
import { findRows, leadingSign, quoteOf } from './align-claims.ts';
import type { Row, Seat } from './join-claims.ts';

const pointsMax = 3;
const pointLengthMax = 60;
const summaryMax = 140;
/** Shorter answers are compared by what they come to, not claim by claim. */
const sentencesMin = 3;
/** What is told unasked must be about the same thing beyond doubt. */
const contrastMin = 0.45;
const advice =
  /\b(?:should|best|better|worth|recommend\w{0,5}|tips?|advice|pros and cons|trade-?offs?|need to|do i need|safely)\b/iu;

interface Compared {
  readonly question: Question;
  readonly answers: readonly ComparedAnswer[];
  readonly readings: readonly Reading[];
  readonly positions: readonly Position[];
}

/**
 * The points on which long answers contradict each other, beside what their positions say: two answers may agree on nine points
 * and differ on the tenth. Only of questions for advice, explanations and trade-offs; at most 3.
 */
export function disagreeOnClaims({ question, answers, readings, positions }: Compared): Disagreement[] {
  const asksAdvice = question.kind === 'open' || advice.test(question.text);
  const long = readings.filter((reading) => !reading.abstains && reading.sentences.length >= sentencesMin);
  if (!asksAdvice || long.length < 2) {
    return [];
  }
  const positionOf = (seat: Seat | undefined) => {
    const model = seat === undefined ? '' : (answers[seat.place.answer]?.model ?? '');
    return positions.find(({ models }) => models.includes(model))?.id ?? '';
  };
  return findRows(
    question,
    readings.map((reading) => (reading.abstains ? { ...reading, sentences: [] } : reading)),
  )
    .filter(({ seats, contrast }) => contrast >= contrastMin && seats.some(({ sign }) => sign !== seats[0]?.sign))
    .toSorted((a, b) => b.seats.length - a.seats.length || b.contrast - a.contrast)
    .slice(0, pointsMax)
    .map((row): Disagreement => {
      const side = leadingSign(row);
      const sides = [side, -side].map((sign): DisagreementSide => {
        const seats = row.seats.filter((seat) => seat.sign === sign);
        const quote = seats[0] === undefined ? '' : quoteOf(seats[0], readings);
        return {
          position: positionOf(seats[0]),
          summary: shorten(plain(quote), summaryMax),
          quote,
          models: seats.map(({ place }) => answers[place.answer]?.model ?? ''),
        };
      });
      return { point: shorten(sides[0]?.summary ?? '', pointLengthMax), reason: reasonOf(row), sides };
    });
}

/** Numbers on both sides weigh most, else the one denies what the other says. */
function reasonOf({ seats }: Row): Disagreement['reason'] {
  return seats.every(({ place }) => place.unit.numbers.length > 0) ? 'number' : 'polarity';
}
