import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConsensusView } from '#core/view';
import type { Part, RenderContext, Rung } from '../message.ts';
import { view } from '../testing/views.ts';
import { faultOf } from './emulator/blocks.ts';
import { renderAnswers, renderRun } from './render.ts';

/**
 * A synthesiser and models that write whatever hurts, in every place where a model's text goes. What comes out is read by
 * code that shares nothing with the renderer. `RENDER_CASES` sets how many (npm test: few), `CORPORA_DIR` names a folder
 * with published corpora of hostile inputs.
 */
const cases = Number(process.env['RENDER_CASES'] ?? 60);
const question = 'See https://asked.example/page and say when it was.';
const citations = [
  { url: 'https://cited.example/a?b=1#c', title: 'Cited <!channel> [x](https://evil.example)' },
  { url: 'javascript:alert(1)', title: 'No address' },
  { url: 'http://plain.example/', title: '' },
];
const allowedHosts = new Set(['asked.example', 'cited.example', 'plain.example']);
const canary = 'sk-ant-canary0123456789abcdef';

const attacks = [
  '<!channel> <!here> <!everyone> <!subteam^S1|all> <@U1ADA> <#C1GENERAL|general>',
  '&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!everyone&#62;',
  '[click](https://evil.example/?q=secret) <https://evil.example|bank.com> https://evil.example/x www.evil.example',
  '![x](https://evil.example/p.png) ![x][r]\n\n[r]: https://evil.example/p.png "t"',
  '<img src=https://evil.example/p.png> <svg onload=alert(1)> <iframe src=//evil.example>',
  '[a](javascript:alert(1)) [b](data:text/html;base64,x) [c](vbscript:x) [d](&#106;avascript:alert(1)) [e](%6a%61vascript:x)',
  '[bank.com](https://cited.example/a?b=1) [x](https://user:pw@cited.example/) [y](https://cited.example.evil.example/)',
  '\u202Edesrever \u2066x\u2069 \u200Bz\u200Cw\u200D \u001B[31mred\u001B[0m \u0007 \u{E0041}\u{E0042} \uFEFF',
  `key ${canary} \`${canary}\` [k](https://cited.example/${canary})`,
  '> '.repeat(200) + 'deep',
  '['.repeat(3_000) + '*'.repeat(3_000),
  Array.from({ length: 60 }, () => `|${' x |'.repeat(60)}`).join('\n'),
  `|a|b|\n|-|-|\n${'|<!channel>|[x](https://evil.example)|\n'.repeat(50)}`,
  `- ${'- '.repeat(30)}x\n${'1. y\n'.repeat(300)}`,
  '```\n<!channel> https://evil.example\n'.repeat(400),
  'word '.repeat(12_000),
  '&'.repeat(9_000),
  '🇦🇹'.repeat(4_000),
  'e\u0301'.repeat(5_000),
  '*bold* _it_ ~no~ `code` :tada: *unclosed **bold `tick',
  '',
  ' \n\t ',
];

function corpus(): string[] {
  const folder = process.env['CORPORA_DIR'];
  if (folder === undefined || !existsSync(folder)) {
    return [];
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:txt|json|jsonl|md|csv)$/.test(name),
  );
  return files
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.length > 3);
}

const lines = [...attacks, ...corpus()];
const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...lines) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...lines), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('\n\n')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom(...'<>!@#|&;*_~`[]()\n -1.hxtps:/e'.split('')), maxLength: 400 }),
  },
);

const context = (rung: Rung): RenderContext => ({
  rung,
  asker: 'U9',
  link: null,
  token: (verb) => `v1:${verb}:run:mac`,
});

function messagesOf(run: ConsensusView): readonly Part[] {
  const rungs = ['rich', 'compact', 'plain'] as const;
  return [...rungs.flatMap((rung) => renderRun(run, context(rung))), ...renderAnswers(run)];
}

const unseen =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- what must never come out
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]|[\u{E0000}-\u{E007F}]/u;
const kinds = new Set(
  'header plain_text mrkdwn context rich_text rich_text_section rich_text_list rich_text_quote rich_text_preformatted text link alert plan task_card container section actions button context_actions feedback_buttons'.split(
    ' ',
  ),
);

