import { expect, it } from 'vitest';
import { assessAgreement } from './assess.ts';
import { comparison } from './testing.ts';

const question = 'In which year did the ship sink?';
const texts = [
  'It sank in 1912.',
  '1912',
  'The year was 1915.',
  'I do not know.',
  'In April 1912, on its first voyage.',
];

it('says the same of answers that arrive one by one as of the same answers read at once', () => {
  const whole = comparison(question, ...texts);
  texts.forEach((_, index) => {
    const count = index + 1;
    const arriving = { ...whole, answers: whole.answers.slice(0, count), asked: texts.length };
    const anew = { ...comparison(question, ...texts.slice(0, count)), asked: texts.length };
    expect(assessAgreement(arriving)).toEqual(assessAgreement(anew));
  });
});

it('reads an answer again under another question', () => {
  const { answers } = comparison(question, ...texts);
  const other = { ...comparison('When did the train leave in 1912?'), answers, asked: texts.length };
  assessAgreement({ ...comparison(question), answers, asked: texts.length });
  expect(assessAgreement(other)).toEqual(assessAgreement(comparison('When did the train leave in 1912?', ...texts)));
});
