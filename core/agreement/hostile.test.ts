import { describe, expect, it } from 'vitest';
import { assessAgreement } from './assess.ts';
import { answer, comparison } from './testing.ts';

const signs = 1_000_000;
const hostile: readonly (readonly [name: string, text: string])[] = [
  ['10,000 nested brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['a megabyte without a space', 'a'.repeat(signs)],
  ['a megabyte of ideographs', '中'.repeat(signs)],
  ['nothing but spaces', ' '.repeat(signs)],
  ['nothing but line ends', '\n'.repeat(signs)],
  ['half-open bold', '**a'.repeat(signs / 3)],
  ['half-open links', '[a]('.repeat(signs / 4)],
  ['half-open quotes', '"a'.repeat(signs / 2)],
  ['one endless number', '1'.repeat(signs)],
  ['one endless list of numbers', '1,'.repeat(signs / 2)],
  ['one endless range', '1 to '.repeat(signs / 5)],
  ['one endless date', 'March '.repeat(signs / 6)],
  ['initials', 'A.'.repeat(signs / 2)],
  ['accents without letters', '\u0301'.repeat(signs)],
  ['half of a surrogate pair', '\uD800'.repeat(signs)],
  ['fences', '```\n'.repeat(signs / 4)],
  ['markers of an answer', 'Answer: '.repeat(signs / 8)],
  ['asides', 'as of '.repeat(signs / 6)],
];

describe('a text that was made to take long', () => {
  it.each(hostile)(
    '%s takes about four times as long when it is four times as long, and no longer when it is longer than any answer',
    (_, text) => {
      cpuOf(text);
      const [short, long, whole] = [cpuOf(text.slice(0, 16_000)), cpuOf(text.slice(0, 64_000)), cpuOf(text)];
      expect(long).toBeLessThan(16 * short + slackMs);
      expect(whole).toBeLessThan(4 * long + slackMs);
    },
    60_000,
  );

  it('is still compared', () => {
    const agreement = assessAgreement(comparison('Is it so?', 'Yes.', `Yes. ${'['.repeat(10_000)}`, 'No.'));
    expect(agreement.positions.map(({ models }) => models)).toEqual([['model-0', 'model-1'], ['model-2']]);
  });
});

/** What reading anything may cost at all; a quadratic text takes many seconds. */
const slackMs = 1_000;

/** Time of the processor in ms for three answers, as question too. */
function cpuOf(text: string): number {
  const before = process.cpuUsage();
  const answers = [text, `${text} x`, `x ${text}`].map((each, index) => answer(index, each));
  assessAgreement({ ...comparison('Why is it so?'), answers, asked: 3 });
  assessAgreement({ ...comparison(text), answers: answers.slice(1), asked: 2 });
  return process.cpuUsage(before).user / 1_000;
}
