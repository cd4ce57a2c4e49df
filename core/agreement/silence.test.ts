import { expect, it } from 'vitest';
import { assessAgreement } from './assess.ts';
import { comparison } from './testing.ts';

it.each([
  ['When was the mill built?', 'I do not know.'],
  ['When was the mill built?', "I'm sorry, but I can't verify that."],
  ['When was the mill built?', 'The exact date is unknown.'],
  [
    'When was the mill built?',
    "I couldn't find any information about the mill. However, I found that the bridge opened in 1902.",
  ],
  ['Who owns the mill?', 'Owner of the mill: Not aware of any public record.'],
  ['Who owns the mill?', 'It would help to know which mill you mean.'],
  ['Which mill is the oldest?', 'We do not know which one is the oldest.'],
  ['Who owns the mill?', 'No idea.'],
  ['Is the mill open?', 'No information.'],
  [
    'A mill has 3 wheels with 4 blades each and loses some of them in a storm. How many are left?',
    'We get 12 - x.\nAnswer: Cannot be determined',
  ],
  ['¿Quién es el dueño del molino?', 'No lo sé.'],
  ['磨坊是谁的？', '我不知道。'],
])('%s %s takes no position', (question, text) => {
  expect(silent(question, text)).toBe(true);
});

it.each([
  ['Is the cause known?', 'No, the cause is unknown.'],
  ['Can the age be told from a photo?', 'No, the age cannot be determined from a photo.'],
  ['Does the miller have a brother?', 'Yes, the miller is a farmer.'],
  ['Who sang it?', '“I Don’t Know Why” was sung by the miller.'],
  ['Where can you find storks?', 'You can find storks in Alsace.'],
  ['What happens if you sell the mill?', 'If you sell the mill, you will have more money.'],
  ['When was the mill built?', 'As an AI language model, I have no live data. However, the mill was built in 1823.'],
  ['State the rank of the mill by age', 'The mill is the second oldest in the valley.'],
])('%s %s takes one', (question, text) => {
  expect(silent(question, text)).toBe(false);
});

function silent(question: string, text: string): boolean {
  return assessAgreement(comparison(question, text, 'The 19th century.')).abstained.includes('model-0');
}
