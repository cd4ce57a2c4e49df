import { describe, expect, it } from 'vitest';
import { evidenceOf } from './evidence.ts';

const answers = [
  {
    model: 'a/gpt',
    text: 'Around **90 °C**. Air pressure at 3,000 m is about 70 kPa.\n\n- Sea level: 100 °C\n\n```\nAir pressure at 3,000 m\n```',
  },
  { model: 'b/claude', text: 'The boiling point falls by roughly 1 °C for every 300 m. Pasta takes longer.' },
  { model: 'c/llama', text: '水は高い山では約90度で沸騰します。気圧が低いからです。' },
];

describe('what a sentence rests on', () => {
  it('is the nearest sentence of each supporter, as it stands in the answer', () => {
    const segment = { text: 'At 3,000 m the air pressure is about 70 kPa.', models: ['a/gpt', 'b/claude'] };
    expect(evidenceOf(segment, answers)).toEqual([
      { model: 'a/gpt', quote: 'Air pressure at 3,000 m is about 70 kPa.' },
      { model: 'b/claude', quote: null },
    ]);
  });

  it('is a verbatim part, found again in the text', () => {
    const segment = { text: 'A rule is one degree for every 300 m of height.', models: ['b/claude'] };
    const [found] = evidenceOf(segment, answers);
    expect(answers[1]?.text).toContain(found?.quote ?? 'nothing');
  });

  it('finds sentences in scripts without spaces', () => {
    const [found] = evidenceOf({ text: '高い山では水は約90度で沸騰する。', models: ['c/llama'] }, answers);
    expect(found?.quote).toBe('水は高い山では約90度で沸騰します。');
  });

  it('is nothing where nobody says it', () => {
    expect(evidenceOf({ text: 'Napoleon was not short.', models: ['a/gpt'] }, answers)).toEqual([
      { model: 'a/gpt', quote: null },
    ]);
    expect(evidenceOf({ text: 'Nobody.', models: [] }, answers)).toEqual([]);
  });
});
