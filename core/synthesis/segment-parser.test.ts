import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SegmentParser } from './segment-parser.ts';
import type { SegmentPart } from './segment-parser.ts';

const labels = new Map([
  ['K7', 'a/m'],
  ['Q2', 'b/m'],
]);

function parse(pieces: readonly string[]) {
  const parser = new SegmentParser(labels);
  const parts = pieces.flatMap((piece) => parser.push(piece));
  parser.end();
  return { fault: parser.fault, segments: joined(parts), parts };
}

function joined(parts: readonly SegmentPart[]): { text: string; models: readonly string[] | null }[] {
  const segments: { text: string; models: readonly string[] | null }[] = [];
  for (const { segment, text, models } of parts) {
    const before = segments[segment];
    segments[segment] = { text: (before?.text ?? '') + text, models: models ?? before?.models ?? null };
  }
  return segments;
}

const good = String.raw`{"text":"Caf\u00e9 \"wet\" \\ \ud83d\ude00 😀\nnext","support":["K7","Q2"]}
{"text": "Others \u0022say\u0022 no.", "support": ["Q2"]}`;
const goodSegments = [
  { text: 'Café "wet" \\ 😀 😀\nnext', models: ['a/m', 'b/m'] },
  { text: 'Others "say" no.', models: ['b/m'] },
];

test('the result does not depend on where the output is split', () => {
  for (let at = 0; at <= good.length; at += 1) {
    expect(parse([good.slice(0, at), good.slice(at)])).toMatchObject({ fault: null, segments: goodSegments });
  }
  expect(parse(good.split(''))).toMatchObject({ fault: null, segments: goodSegments });
});

test('any text survives any split, but for what no reader sees', () => {
  const segment = fc.record({
    text: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((t) => `.${t.replaceAll(/[\p{C}\u2028\u2029]/gu, '')}`),
    support: fc.subarray([...labels.keys()], { minLength: 1 }),
  });
  fc.assert(
    fc.property(
      fc.array(segment, { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (segments, sizes) => {
        const output = segments.map((s) => JSON.stringify(s)).join('\n');
        const pieces: string[] = [];
        for (let at = 0; at < output.length;) {
          const size = sizes.next().value ?? 1;
          pieces.push(output.slice(at, at + size));
          at += size;
        }
        const result = parse(pieces);
        expect(result.fault).toBeNull();
        expect(result.segments.map((s) => s.text)).toEqual(segments.map((s) => s.text));
      },
    ),
  );
});

test('any output at all ends in segments or a fault, the same one for every split', () => {
  const token = fc.constantFrom(
    '{"text":"',
    '","support":["K7"]}',
    '\\u00',
    '\\',
    '"',
    '{',
    '}',
    '[',
    ',',
    '\n',
    'a',
    '😀',
    '\\ud83d',
    '```json',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
      const output = tokens.join('');
      const whole = parse([output]);
      const single = parse(output.split(''));
      expect(single.fault).toBe(whole.fault);
      expect(whole.fault === null ? single.segments : []).toEqual(whole.fault === null ? whole.segments : []);
    }),
    { numRuns: 500 },
  );
});

test('text is told while it is written when its key comes first, and at the end of the object otherwise', () => {
  const first = new SegmentParser(labels);
  expect(first.push('{"text":"Water i')).toEqual([{ segment: 0, text: 'Water i', models: null }]);
  expect(first.push('s wet","support":["K7"]}')).toEqual([{ segment: 0, text: 's wet', models: ['a/m'] }]);
  const last = new SegmentParser(labels);
  expect(last.push('{"support":["K7"],"text":"Water i')).toEqual([]);
  expect(last.push('s wet"}')).toEqual([{ segment: 0, text: 'Water is wet', models: ['a/m'] }]);
});

describe('what models add around JSON Lines is skipped', () => {
  const one = '{"text":"Wet.","support":["K7"]}';
  test.each([
    ['a code fence', `\`\`\`json\n${one}\n\`\`\`\n`],
    ['a list', `[\n${one},\n${one}\n]`],
    ['blank lines and trailing commas', `\n\n${one},\r\n\n${one},\n`],
    ['an object over several lines', '{\n  "text": "Wet.",\n  "support": [\n    "K7"\n  ]\n}'],
  ])('%s', (_, output) => {
    const { fault, segments } = parse([output]);
    expect(fault).toBeNull();
    expect(segments[0]).toEqual({ text: 'Wet.', models: ['a/m'] });
  });
});

function line(text: string, support: readonly string[]): string {
  return JSON.stringify({ text, support });
}

describe('what is no synthesis is refused by a code', () => {
  test.each([
    ['prose', 'Here it is: {"text":"a","support":["K7"]}', 'not_json'],
    ['broken JSON', '{"text":"a" "support":["K7"]}', 'not_json'],
    ['a raw line end in a string', '{"text":"a\nb","support":["K7"]}', 'not_json'],
    ['an extra key', '{"text":"a","support":["K7"],"score":100}', 'keys_wrong'],
    ['a missing key', '{"text":"a"}', 'keys_wrong'],
    ['a key twice', '{"text":"a","text":"b","support":["K7"]}', 'keys_wrong'],
    ['a wrong type', '{"text":"a","support":"K7"}', 'keys_wrong'],
    ['an unknown label', line('a', ['K7', 'Z9']), 'label_unknown'],
    ['a name of Object.prototype as label', line('a', ['__proto__']), 'label_unknown'],
    ['an over-long text', line('a'.repeat(1_201), ['K7']), 'text_too_long'],
    ['an endless object', `{"text":"a","support":["${'K'.repeat(20_000)}`, 'text_too_long'],
    ['a blank text', line(' \u200b', ['K7']), 'text_empty'],
    ['nothing', '', 'segments_none'],
    ['an empty list', '[]', 'segments_none'],
    [
      'too many segments',
      Array(25)
        .fill(line('a', ['K7']))
        .join('\n'),
      'segments_too_many',
    ],
    ['support for less than half', [line('a', []), line('b', []), line('c', ['K7'])].join('\n'), 'support_missing'],
    ['an output cut in a segment', '{"text":"a","support":["K7"]}\n{"text":"b', 'cut_short'],
  ])('%s', (_, output, fault) => {
    expect(parse([output]).fault).toBe(fault);
    expect(parse(output.split('')).fault).toBe(fault);
  });
});

test('a connecting sentence needs no support while half of the segments have some', () => {
  const output = '{"text":"Views differ.","support":[]}\n{"text":"Wet.","support":["K7","K7"]}';
  expect(parse([output])).toMatchObject({ fault: null, segments: [{ models: [] }, { models: ['a/m'] }] });
});

test('nothing is told after a fault', () => {
  const parser = new SegmentParser(labels);
  parser.push('nonsense');
  expect(parser.push(good)).toEqual([]);
});

test('characters that no reader sees do not come through, however they are written', () => {
  const output =
    String.raw`{"text":"a\u001b[31m\u202eb\u200b` + '\u{E0041}' + String.raw`\udb40\udc41c","support":["K7"]}`;
  for (let at = 0; at <= output.length; at += 1) {
    expect(parse([output.slice(0, at), output.slice(at)]).segments[0]?.text).toBe('a[31mbc');
  }
});
