import { expect, test } from 'vitest';
import { agreeByFirstWord } from '../testing/pretend-engine.ts';
import { outdates } from './reopening.ts';
import type { Agreement } from './view/index.ts';

function verdict(...texts: readonly string[]): Agreement {
  const answers = texts.map((text, index) => ({
    model: `m${index}`,
    vendor: 'v',
    text,
    trailer: null,
    refused: false,
  }));
  return agreeByFirstWord({ question: '', answers, asked: 8, provisional: true, embedder: '', vectors: null });
}

test.each([
  { when: 'there was no verdict', before: null, now: verdict('Yes'), expected: true },
  { when: 'there is something to compare now', before: verdict('Yes'), now: verdict('Yes', 'Yes'), expected: true },
  { when: 'the first position appears', before: verdict('Unsure'), now: verdict('Unsure', 'Yes'), expected: true },
  { when: 'a newcomer dissents', before: verdict('Yes', 'Yes'), now: verdict('Yes', 'Yes', 'No'), expected: true },
  {
    when: 'another position leads',
    before: verdict('Yes', 'Yes', 'No'),
    now: verdict('Yes', 'Yes', 'No', 'No', 'No'),
    expected: true,
  },
  { when: 'a newcomer agrees', before: verdict('Yes', 'No'), now: verdict('Yes', 'No', 'Yes'), expected: false },
  {
    when: 'a newcomer joins a dissent',
    before: verdict('Yes', 'Yes', 'No'),
    now: verdict('Yes', 'Yes', 'No', 'No'),
    expected: false,
  },
  {
    when: 'a newcomer takes no position',
    before: verdict('Yes', 'Yes'),
    now: verdict('Yes', 'Yes', 'Unsure'),
    expected: false,
  },
  { when: 'nothing new came', before: verdict('Yes', 'No'), now: verdict('Yes', 'No'), expected: false },
])('when $when', ({ before, now, expected }) => {
  expect(outdates(now, before)).toBe(expected);
});
