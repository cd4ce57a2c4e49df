import { describe, expect, it } from 'vitest';
import type { Agreement, PairReason } from '../consensus/view/index.ts';
import { assessAgreement } from './assess.ts';
import { comparison } from './testing.ts';

describe('answers that say the same', () => {
  it.each([
    [
      'Who wrote Don Quixote?',
      'Miguel de Cervantes.',
      '**Cervantes** wrote it.',
      'It was written by Miguel de Cervantes.',
    ],
    [
      'How many keys does a piano have?',
      'A modern piano has 88 keys.',
      '88',
      'Eighty-eight: 52 white and 36 black ones.',
    ],
    ['How many seats does the hall have?', '1,234 seats', 'It has 1.2 thousand seats.', 'There are 1234.'],
    ['When was the treaty signed?', '3 March 1986', 'It was signed on 1986-03-03.', 'March 3rd, 1986.'],
    ['Is a whale a mammal?', 'Yes.', 'Yes, whales are mammals.', 'A whale is indeed a mammal, yes.'],
    ['How far is it from Bonn to Cologne?', '25 km', 'About 25 kilometres.', 'The distance is 25 km.'],
    [
      'What is the capital of Peru?',
      'Lima',
      'The capital is Lima.',
      "Peru's capital city is Lima, on the Pacific coast.",
    ],
  ])('%s', (question, ...said) => {
    const agreement = assessAgreement(comparison(question, ...said));
    expect(groups(agreement)).toEqual(['012']);
    expect(agreement).toMatchObject({ disagreements: [], weak: false });
    expect(agreement.band).not.toBe('split');
  });
});

describe('one against four', () => {
  it.each<[string, string, string, PairReason, string[]]>([
    [
      ...([
        'How many bones does an adult human have?',
        'It has 206 bones.',
        'An adult has 270 bones.',
        'number',
      ] as const),
      ['206', 'An adult has 206 bones.', 'There are 206 bones.'],
    ],
    [
      ...(['Is 1 a prime number?', 'No.', 'Yes, 1 is a prime number.', 'polarity'] as const),
      ['No, 1 is not a prime number.', 'No, by definition.', 'No: primes have exactly two divisors.'],
    ],
    [
      ...(['In which year did the ship sink?', 'It sank in 1912.', 'The ship sank in 1915.', 'date'] as const),
      ['1912', 'In April 1912.', 'The year was 1912.'],
    ],
  ])('%s', (...[question, first, dissent, reason, more]) => {
    const agreement = assessAgreement(comparison(question, first, ...more, dissent));
    expect(groups(agreement)).toEqual(['0123', '4']);
    expect(agreement.terms.share).toBe(0.8);
    expect(agreement.disagreements).toHaveLength(1);
    expect(agreement.disagreements[0]?.reason).toBe(reason);
    expect(agreement.disagreements[0]?.sides[1]).toMatchObject({ models: ['model-4'], quote: dissent });
    expect(agreement.score).toBeLessThan(85);
  });
});

describe('two that cannot stand together', () => {
  it.each([
    ['yes and no', 'Is it safe to eat?', 'Yes.', 'No.'],
    ['yes and no in whole sentences', 'Does sugar melt?', 'Yes, sugar melts.', 'No, sugar does not melt.'],
    ['other numbers', 'How many legs does a spider have?', 'Eight legs.', 'Six legs.'],
    ['a digit apart', 'What is 17 times 24?', 'The result is 408.', 'The result is 418.'],
    ['other dates', 'When did it open?', '3 March 1986', '3 March 1987'],
    ['other people', 'Who painted it?', 'Claude Monet painted it.', 'Vincent van Gogh painted it.'],
  ])('%s', (...[, question, a, b]) => {
    const agreement = assessAgreement(comparison(question, a, b));
    expect(groups(agreement)).toEqual(['0', '1']);
    expect(agreement.band).toBe('split');
    expect(agreement.disagreements).toHaveLength(1);
  });

  it.each([
    ['a negation', 'The bridge is open.', 'The bridge is not open.'],
    ['an opposite', 'The water is hot.', 'The water is cold.'],
    ['a negated verb', 'They arrived in time.', "They didn't arrive in time."],
  ])('%s weighs more than all the words they share', (_, a, b) => {
    const [same, apart] = [probability(a, a), probability(a, b)];
    expect(apart).toBeLessThan(0.5);
    expect(same).toBeGreaterThan(0.5);
  });

  it('takes a negated opposite as the same again', () => {
    const said = 'The water is hot.';
    expect(probability(said, 'The water is not cold.')).toBeGreaterThan(probability(said, 'The water is not hot.'));
  });
});

function probability(a: string, b: string): number {
  return assessAgreement(comparison('', a, b)).pairs[0]?.p ?? Number.NaN;
}

/** The positions as the places of their answers. */
function groups(agreement: Agreement): string[] {
  return agreement.positions.map(({ models }) =>
    models
      .map((model) => model.replace('model-', ''))
      .toSorted()
      .join(''),
  );
}
