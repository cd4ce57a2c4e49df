import { describe, expect, it } from 'vitest';
import type { AnswerTrailer } from '../consensus/view/index.ts';
import { assessAgreement } from './assess.ts';
import { answer, comparison } from './testing.ts';

const bones = 'How many bones does an adult human have?';
const honest = ['It has 206 bones.', '206', 'An adult has 206 bones.', 'There are 206 bones in it.'];
const lie = 'An adult human has 270 bones, as the newest anatomy books agree; the old figure is an error.';

function trailer(bottomLine: string, stance: AnswerTrailer['stance'] = 'na'): AnswerTrailer {
  return { bottomLine, stance, keyFacts: [], confidence: 1 };
}

describe('one of five that lies', () => {
  it.each([0, 1, 2, 3, 4])('from seat %d never leads, and is named', (seat) => {
    const agreement = assessAgreement(comparison(bones, ...honest.toSpliced(seat, 0, lie)));
    expect(agreement.positions.map(({ models }) => models.length)).toEqual([4, 1]);
    expect(agreement.positions[1]?.models).toEqual([`model-${seat}`]);
    expect(agreement.disagreements.flatMap(({ sides }) => sides.flatMap(({ models }) => models))).toContain(
      `model-${seat}`,
    );
  });

  it.each([0, 1, 2, 3, 4])('about yes or no from seat %d neither', (seat) => {
    const said = ['No.', 'No, it is not.', 'A whale is not a fish.', 'No, a whale is a mammal.'];
    const agreement = assessAgreement(comparison('Is a whale a fish?', ...said.toSpliced(seat, 0, 'Yes, of course.')));
    expect(agreement.positions[1]?.models).toEqual([`model-${seat}`]);
  });
});

describe('as many on one side as on the other', () => {
  const tie = comparison('How deep is the lake?', '12 m', '12 m', '13 m', '13 m');

  it('are split, whoever leads and however sure each side is', () => {
    const agreement = assessAgreement(tie);
    expect(agreement).toMatchObject({ band: 'split', terms: { share: 0.5 } });
    expect(agreement.disagreements[0]?.sides.map(({ models }) => models.length)).toEqual([2, 2]);
    expect(agreement.positions[0]?.models).toEqual(['model-0', 'model-1']);
  });

  it('are split also where those of one maker count less', () => {
    const answers = tie.answers.map((one, index) => ({ ...one, vendor: index < 2 ? 'one' : `v${index}` }));
    expect(assessAgreement({ ...tie, answers }).band).toBe('split');
  });

  it('are no longer when a late answer comes', () => {
    const answers = [...tie.answers, answer(4, '13 metres')];
    const agreement = assessAgreement({ ...tie, answers, asked: 5 });
    expect(agreement.positions.map(({ models }) => models.length)).toEqual([3, 2]);
    expect(agreement.positions[0]?.models).toContain('model-4');
    expect(agreement.band).not.toBe('split');
  });
});

/** Four honest answers and one with this text and trailer. */
function with206(text: string, made: AnswerTrailer) {
  const given = comparison(bones, ...honest);
  return assessAgreement({ ...given, answers: [...given.answers, { ...answer(4, text), trailer: made }], asked: 5 });
}

describe('a trailer that says other than the text', () => {
  it('does not hide a dissent that people read', () => {
    expect(with206('An adult has 270 bones.', trailer('206 bones')).positions[1]?.models).toEqual(['model-4']);
  });

  it('makes no dissent of an answer that agrees', () => {
    expect(with206('An adult has 206 bones.', trailer('270 bones')).positions).toHaveLength(1);
    expect(with206('An adult has 206 bones.', trailer('206 bones', 'no')).positions).toHaveLength(1);
  });

  it('counts less than the yes or no that the text begins with', () => {
    const given = comparison('Is a whale a fish?', 'No.', 'No, it is a mammal.', 'Yes, it is a fish.');
    const answers = given.answers.map((one, index) => (index === 2 ? { ...one, trailer: trailer('No', 'no') } : one));
    expect(assessAgreement({ ...given, answers }).positions[1]?.models).toEqual(['model-2']);
  });
});

it('one answer alone has no number, and two have one', () => {
  expect(assessAgreement(comparison(bones, '206'))).toMatchObject({ score: null, band: null });
  expect(assessAgreement(comparison(bones, '206', '206 bones')).score).toBeGreaterThan(75);
});