/** Everything that must hold of one message, whatever went in. */
function violations(part: Part): string[] {
  const found: string[] = [];
  const fault = faultOf(part);
  if (fault !== null) {
    found.push(`refused: ${fault.error} ${fault.detail.slice(0, 200)}`);
  }
  const mrkdwn = (text: string) => {
    if (/[<>]/.test(text.replaceAll('<@U9>', ''))) {
      found.push(`markup: ${text.slice(0, 80)}`);
    }
  };
  mrkdwn(String(part['text']));
  JSON.stringify(part, (key, value: unknown) => {
    if (typeof value === 'string') {
      found.push(...inText(key, value));
    } else if (typeof value === 'object' && value !== null && 'type' in value) {
      found.push(...inObject(value as { type: string; url?: string; text?: unknown }));
      if (value.type === 'mrkdwn' && 'text' in value) {
        mrkdwn(String(value.text));
      }
    }
    return value;
  });
  return found;
}

function inText(key: string, text: string): string[] {
  return [
    ...(unseen.test(text) ? [`unseen in ${key}`] : []),
    ...(text.isWellFormed() ? [] : [`half a character in ${key}`]),
    ...(text.includes(canary) ? [`a key in ${key}`] : []),
    ...(key === 'url' || !/https?:\/\//i.test(text.replaceAll('https://asked.example/page', ''))
      ? []
      : [`an address in ${key}: ${text.slice(0, 80)}`]),
  ];
}

function inObject({ type, url }: { readonly type: string; readonly url?: string }): string[] {
  const odd = kinds.has(type) ? [] : [`a ${type}`];
  if (type !== 'link') {
    return odd;
  }
  const decoded = decodeURIComponent(decodeURIComponent((url ?? '').replaceAll('%', '%25').replaceAll('%25', '%')));
  const parsed = URL.parse(url ?? '');
  const isRight =
    parsed?.protocol === 'https:' && allowedHosts.has(parsed.host) && parsed.username === '' && parsed.hash === '';
  return isRight && !/(?:javascript|data|vbscript):/i.test(decoded) ? odd : [...odd, `a link to ${url}`];
}

describe('whatever the models write', () => {
  test(`no ping, no forged link, no key, no limit passed, in ${cases} runs in three forms`, () => {
    let messages = 0;
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), fc.boolean(), (texts, ended) => {
        const run = view({ ended, texts, question, citations });
        const parts = messagesOf(run);
        messages += parts.length;
        expect(parts.flatMap(violations)).toEqual([]);
      }),
      { numRuns: cases },
    );
    expect(messages).toBeGreaterThan(cases * 3);
    if (process.env['RENDER_CASES'] !== undefined) {
      process.stdout.write(`${messages} messages, 0 violations, ${lines.length} hostile lines\n`);
    }
  }, 1_800_000);

  test.each(attacks.map((text, index) => [index, text] as const))('attack %i in every place', (_index, text) => {
    for (const ended of [true, false]) {
      expect(messagesOf(view({ ended, texts: [text], question, citations })).flatMap(violations)).toEqual([]);
    }
  });

  test('the reader of the messages finds what it is there to find', () => {
    const bad: Part = {
      text: '<!channel> https://evil.example',
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'channel' }] }],
        },
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://evil.example/' }] }],
        },
        { type: 'section', text: { type: 'mrkdwn', text: `<@U1> ${canary}\u202E` } },
        { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } },
      ],
    };
    const words = violations(bad).join('\n');
    for (const wanted of [
      'refused',
      'markup: <!channel>',
      'an address',
      'a broadcast',
      'a link to https://evil',
      'a key',
      'unseen',
    ]) {
      expect(words).toContain(wanted);
    }
  });
});

describe('a long run', () => {
  const long = Array.from(
    { length: 120 },
    (_, index) => `Sentence number ${index} of the synthesis says one more thing.`,
  ).join(' ');

  test('goes on in further messages, none of its words lost', () => {
    const parts = renderRun(view({ ended: true, texts: [long.repeat(3)] }), context('rich'));
    expect(parts.length).toBeGreaterThan(2);
    const words = JSON.stringify(parts);
    expect(words).toContain('Synthesis, part 1 of');
    for (const index of [0, 60, 119]) {
      expect(words).toContain(`Sentence number ${index} of the synthesis`);
    }
  });

  test('says of an answer that does not fit where the rest is', () => {
    const [live] = renderRun(view({ ended: true, texts: [long] }), context('rich'));
    expect(JSON.stringify(live)).toMatch(/Show full answers/);
    expect(JSON.stringify(renderAnswers(view({ ended: true, texts: [long] })))).toContain('Sentence number 119');
  });

  test('is rendered the same twice', () => {
    const run = view({ ended: true, texts: attacks, question, citations });
    expect(messagesOf(run)).toEqual(messagesOf(run));
  });
});
