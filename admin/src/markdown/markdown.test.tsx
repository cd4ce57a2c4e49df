import * as fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { chunksOf, clean, closeOpen, parseChunk, plainWords, putBack, takeFormulas } from '#core/markdown';
import { Markdown } from './markdown.tsx';
import { marks } from './testing.ts';

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

  it('parsed one by one say what the whole says', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(lines, (all) => {
        const text = all.join('\n');
        expect(chunksOf(text).flatMap((chunk) => parseChunk(chunk, 2, marks.links))).toEqual(
          parseChunk(text, 2, marks.links),
        );
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
      'Around **90 °C** at `3000 m`, see [the table](https://asked.example/b).\n\n- one *two*\n- three\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```js\nlet a = 1;\n```\n\nEnd.';
    for (let length = 1; length < text.length; length += 1) {
      const words = html(text.slice(0, length), true).replaceAll(/<[^>]*>/g, '');
      expect(words).not.toMatch(/\*|`|\[|\]\(|\||^-|~/);
    }
  });
});

const formulas = (source: string) =>
  parseChunk(source, 2, marks.links).flatMap((one) =>
    one.type === 'paragraph'
      ? one.children.flatMap((child) => (child.type === 'formula' ? [[child.tex, child.display] as const] : []))
      : [],
  );

describe('formulas', () => {
  it.for([
    ['so $E = mc^2$.', [['E = mc^2', false]]],
    [
      String.raw`so \(a_1 * b_1\) and \[ x \]`,
      [
        ['a_1 * b_1', false],
        ['x', true],
      ],
    ],
    ['$$\na\n$$', [['a', true]]],
    ['**so $a_1$ and $a_2$**', []],
    ['$5 and $10', []],
    ['between 5$ and 10$', []],
    ['US$5, A$6', []],
    ['`$a$` and $b$', [['b', false]]],
    ['\\$a$', []],
    ['$ a $', []],
    ['| a |\n| - |\n| $x | y$ |', []],
  ] as const)('%j', ([source, found]) => {
    expect(formulas(source)).toEqual(found);
  });

  it('are read as such wherever text is: bold, lists, tables; and never in code', () => {
    expect(html('**so $a_1$ and $a_2$**')).toMatch(/<strong>so <span class="formula">.*<\/strong>/);
    expect(html('| a | b |\n| - | - |\n| $|x|$ | 2 |')).toContain('<code>$|x|$</code>');
    expect(html('```tex\n$a$\n```')).toContain('<code>$a$</code>');
    expect(html('[$a$](https://asked.example/$a$)')).toContain('href="https://asked.example/$a$"');
  });

  it('are a block of their own from a fence that says so', () => {
    expect(formulas('```math\na^2\n```')).toEqual([['a^2', true]]);
  });

  it('take nothing away: what is not a formula is the text it was', () => {
    const pieces = fc.constantFrom(
      '$',
      '$$',
      '\\(',
      '\\)',
      '\\[',
      '\\]',
      '`',
      'a',
      ' ',
      '5',
      '\n\n',
      '\\$',
      '_',
      '\uFFF90\uFFFB',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (all) => {
        const text = clean(all.join(''));
        const { text: taken, formulas: found } = takeFormulas(text);
        expect(putBack(taken, found)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('drawing', () => {
  it('draws tables that scroll inside', () => {
    expect(html('| a | b |\n| - | -: |\n| 1 | 2 |')).toContain(
      '<figure class="md-scroll" aria-label="Table" tabindex="0"><table dir="auto"><thead><tr><th scope="col">a</th><th scope="col" class="md-right">b</th></tr></thead>',
    );
  });

  it('draws code with a copy button and without its markup read', () => {
    const drawn = html('```python\n**a** <b>\n```');
    expect(drawn).toContain('<code>**a** &lt;b&gt;</code>');
    expect(drawn).toContain('Copy code');
  });

  it('keeps the number a list starts with', () => {
    expect(html('3. three')).toBe('<ol dir="auto" start="3"><li>three</li></ol>');
  });

  it('keeps the outline of the page: every heading of an answer has one level', () => {
    expect(html('# a\n\n### b')).toBe(
      '<h4 dir="auto" class="md-h md-h1">a</h4><h4 dir="auto" class="md-h md-h3">b</h4>',
    );
  });

  it('marks a citation that exists, and leaves one that does not as text', () => {
    expect(html('so [2].')).toBe(
      '<p dir="auto">so <a class="cite" href="#s-2" aria-label="Source 2" title="Source 2">2</a>.</p>',
    );
    expect(html('so [3].')).toBe('<p dir="auto">so [3].</p>');
  });

  it('shows definitions and footnotes as the text they are', () => {
    expect(html('[^1]: a note')).toContain('[^1]: a note');
    expect(html('[a]: https://a.example')).toContain('[a]:');
  });

  it('takes the markup from a quote', () => {
    expect(plainWords('Around **90 °C**, `now`.')).toBe('Around 90 °C, now.');
    expect(plainWords('- a\n- b')).toBe('- a\n- b');
    expect(plainWords('PostgreSQL** as the default.')).toBe('PostgreSQL as the default.');
    expect(plainWords('see [the table](https://evil.example)')).toBe('see the table');
  });

  it('lets each block find its direction, and keeps code left to right', () => {
    expect(html('مرحبا بالعالم')).toBe('<p dir="auto">مرحبا بالعالم</p>');
    expect(html('- واحد\n- two')).toBe('<ul dir="auto"><li>واحد</li><li>two</li></ul>');
    expect(html('> اقتباس')).toBe('<blockquote dir="auto"><p>اقتباس</p></blockquote>');
    expect(html('```js\nlet a\n```')).toContain('<figure class="code" aria-label="Code" dir="ltr">');
  });

  it('reads emphasis beside Chinese and Japanese punctuation', () => {
    expect(html('**注意（重要）**請看')).toBe('<p dir="auto"><strong>注意（重要）</strong>請看</p>');
    expect(html('これは**「大切」**です。')).toBe('<p dir="auto">これは<strong>「大切」</strong>です。</p>');
  });
});
