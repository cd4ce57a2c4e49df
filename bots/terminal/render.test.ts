import * as fc from 'fast-check';
import colors from 'picocolors';
import { describe, expect, test } from 'vitest';
import type { Agreement, AnswerView, ConsensusView } from '#core/view';
import { emptyView } from '#core/view';
import { plainText } from './plain-text.ts';
import { renderEnded, renderLive } from './render.ts';

const plain = colors.createColors(false);
const screen = { columns: 80, colors: plain, now: 4_000 };

function answer(model: string, more: Partial<AnswerView> = {}): AnswerView {
  return {
    model,
    vendor: model.split('/')[0] ?? '',
    label: model.split('/')[1] ?? '',
    rehearsal: false,
    state: 'done',
    late: false,
    attempt: 1,
    text: 'About 90 °C.',
    startedAt: 0,
    firstTokenMs: 300,
    ms: 2_100,
    inputTokens: 20,
    outputTokens: 148,
    costMicros: 2_000,
    citations: [],
    trailer: null,
    truncated: false,
    error: null,
    ...more,
  };
}

const agreement: Agreement = {
  score: 72,
  band: 'moderate',
  provisional: false,
  answered: 3,
  asked: 3,
  positions: [
    { id: 'A', summary: 'about 90 °C', quote: '90 °C', models: ['openai/gpt', 'anthropic/claude'] },
    { id: 'B', summary: '100 °C', quote: '100 °C', models: ['google/gemini'] },
  ],
  abstained: [],
  models: ['openai/gpt', 'anthropic/claude', 'google/gemini'],
  matrix: [],
  cosine: [],
  pairs: [],
  disagreements: [
    {
      point: 'The number',
      reason: 'number',
      sides: [
        { position: 'A', summary: 'about 90 °C', quote: '90 °C', models: ['openai/gpt', 'anthropic/claude'] },
        { position: 'B', summary: '100 °C', quote: '100 °C', models: ['google/gemini'] },
      ],
    },
  ],
  weak: false,
  independentVendors: 2,
  judge: null,
  terms: { share: 0.66, inside: 0.9, coverage: 1 },
  embedder: 'lexical',
};

const view: ConsensusView = {
  ...emptyView('run_x'),
  state: 'done',
  question: 'At what temperature does water boil?',
  answers: [answer('openai/gpt'), answer('anthropic/claude'), answer('google/gemini', { text: '100 °C' })],
  agreement,
  synthesis: {
    state: 'done',
    kind: 'synthesis',
    model: 'openai/gpt',
    attempt: 1,
    text: 'Water boils at about 90 °C. One holds 100 °C.',
    segments: [
      { text: 'Water boils at about 90 °C.', models: ['openai/gpt', 'anthropic/claude'] },
      { text: 'One holds 100 °C.', models: ['google/gemini'] },
    ],
    ms: 1_000,
    outputTokens: 20,
    costMicros: 10,
    error: null,
  },
  ms: 4_600,
  costMicros: 13_000,
};

describe('an ended run', () => {
  const text = renderEnded(view, screen);

  test('ends with the verdict, so that it stays on the screen', () => {
    const last = text.split('\n').slice(-3).join('\n');
    expect(last).toContain('72  Moderate agreement · 2 of 3 models');
    expect(last).toContain('4.6 s · $0.013');
  });

  test('names the dissenter, and the positions behind each sentence', () => {
    expect(text).toContain('They disagree: The number');
    expect(text).toContain('B  100 °C (gemini)');
    expect(text).toContain('Water boils at about 90 °C. [A] One holds 100 °C. [B]');
  });

  test('gives every answer its position, time, tokens and cost', () => {
    expect(text).toContain('A  gpt  done  2.1 s  148 tokens  $0.0020');
    expect(text).toContain('B  gemini  done');
  });

  test('has no escape sequence without colours', () => {
    expect(text).not.toContain('\u001b');
  });

  test('says what happened to a model that failed, and what to do', () => {
    const error = {
      code: 'key_rejected',
      message: 'Claude did not answer: key rejected (401).',
      action: 'Check ANTHROPIC_API_KEY.',
    };
    const failed = renderEnded(
      { ...view, answers: [answer('anthropic/claude', { state: 'failed', text: '', error })] },
      screen,
    );
    expect(failed).toContain('key rejected (401)');
    expect(failed).toContain('Check ANTHROPIC_API_KEY.');
  });

  test('gives no number for one answer', () => {
    const single = renderEnded({ ...view, answers: [answer('openai/gpt')], agreement: null, synthesis: null }, screen);
    expect(single).toContain('One answer, nothing to compare.');
    expect(single).not.toMatch(/agreement/i);
  });

  test('says that simulated answers are simulated', () => {
    expect(renderEnded({ ...view, rehearsal: true }, screen)).toContain('rehearsal: simulated answers');
  });
});

test('a running picture never has a line wider than the screen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 30, max: 120 }), (text, columns) => {
      const running = {
        ...view,
        state: 'running' as const,
        ms: null,
        answers: [answer('openai/gpt', { state: 'writing', ms: null, text })],
      };
      const rows = renderLive(running, { ...screen, columns })
        .split('\n')
        .slice(1, 2);
      expect(rows.every((row) => Array.from(row).length <= columns)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('model text cannot move the cursor, colour the screen or hide characters', () => {
  const hostile = '\u001b[2J\u001b]0;title\u0007safe\u202Etxt.exe\u200B\u{E0041}\u009B31m';
  expect(plainText(hostile)).toBe('safetxt.exe');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const printed = renderEnded({ ...view, answers: [answer('openai/gpt', { text })] }, screen);
      // oxlint-disable-next-line no-control-regex
      expect(printed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(plainText(plainText(text))).toBe(plainText(text));
    }),
    { numRuns: 150 },
  );
});
