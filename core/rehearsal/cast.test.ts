import { describe, expect, it } from 'vitest';
import { builtInCast, rehearsalSeats } from './cast-file.ts';
import { vendors, type CastAnswer, type CastQuestion } from './cast.ts';

const cast = builtInCast();

describe('the built-in cast', () => {
  it('has at least 28 questions with one answer a seat, each question once', () => {
    expect(cast.questions.length).toBeGreaterThanOrEqual(28);
    expect(cast.byQuestion.size).toBe(cast.questions.length);
    expect(new Set(cast.questions.map(({ id }) => id)).size).toBe(cast.questions.length);
    const all = vendors.join();
    expect(failing(({ answers }) => Object.keys(answers).join() === all)).toEqual([]);
  });

  it('covers every kind of question', () => {
    const counts = count(cast.questions.map(({ kind }) => kind));
    for (const kind of ['fact', 'number', 'yes-no', 'date', 'advice', 'misconception']) {
      expect(counts[kind]).toBeGreaterThanOrEqual(4);
    }
  });

  it('covers every verdict', () => {
    const counts = count(cast.questions.map(verdict));
    expect(counts['5']).toBeGreaterThanOrEqual(8);
    expect(counts['4-1']).toBeGreaterThanOrEqual(8);
    expect(counts['3-2']).toBeGreaterThanOrEqual(5);
    expect(counts['2-2-1']).toBeGreaterThanOrEqual(3);
    expect(counts['4 and 1 outside']).toBeGreaterThanOrEqual(3);
  });

  it('has a marked refusal, a refusal in words, an abstention, a false source and a late straggler', () => {
    const answers = cast.questions.flatMap((question) => Object.values(question.answers));
    expect(answers.filter(({ refusal }) => refusal)).toHaveLength(1);
    expect(answers.filter(({ refusal, text }) => !refusal && /can't (?:help|assist)/.test(text))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.startsWith("I don't know"))).toHaveLength(1);
    expect(answers.filter(({ falseSource }) => falseSource)).toHaveLength(1);
    expect(answers.filter(({ delayMs }) => delayMs >= 5_000)).toHaveLength(1);
  });

  it('lets the false source stand alone against the others', () => {
    const question = cast.questions.find(({ answers }) => Object.values(answers).some((answer) => answer.falseSource));
    expect(question && verdict(question)).toBe('4-1');
  });

  it('keeps trailers short, with a stance where a question is polar', () => {
    expect(
      failing((question) => Object.values(question.answers).every((answer) => isTrailerFit(question, answer))),
    ).toEqual([]);
  });

  it('gives Perplexity its sources and numbers them as it has them', () => {
    expect(failing(hasSources)).toEqual([]);
  });

  it('starts with varied suggestions', () => {
    const verdicts = cast.suggestions.map((text) => cast.questions.find(({ question }) => question === text));
    expect(verdicts.map((question) => question && verdict(question))).toEqual([
      '4-1',
      '5',
      '3-2',
      '2-2-1',
      '4-1',
      '4 and 1 outside',
    ]);
  });

  it('supports each sentence of a synthesis by answers of one position', () => {
    const written = cast.questions.filter(({ synthesis }) => synthesis.length > 0);
    expect(written.length).toBeGreaterThanOrEqual(6);
    expect(failing(isSupportFair)).toEqual([]);
  });

  it('says in every name and label that it is a rehearsal', () => {
    for (const { name, label } of rehearsalSeats) {
      expect(name).toMatch(/^rehearsal-/);
      expect(label).toMatch(/\(rehearsal\)$/);
    }
  });
});

/** Ids of the questions that do not pass. */
function failing(passes: (question: CastQuestion) => boolean): string[] {
  return cast.questions.filter((question) => !passes(question)).map(({ id }) => id);
}

function isTrailerFit({ kind }: CastQuestion, { trailer, refusal, position }: CastAnswer): boolean {
  if (trailer === null) {
    return refusal;
  }
  const polar = kind === 'yes-no' && position !== null;
  return trailer.bottom_line.split(' ').length <= 25 && (!polar || trailer.stance !== 'na');
}

function hasSources({ answers: { perplexity } }: CastQuestion): boolean {
  const numbers = [...(perplexity?.text ?? '').matchAll(/\[(\d)\]/g)].map(([, number]) => Number(number));
  return numbers.length > 0 && Math.max(...numbers) <= (perplexity?.citations.length ?? 0);
}

function isSupportFair({ synthesis, answers }: CastQuestion): boolean {
  return synthesis.every(({ support }) => new Set(support.map((vendor) => answers[vendor]?.position)).size === 1);
}

/** Sizes of the positions, the largest first: `4-1`. */
function verdict({ answers }: CastQuestion): string {
  const positions = Object.values(answers).map(({ position }) => position);
  const sizes = Object.values(count(positions.filter((position) => position !== null)));
  const outside = positions.filter((position) => position === null).length;
  const agreed = sizes.toSorted((one, other) => other - one).join('-');
  return outside === 0 ? agreed : `${agreed} and ${outside} outside`;
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) {
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
