import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';
import { workMs } from './testing.ts';
import { formulaTree } from './typeset.ts';

/** The parts that come late hold the renderer's promises too: nothing that loads, runs, leads away or takes for ever. */

const formulaTags =
  'span svg path line math semantics annotation mrow mi mo mn mtext mspace ms mfrac msqrt mroot mstyle menclose mover munder munderover msub msup msubsup mtable mtr mtd mlabeledtr mpadded mphantom merror mglyph';
const formulaAttributes =
  'class style aria-hidden xmlns display encoding width height viewbox preserveaspectratio d x1 x2 y1 y2 stroke-width fence stretchy symmetric separator form lspace rspace minsize maxsize voffset depth mathvariant mathcolor mathbackground mathsize displaystyle scriptlevel accent accentunder linethickness notation columnalign columnspacing columnlines rowspacing rowlines rowalign side movablelimits linebreak title';

function mustBeSafe(tex: string): void {
  for (const display of [false, true]) {
    const drawn = formulaTree(tex, display)?.toMarkup() ?? '';
    for (const [, tag = '', rest = ''] of drawn.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w-]+="[^"]*")*)\s*\/?>/g)) {
      expect(formulaTags.split(' ')).toContain(tag);
      for (const [, name = '', value = ''] of rest.matchAll(/([\w-]+)="([^"]*)"/g)) {
        expect(formulaAttributes.split(' ')).toContain(name.toLowerCase());
        expect(value).not.toMatch(/url\(|javascript:|https?:(?!\/\/www\.w3\.org\/(?:1998\/Math\/MathML|2000\/svg)$)/i);
      }
    }
  }
}

const tex = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        String.raw`\href{javascript:alert(1)}{x}`,
        String.raw`\url{https://evil.example}`,
        String.raw`\includegraphics{https://evil.example/a.png}`,
        String.raw`\htmlClass{a}{b}`,
        String.raw`\htmlStyle{background:url(//evil.example)}{b}`,
        String.raw`\htmlData{a=b}{c}`,
        String.raw`\def\a{\a\a}\a`,
        String.raw`\frac{1}{2}`,
        String.raw`\vec{v}`,
        String.raw`\sqrt[3]{x}`,
        String.raw`\color{red}x`,
        String.raw`\fcolorbox{red}{blue}{x}`,
        String.raw`\rule{9999em}{9999em}`,
        String.raw`\begin{pmatrix}1&2\\3&4\end{pmatrix}`,
        String.raw`\text{<img src=x>}`,
        String.raw`\underbrace{a+b}_{c}`,
        '^',
        '_',
        '{',
        '}',
        '&',
        '<script>',
        '"',
        'x',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 8 },
  )
  .map((all) => all.join(' '));

describe('formulas', () => {
  it('are elements of KaTeX alone, whatever the TeX', () => {
    fc.assert(fc.property(tex, mustBeSafe), { numRuns: 400 });
  });

  it.for([String.raw`\href{https://evil.example}{x}`, String.raw`\htmlStyle{color:red}{x}`, '\\frac{1', 'a^b^c'])(
    'that cannot or may not be read are left to their source: %s',
    (source) => {
      const drawn = formulaTree(source, false)?.toMarkup() ?? '';
      expect(drawn).not.toMatch(/href=|evil[^<]*"/);
      mustBeSafe(source);
    },
  );

  it('draw what people write', () => {
    expect(formulaTree(String.raw`\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}`, true)).not.toBeNull();
    expect(formulaTree(String.raw`\begin{aligned} a &= b \\ c &= d \end{aligned}`, true)).not.toBeNull();
    expect(formulaTree(String.raw`P(A \mid B) = \tfrac{23}{365} \approx 50.7\,\%`, false)).not.toBeNull();
  });

  it.for([
    '{'.repeat(2_000),
    '{'.repeat(1_000) + '}'.repeat(1_000),
    String.raw`\frac{`.repeat(330),
    '^{x'.repeat(660),
    String.raw`\def\a{\b\b}\def\b{\c\c}\def\c{\d\d}\def\d{\a\a}\a`,
    'x^2 + '.repeat(330),
    String.raw`\left(`.repeat(330),
  ])('of 2,000 characters made to hurt take less than 100 ms: %s', (source) => {
    const times = [1, 2, 3].map(() => workMs(() => formulaTree(source, true)));
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe('code', () => {
  it('is the text it was, cut into runs', () => {
    const languages = fc.constantFrom(
      'js',
      'ts',
      'python',
      'bash',
      'sql',
      'html',
      'json',
      'c++',
      'rust',
      'css',
      'diff',
    );
    fc.assert(
      fc.property(languages, fc.string({ unit: 'binary', maxLength: 200 }), (language, code) => {
        const runs = highlight(language, code);
        expect((runs ?? [{ text: code }]).map((run) => run.text).join('')).toBe(code);
      }),
      { numRuns: 400 },
    );
  });

  it('is coloured by kind', () => {
    expect(highlight('TypeScript', "const a = 'b'; // c")?.filter((run) => run.kind !== null)).toEqual([
      { text: 'const', kind: 'keyword' },
      { text: "'b'", kind: 'string' },
      { text: '// c', kind: 'comment' },
    ]);
  });

  it('stays plain in a language that is not known, and when it is very long', () => {
    expect(highlight('klingon', 'x')).toBeNull();
    expect(highlight('js', 'a'.repeat(20_001))).toBeNull();
  });

  it.for([
    ['js', '/'.repeat(20_000)],
    ['python', '"'.repeat(20_000)],
    ['html', '<a '.repeat(6_600)],
    ['bash', '$('.repeat(10_000)],
    ['css', 'a{'.repeat(10_000)],
    ['js', '`${'.repeat(6_600)],
    ['sql', 'select '.repeat(2_800)],
  ] as const)('of 20,000 characters made to hurt takes less than 250 ms: %s', ([language, code]) => {
    const times = [1, 2, 3].map(() => workMs(() => highlight(language, code)));
    expect(Math.min(...times)).toBeLessThan(250);
  });
});
