import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseChunk } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import { piecesOf } from './markdown.tsx';
import { marks } from './testing.ts';

const inline = fc.constantFrom(
  'plain words',
  '**bold words**',
  '*soft*',
  '`code here`',
  '~~gone~~',
  '[a label](https://asked.example/page)',
  '$x_1 + y^2$',
  '\\(a \\cdot b\\)',
  'costs $5 and $10',
  'snake_case_name',
  '2 * 3',
  '[1]',
  '文字',
  'שלום',
);
const line = fc.array(inline, { minLength: 1, maxLength: 3 }).map((all) => all.join(' and '));
const part = fc.oneof(
  line,
  line.map((text) => `## ${text}`),
  line.map((text) => `> ${text}`),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((all) => all.map((text) => `- ${text}`).join('\n')),
  fc.array(line, { minLength: 1, maxLength: 3 }).map((all) => all.map((text, at) => `${at + 1}. ${text}`).join('\n')),
  fc.constantFrom(
    '```js\nlet a = `x`; // $5\n```',
    '~~~\n**no**\n~~~',
    '| a | b |\n| - | -: |\n| **1** | $2$ |',
    '$$\n\\frac{1}{2}\n$$',
    '\\[ E = mc^2 \\]',
    '---',
  ),
);
const texts = fc.array(part, { minLength: 1, maxLength: 4 }).map((all) => `${all.join('\n\n')}\n`);

it('of a text that grows no word is taken back, and nothing becomes something else', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(texts, (text) => {
      const whole = blocksOf(text, false);
      for (let length = 1; length <= text.length; length += 1) {
        const start = text.slice(0, length);
        const now = blocksOf(start, true);
        const words = wordsIn(now);
        expect(`${start} => ${words}`).toBe(`${start} => ${wordsIn(whole).slice(0, words.length)}`);
        expect(`${start} => ${kindsOf(now)}`).toBe(`${start} => ${kindsOf(whole.slice(0, now.length))}`);
      }
    }),
    { numRuns: 40 },
  );
});

function blocksOf(source: string, growing: boolean): readonly Block[] {
  return piecesOf(source, growing).flatMap((piece) => parseChunk(piece, 2, marks.links));
}

function kindsOf(blocks: readonly Block[]): string {
  return blocks.map((one) => one.type).join();
}

/** All that is read, without its spaces, formulas as their source. */
function wordsIn(nodes: readonly (Block | Inline)[]): string {
  return nodes.map(wordsOf).join('').replaceAll(/\s+/g, '');
}

function wordsOf(node: Block | Inline): string {
  if (node.type === 'list') {
    return node.items.map((item) => wordsIn(item.children)).join('');
  }
  if (node.type === 'table') {
    return node.rows.flat().map(wordsIn).join('');
  }
  return 'children' in node ? wordsIn(node.children) : 'text' in node ? node.text : '';
}
