import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsOf } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import { guard, linkPolicy, neutralise, neutralLine } from './neutralise.ts';
import { plainLines } from './plain-words.ts';
import { blockSize, splitBlocks } from './split.ts';

const policy = linkPolicy({
  question: 'See https://example.org/page and tell.',
  answers: [{ citations: [{ url: 'https://cited.example/a?b=1#c', title: 'Cited' }] }] as never,
});

function linksOf(blocks: readonly Block[]): Extract<Inline, { type: 'link' }>[] {
  const found: Extract<Inline, { type: 'link' }>[] = [];
  JSON.stringify(blocks, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'link') {
      found.push(value as Extract<Inline, { type: 'link' }>);
    }
    return value;
  });
  return found;
}

describe('a link', () => {
  test.each([
    ['[here](https://example.org/x?secret=1#y)', 'https://example.org/x', 'here (example.org)'],
    ['[bank.com](https://example.org/)', 'https://example.org/', 'example.org'],
    ['[source](https://cited.example/a?b=1)', 'https://cited.example/a?b=1', 'source (cited.example)'],
    ['[source](https://cited.example/a?b=2)', 'https://cited.example/a', 'source (cited.example)'],
    ['https://example.org/x', 'https://example.org/x', 'https'],
  ])('%s goes to %s', (text, href, label) => {
    const [link] = linksOf(neutralise(text, policy));
    expect(link?.href).toBe(href);
    expect(wordsOf(link?.children ?? [])).toContain(label.replace('https', 'hxxps'));
  });

  test('goes to https or nowhere', () => {
    const links = linksOf(neutralise('[here](http://example.org/) http://example.org/x', policy));
    expect(links.filter(({ href }) => !href.startsWith('https://'))).toEqual([]);
  });

  test.each([
    '[here](https://evil.example/?q=secret)',
    '[here](https://user:pass@example.org/)',
    '[here](javascript:alert(1))',
    '[here](//example.org/)',
    'https://evil.example/x',
    '![pixel](https://evil.example/p.png)',
    '<img src="https://evil.example/p.png">',
    '[ref]: https://evil.example\n\n[ref]',
    'www.evil.example',
    'slack://open?team=T1',
  ])('%s goes nowhere', (text) => {
    const blocks = neutralise(text, policy);
    expect(linksOf(blocks)).toEqual([]);
    expect(plainLines(blocks)).not.toMatch(/https?:\/\/|www\.\w|slack:\/\//);
  });
});

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'*_`~[]()<>!#|-+1.\n >:/hwtps&;@'.split('')), maxLength: 200 }),
  fc
    .array(
      fc.constantFrom('**a', '`', '```\n', '[x](https://example.org)', '\n> ', '- ', '| a | b |\n', '|-|-|\n', '🇦🇹é'),
    )
    .map((parts) => parts.join('')),
);

test('guarding twice is guarding once', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const once = neutralise(text, policy);
      expect(guard(once, policy)).toEqual(once);
    }),
    { numRuns: 800 },
  );
});

test('a key that a model repeats is not shown', () => {
  const text = 'The key is sk-ant-REDACTED-0123456789abcdef0123456789 and `xoxb-12345678-abcdefgh`.';
  expect(plainLines(neutralise(text, policy))).not.toMatch(/abcdef/);
  expect(neutralLine('xoxb-12345678-abcdefgh', 100)).toBe('[redacted]');
});

describe('splitting', () => {
  const long = fc.array(hostile, { minLength: 1, maxLength: 20 }).map((parts) => parts.join('\n\n'));

  test('no group is too large and no word is lost', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 120, max: 400 }), (text, sizeMax) => {
        const blocks = neutralise(text, policy);
        const groups = splitBlocks(blocks, sizeMax);
        for (const group of groups) {
          expect(group.reduce((size, block) => size + blockSize(block), 0)).toBeLessThanOrEqual(sizeMax + 10);
        }
        // A table's header is repeated, so it may come more often; nothing may come less often.
        const whole = countsOf(plainLines(blocks));
        const parts = countsOf(groups.map(plainLines).join('\n'));
        for (const [letter, count] of whole) {
          expect({ letter, isKept: (parts.get(letter) ?? 0) >= count }).toEqual({ letter, isKept: true });
        }
      }),
      { numRuns: 250 },
    );
  });

  test('a code block goes on as a code block, and a flag stays whole', () => {
    const code = `\`\`\`js\n${'let a = 1;\n'.repeat(100)}\`\`\``;
    const groups = splitBlocks(neutralise(code, policy), 300);
    expect(groups.length).toBeGreaterThan(3);
    expect(groups.flat().every((block) => block.type === 'code' && block.language === 'js')).toBe(true);
    expect(
      groups
        .flat()
        .map((block) => ('text' in block ? block.text : ''))
        .join(''),
    ).toBe('let a = 1;\n'.repeat(100).slice(0, -1));
    const flags = splitBlocks(neutralise('🇦🇹'.repeat(100), policy), 101);
    expect(flags.map(plainLines).every((text) => /^(?:🇦🇹)+$/u.test(text))).toBe(true);
  });
});

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const letter of text.replaceAll(/[\s•—>]|(?<=^|\s)\d+\.|\[[ x]\]|\|/g, '')) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}
