import { array, assert, constantFrom, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerTrailer } from '../../consensus/view/index.ts';
import { TrailerFilter } from '../index.ts';

const json = '{"bottom_line": "It is \\"Paris\\"", "stance": "na", "key_facts": ["a ``` b", "c }"], "confidence": 0.9}';
const trailer: AnswerTrailer = {
  bottomLine: 'It is "Paris"',
  stance: 'na',
  keyFacts: ['a ``` b', 'c }'],
  confidence: 0.9,
};
const fence = `\`\`\`consilience\n${json}\n\`\`\``;

describe('TrailerFilter', () => {
  it.each([
    ['the contract as asked for', `Paris.\n\n${fence}`, 'Paris.', trailer],
    ['line breaks behind it', `Paris.\n\n${fence}\n\n`, 'Paris.', trailer],
    ['CRLF', `Paris.\r\n\r\n${fence.replaceAll('\n', '\r\n')}\r\n`, 'Paris.', trailer],
    ['no blank line before it', `Paris.\n${fence}`, 'Paris.', trailer],
    ['nothing before it', fence, '', trailer],
    ['no closing fence', `Paris.\n\n\`\`\`consilience\n${json}`, 'Paris.', trailer],
    ['all on one line', `Paris.\n\`\`\`consilience ${json} \`\`\``, 'Paris.', trailer],
    ['text behind it', `Paris.\n\n${fence}\nMore.`, 'Paris.\n\nMore.', trailer],
    ['a JSON fence', `Paris.\n\n\`\`\`json\n${json}\n\`\`\`\n`, 'Paris.', trailer],
    ['a bare object', `Paris.\n\n${json}`, 'Paris.', trailer],
    ['broken JSON in the own fence', 'Paris.\n\n```consilience\nnot {json\n```', 'Paris.', null],
    ['an object cut off', 'Paris.\n\n```consilience\n{"bottom_line": "It i', 'Paris.', null],
    ['a bare object cut off', 'Paris.\n\n{"bottom_line": "It i', 'Paris.', null],
    ['a JSON block with other keys', 'See:\n```json\n{"a": 1}\n```\n', 'See:\n```json\n{"a": 1}\n```\n', null],
    ['an object of its keys that does not end it', `A\n${json}\nB`, `A\n${json}\nB`, null],
    ['an object without a bottom line', 'A\n{"stance": "yes"}', 'A\n{"stance": "yes"}', null],
    ['a code block', 'A\n```js\n{x}\n```\nB', 'A\n```js\n{x}\n```\nB', null],
    ['the marker inside a line', 'Write ```consilience here.', 'Write ```consilience here.', null],
    ['the last of two', `A\n{"bottom_line": "one"}\n\n${fence}`, 'A\n{"bottom_line": "one"}', trailer],
    [
      'the real one behind an object that does not end',
      `A\n{"bottom_line": "one\n\n${fence}`,
      'A\n{"bottom_line": "one',
      trailer,
    ],
    ['two fences', `A\n${fence}\n\n${fence}`, 'A', trailer],
  ])('%s, for every split', (...[, text, shown, found]) => {
    for (let size = 1; size <= text.length; size += 1) {
      expect(play(cut(text, size))).toEqual({ text: shown, trailer: found });
    }
  });

  it('gives the same text and trailer for any split of any text', () => {
    const piece = constantFrom(
      '\n',
      '`',
      '```',
      'consilience',
      'json',
      '{',
      '}',
      '"bottom_line"',
      ':',
      '"x"',
      ' ',
      'a',
      '\r\n',
      '\\',
      fence,
      '日本',
    );
    assert(
      property(array(piece, { maxLength: 25 }), array(nat(6), { minLength: 1 }), (pieces, sizes) => {
        const text = pieces.join('');
        const parts: string[] = [];
        for (let from = 0, at = 0; from < text.length; at += 1) {
          const size = 1 + (sizes[at % sizes.length] ?? 0);
          parts.push(text.slice(from, from + size));
          from += size;
        }
        expect(play(parts)).toEqual(play([text]));
      }),
      { numRuns: 400 },
    );
  });

  it('never shows a part of a trailer that ends a text, whatever stands before it', () => {
    const text = string({ unit: 'binary', maxLength: 60 });
    assert(
      property(text, nat(40), (before, size) => {
        const played = play(cut(`${before}\n\n${fence}\n`, size + 1));
        expect(played.trailer).toEqual(trailer);
        expect(before).toContain(played.text.trim());
      }),
    );
  });

  it('passes a text without fence or brace through unchanged, holding back line breaks only', () => {
    const plain = string({ unit: 'binary', maxLength: 60 }).filter((text) => !/[`{]/.test(text));
    assert(
      property(plain, (text) => {
        const filter = new TrailerFilter();
        const shown = filter.push(text);
        expect(text.slice(shown.length)).toMatch(/^[\s]*$/);
        expect(shown + filter.end().text).toBe(text);
      }),
    );
  });

  it('shows at once what cannot become a trailer any more', () => {
    const filter = new TrailerFilter();
    expect(filter.push('One two ')).toBe('One two ');
    expect(filter.push('three.\n')).toBe('three.');
    expect(filter.push('``')).toBe('');
    expect(filter.push('`ts')).toBe('\n```ts');
    expect(filter.push('\n{ "name')).toBe('\n{ "name');
  });

  it('bounds every part of a trailer', () => {
    const long = JSON.stringify({
      bottom_line: 'x'.repeat(900),
      stance: 'maybe',
      key_facts: Array(9).fill('y'.repeat(400)),
      confidence: 7,
    });
    const { trailer: found } = play([`A\n\n\`\`\`consilience\n${long.slice(0, 3_900)}\n\`\`\``]);
    expect(found === null || found.bottomLine.length <= 300).toBe(true);
    const short = play([
      'A\n\n```consilience\n{"bottom_line": "b", "stance": "MAYBE", "key_facts": [1, "f", " "], "confidence": 7}\n```',
    ]);
    expect(short.trailer).toEqual({ bottomLine: 'b', stance: 'na', keyFacts: ['f'], confidence: null });
  });

  it('takes 64,000 hostile signs within a moment', () => {
    for (const text of [
      '`'.repeat(64_000),
      '\n'.repeat(64_000),
      '{"bottom_line":'.repeat(4_000),
      '\n{'.repeat(32_000),
      `\`\`\`consilience\n${'{'.repeat(64_000)}`,
    ]) {
      const before = process.cpuUsage();
      play([text]);
      expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    }
  });
});

function play(parts: readonly string[]): { text: string; trailer: AnswerTrailer | null } {
  const filter = new TrailerFilter();
  const shown = parts.map((part) => filter.push(part)).join('');
  const end = filter.end();
  return { text: shown + end.text, trailer: end.trailer };
}

function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}
