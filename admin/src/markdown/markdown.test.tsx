import * as fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { chunksOf, closeOpen, parseChunk, plainWords } from '#core/markdown';
import { Markdown } from './markdown.tsx';

const marks = { sources: 2, prefix: 's-', words: { citation: (n: number) => `Source ${n}`, table: 'Table' } };
const html = (text: string, growing = false) =>
  renderToStaticMarkup(<Markdown text={text} growing={growing} marks={marks} />);

describe('chunks', () => {
  it('are the text, cut', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(chunksOf(text).join('')).toBe(text);
      }),
    );
  });

  // Without indented code: after it the parser takes an ordered list for text, whatever its number says.
  const lines = fc.array(
    fc.constantFrom(
      '',
      '',
      'words',
      '- item',
      '  more',
      '1. one',
      '2. two',
      '> quote',
      '```',
      '```js',
      '~~~',
      '| a | b |',
      '| - | - |',
      '# head',
      '---',
      '***',
      '* star',
    ),
    { maxLength: 14 },
  );

  it('parsed one by one say what the whole says', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const text = all.join('\n');
        expect(chunksOf(text).flatMap((chunk) => parseChunk(chunk, 2))).toEqual(parseChunk(text, 2));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave what is complete alone when the text grows', () => {
    const text = 'One.\n\n- a\n\n- b\n\nTwo.\n\n```\ncode\n\nmore\n```\n\nThree.';
    expect(chunksOf(text)).toEqual(['One.\n\n', '- a\n\n- b\n\n', 'Two.\n\n', '```\ncode\n\nmore\n```\n\n', 'Three.']);
  });
});

describe('half-streamed Markdown', () => {
  it.for([
    ['a **bo', 'a **bo**'],
    ['a **bold** and *em', 'a **bold** and *em*'],
    ['a **bold *both', 'a **bold *both***'],
    ['a `co', 'a `co`'],
    ['a ~~gone', 'a ~~gone~~'],
    ['a **', 'a '],
    ['text\n-', 'text\n'],
    ['text\n==', 'text\n'],
    ['text\n\n2.', 'text\n\n'],
    ['text\n\n``', 'text\n\n'],
    ['see [the tab', 'see the tab'],
    ['see [the table](https://exa', 'see the table'],
    ['see [1]', 'see [1]'],
    ['```js\nlet a\n``', '```js\nlet a'],
    ['```js\nlet **a', '```js\nlet **a'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3', '2 * 3'],
    ['* item **bo', '* item **bo**'],
    ['| a | b', '| a | b|\n| - | - |'],
    ['| a | b |\n| -', '| a | b |\n| - | - |'],
    ['| a | b |\n| - | - |\n| 1', '| a | b |\n| - | - |\n| 1'],
  ] as const)('%j is completed', ([open, closed]) => {
    expect(closeOpen(open)).toBe(closed);
  });

  it('never shows a marker that later vanishes', () => {
    const text =
      'Around **90 °C** at `3000 m`, see [the table](https://a.example/b).\n\n- one *two*\n- three\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet a = 1;\n```\n\nEnd.';
    for (let length = 1; length < text.length; length += 1) {
      const words = html(text.slice(0, length), true).replaceAll(/<[^>]*>/g, '');
      expect(words).not.toMatch(/\*|`|\[|\]\(|\||^-|~/);
    }
  });
});

describe('drawing', () => {
  it('draws tables that scroll inside', () => {
    expect(html('| a | b |\n| - | -: |\n| 1 | 2 |')).toContain(
      '<figure class="md-scroll" aria-label="Table" tabindex="0"><table><thead><tr><th scope="col">a</th><th scope="col" class="md-right">b</th></tr></thead>',
    );
  });

  it('draws code with a copy button and without its markup read', () => {
    const drawn = html('```python\n**a** <b>\n```');
    expect(drawn).toContain('<code>**a** &lt;b&gt;</code>');
    expect(drawn).toContain('Copy code');
  });

  it('keeps the number a list starts with', () => {
    expect(html('3. three')).toBe('<ol start="3"><li>three</li></ol>');
  });

  it('keeps the outline of the page: every heading of an answer has one level', () => {
    expect(html('# a\n\n### b')).toBe('<h4 class="md-h md-h1">a</h4><h4 class="md-h md-h3">b</h4>');
  });

  it('marks a citation that exists, and leaves one that does not as text', () => {
    expect(html('so [2].')).toBe('<p>so <a class="cite" href="#s-2" aria-label="Source 2">2</a>.</p>');
    expect(html('so [3].')).toBe('<p>so [3].</p>');
  });

  it('shows definitions and footnotes as the text they are', () => {
    expect(html('[^1]: a note')).toContain('[^1]: a note');
    expect(html('[a]: https://a.example')).toContain('[a]:');
  });

  it('takes the markup from a quote', () => {
    expect(plainWords('Around **90 °C**, `now`.')).toBe('Around 90 °C, now.');
    expect(plainWords('- a\n- b')).toBe('- a\n- b');
  });
});
