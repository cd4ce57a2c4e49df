import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embed } from './embeddings.ts';
import { canonicalQuestion } from './question.ts';
import { countTokens, cycleTokens, splitTokens } from './tokens.ts';

describe('tokens', () => {
  it('joined are the text again, and no code point is split', () => {
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const tokens = splitTokens(text);
        expect(tokens.join('')).toBe(text);
        expect(tokens.every((token) => token.isWellFormed())).toBe(true);
      }),
    );
  });

  it('are as many as asked for', () => {
    expect(cycleTokens('One two three.', 150)).toHaveLength(150);
    expect(countTokens('One two three.')).toBe(4);
  });
});

describe('canonical questions', () => {
  it.each([
    ['  What is   the capital\nof Australia?! ', 'what is the capital of australia'],
    ['¿Dónde está?', 'dónde está'],
    ['Which is larger, ９.11 or 9.9?', 'which is larger, 9.11 or 9.9'],
  ])('%j', (question, canonical) => {
    expect(canonicalQuestion(question)).toBe(canonical);
  });
});

describe('embeddings', () => {
  it('are of unit length and near for texts that share words', () => {
    const [one, near, far] = [
      'Water boils at 90 °C there.',
      'There water boils at about 90 °C.',
      'Canberra, since 1908',
    ];
    expect(cosine(one, one)).toBeCloseTo(1, 5);
    expect(cosine(one, near)).toBeGreaterThan(0.6);
    expect(cosine(one, far)).toBeLessThan(0.3);
    expect(cosine('', '')).toBeCloseTo(1, 5);
  });
});

function cosine(first: string, second: string): number {
  const other = embed(second, 256);
  return embed(first, 256).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}
