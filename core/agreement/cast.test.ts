import { expect, it } from 'vitest';
import { builtInCast } from '../rehearsal/cast-file.ts';
import { vendors, type CastQuestion } from '../rehearsal/cast.ts';
import type { AnswerTrailer } from '../consensus/view/index.ts';
import { assessAgreement } from './assess.ts';
import type { ComparedAnswer } from './input.ts';

/** How many of the forty prepared questions get exactly the positions that were written for them. */
const rightMin = 37;

const cast = builtInCast();
const read = cast.questions.map((question) => ({ question, ...assess(question) }));

it(`finds the written positions of at least ${rightMin} of the prepared questions`, () => {
  const right = read.filter(({ found, written }) => found === written);
  expect(right.length).toBeGreaterThanOrEqual(rightMin);
});

it('never shows a suggested question as unanimous where two of five say something else', () => {
  const suggested = read.filter(({ question }) => cast.suggestions.includes(question.question));
  expect(suggested).toHaveLength(cast.suggestions.length);
  const split = suggested.filter(({ written }) => /^(?=.*A.*A.*A)(?=.*B.*B)/.test(written));
  expect(split.filter(({ positions }) => positions < 2).map(({ question }) => question.id)).toEqual([]);
});

it('counts a written refusal as no position, and every written position as one', () => {
  const silentOnly = read.filter(({ found, written }) => silence(found) !== silence(written));
  expect(silentOnly.map(({ question, found, written }) => [question.id, found, written])).toEqual([]);
});

/** Positions as letters in the order of the panel, A for the first answer's, - for none: by the engine, and as written. */
function assess(question: CastQuestion) {
  const answers = vendors.flatMap((vendor): ComparedAnswer[] => {
    const answer = question.answers[vendor];
    return answer === undefined
      ? []
      : [{ model: vendor, vendor, text: answer.text, trailer: trailerOf(answer.trailer), refused: answer.refusal }];
  });
  const agreement = assessAgreement({
    question: question.question,
    answers,
    asked: answers.length,
    provisional: false,
    embedder: 'none',
    vectors: null,
  });
  const idOf = ({ model }: ComparedAnswer) =>
    agreement.positions.find(({ models }) => models.includes(model))?.id ?? null;
  return {
    found: letters(answers.map(idOf)),
    written: letters(
      answers.map(({ model }) => question.answers[model as keyof typeof question.answers]?.position ?? null),
    ),
    positions: agreement.positions.length,
  };
}

type CastTrailer = NonNullable<CastQuestion['answers']['openai']>['trailer'];

function trailerOf(trailer: CastTrailer): AnswerTrailer | null {
  return trailer === null
    ? null
    : {
        bottomLine: trailer.bottom_line,
        stance: trailer.stance,
        keyFacts: trailer.key_facts,
        confidence: trailer.confidence,
      };
}

function letters(ids: readonly (string | null)[]): string {
  const order = [...new Set(ids.filter((id) => id !== null))];
  return ids.map((id) => (id === null ? '-' : String.fromCharCode(65 + order.indexOf(id)))).join('');
}

function silence(word: string): string {
  return word.replaceAll(/[A-H]/g, 'x');
}
