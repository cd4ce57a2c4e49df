import { type ConsensusView, emptyView, fold } from '#core/view';
import * as fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { fileNameOf } from '../file-name.ts';
import { inertCell } from './inert-cell.ts';
import { writeRun } from './write-run.ts';

/** A run whose every text is in the hands of a model or of whoever configured it. */
function runOf(text: string, rehearsal = false): ConsensusView {
  const member = { model: 'a/one', vendor: 'a', label: text, rehearsal, late: false };
  const other = { ...member, model: 'b/two', label: 'Two', rehearsal: false };
  const side = { position: 'A', summary: text, quote: text, models: ['a/one'] };
  const agreement = {
    score: 40,
    band: 'split' as const,
    provisional: false,
    answered: 2,
    asked: 2,
    positions: [
      { id: 'A', summary: text, quote: text, models: ['a/one'] },
      { id: 'B', summary: text, quote: text, models: ['b/two'] },
    ],
    abstained: [],
    models: ['a/one', 'b/two'],
    matrix: [
      [1, 0.4],
      [0.4, 1],
    ],
    cosine: [
      [1, 0.4],
      [0.4, 1],
    ],
    pairs: [],
    disagreements: [{ point: text, reason: 'content' as const, sides: [side, { ...side, position: 'B' }] }],
    weak: false,
    independentVendors: 1,
    judge: null,
    terms: { share: 0.5, inside: 1, coverage: 1 },
    embedder: 'lexical',
  };
  const view = fold(
    emptyView('run_x'),
    [{ type: 'run-start' as const, question: text, session: 's', panel: [member, other], quorum: 2 }].map((body) => ({
      ...body,
      runId: 'run_x',
      seq: 1,
      at: 1_700_000_000_000,
    })),
  );
  return {
    ...view,
    rehearsal,
    agreement,
    answers: view.answers.map((answer) => ({
      ...answer,
      text,
      state: 'done' as const,
      citations: [
        { url: text, title: text },
        { url: 'javascript:alert(1)', title: 'x' },
      ],
    })),
    synthesis: {
      state: 'done',
      kind: 'synthesis',
      model: 'a/one',
      attempt: 1,
      text,
      segments: [
        { text, models: ['a/one'] },
        { text: `(${text})`, models: [] },
      ],
      ms: 1,
      outputTokens: 1,
      costMicros: null,
      error: null,
    },
  };
}

/** Read again as any viewer would, HTML and all: what in it would act. */
function activeParts(markdown: string): readonly string[] {
  const found: string[] = [];
  const walk = (node: Nodes) => {
    if (['html', 'image', 'imageReference', 'definition', 'linkReference', 'footnoteReference'].includes(node.type)) {
      found.push(node.type);
    }
    if (node.type === 'link' && !/^(?:https?|mailto):/.test(node.url)) {
      found.push(node.url);
    }
    if ('children' in node) {
      node.children.forEach(walk);
    }
  };
  walk(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return found;
}

const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '![x](https://evil.example/a.png)',
      '![x][1]\n\n[1]: https://evil.example',
      '[x](javascript:alert(1))',
      '[x](data:text/html,x)',
      '<https://evil.example>',
      '<javascript:alert(1)>',
      'https://evil.example',
      '```\n',
      '~~~html\n<b>',
      '`',
      '| a | b |\n| - | - |\n| =1+1 | @x |\n',
      '\n\n',
      '\n',
      '- ',
      '> ',
      '# ',
      '---\n',
      '&lt;img&gt;',
      '\\',
      '[^1]',
      '[^1]: x\n',
      '*',
      '_',
      '\u202e',
      '\u0000',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  ),
  { maxLength: 12 },
);

test('whatever the models wrote, nothing in the document acts', () => {
  fc.assert(
    fc.property(hostile, (parts) => {
      expect(activeParts(writeRun(runOf(parts.join(''))))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test('the reader of this test sees what acts', () => {
  expect(activeParts('![x](y) <b> [z](javascript:a)\n\n[1]: https://a.b')).toEqual([
    'image',
    'html',
    'javascript:a',
    'definition',
  ]);
});

test('the headings of an answer stay below its own', () => {
  const markdown = writeRun(runOf('# One\n\n## Two\n\n###### Six'));
  expect(markdown.match(/^# .*/gm)).toHaveLength(1);
  expect(markdown).toMatch(/^#### One$/m);
  expect(markdown).toMatch(/^##### Two$/m);
  expect(markdown).toMatch(/^###### Six$/m);
});

test('what is meant as text, code, lists and tables reads as such', () => {
  const markdown = writeRun(
    runOf(
      'Use **bold** and `a < b`.\n\n1. one\n2. two\n\n```js\nlet x = 1;\n```\n\n| a | b |\n| - | - |\n| 1 | -2 % |',
    ),
  );
  expect(markdown).toContain('Use **bold** and `a < b`.');
  expect(markdown).toContain('```js\nlet x = 1;\n```');
  expect(markdown).toMatch(/\| 1 +\| -2 % \|/);
  expect(markdown).toContain('1. one\n2. two');
});

test('a link leads only where the question or the citations do, and carries nothing away', () => {
  const view = runOf('[a](https://asked.example/x?q=secret) [b](https://evil.example/?q=secret)');
  const markdown = writeRun({ ...view, question: 'What does asked.example say?' });
  expect(markdown).toContain('[a](https://asked.example/x)');
  expect(markdown).not.toMatch(/\]\(https:\/\/evil/);
});

test('simulated answers are called so', () => {
  expect(writeRun(runOf('x', true))).toContain('> **Rehearsal: 1 of 2 answers in this run are simulated.');
  expect(writeRun(runOf('x', true))).toContain('### A · x (rehearsal)');
  expect(writeRun(runOf('x'))).not.toMatch(/rehearsal/i);
});

describe('a cell', () => {
  test.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', ' =x', '＝1', '|x', "-1'!A1"])('%j is no formula', (text) =>
    expect(inertCell(text)).toMatch(/^'/),
  );
  test.each(['-4.5 %', '+3', '−12 °C', 'a=b', '90', ''])('%j stays', (text) => expect(inertCell(text)).toBe(text));
});

test.each([
  ['Is a tomato a fruit?', 'consilience-is-a-tomato-a-fruit'],
  ['Über Größe', 'consilience-uber-gro-e'],
  ['../../etc/passwd\r\nx: y', 'consilience-etc-passwd-x-y'],
  ['水', 'consilience-run'],
])('%j is the file %s', (question, name) => expect(fileNameOf(question)).toBe(name));
