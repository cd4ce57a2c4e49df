import { expect, test } from 'vitest';
import { agreeByFirstWord } from '../testing/pretend-engine.ts';
import { lateAnswerReopens, outdates } from './reopening.ts';
import type { Run } from './run-context.ts';
import type { Agreement, AnswerView } from './view/index.ts';

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

test('an answer that ends while the last verdict is made gets into another one', async () => {
  const answers = [{ state: 'writing' } as AnswerView];
  const compared: (string | undefined)[] = [];
  const run = {
    events: { view: { answers, agreement: null } },
    stopped: new AbortController().signal,
    verdict: {
      async refresh() {
        compared.push(answers[0]?.state);
        await Promise.resolve();
        answers[0] = { state: 'done' } as AnswerView;
      },
    },
  } as unknown as Run;
  expect(await lateAnswerReopens(run, null, 2)).toBe(false);
  expect(compared).toEqual(['writing', 'done']);
});
