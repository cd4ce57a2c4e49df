import { ConsilienceError } from '#core';
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readJson, shown } from './json-body.ts';
import { jsonDepthMax, jsonKeysMax } from './json-scan.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function codeOf(body: Uint8Array): string | null {
  try {
    readJson(body);
    return null;
  } catch (error) {
    return error instanceof ConsilienceError ? error.code : String(error);
  }
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const keyed = (count: number) => `{${Array.from({ length: count }, (_, n) => `"k${n}":0`).join()}}`;

describe('what is refused before it is parsed', () => {
  test.each([
    ['32 levels', bytes(nested(jsonDepthMax)), null],
    ['33 levels', bytes(nested(jsonDepthMax + 1)), 'json_too_deep'],
    ['100,000 levels', bytes('['.repeat(100_000)), 'json_too_deep'],
    ['brackets inside a string', bytes(JSON.stringify({ a: '['.repeat(100) })), null],
    ['an escaped quote before brackets', bytes(String.raw`{"a":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}`), null],
    ['2,000 keys', bytes(keyed(jsonKeysMax)), null],
    ['2,001 keys', bytes(keyed(jsonKeysMax + 1)), 'json_too_deep'],
    ['a key twice', bytes('{"a":1,"b":2,"a":3}'), 'json_invalid'],
    ['a key twice, once escaped', bytes(String.raw`{"a":1,"\u0061":3}`), 'json_invalid'],
    ['the same key in two objects', bytes('[{"a":1},{"a":2},{"b":{"a":1}}]'), null],
    ['a value like a key', bytes('{"a":"a","b":["a","a"]}'), null],
    ['__proto__', bytes('{"__proto__":{}}'), 'body_invalid'],
    ['__proto__, escaped', bytes(String.raw`{"__pr\u006fto__":{}}`), 'body_invalid'],
    ['constructor, deep', bytes('{"a":[{"b":{"constructor" : {}}}]}'), 'body_invalid'],
    ['prototype', bytes('{"prototype":1}'), 'body_invalid'],
    ['__proto__ as a value', bytes('{"a":"__proto__"}'), null],
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), null],
    ['an invalid byte', new Uint8Array([0x22, 0xff, 0x22]), 'body_not_utf8'],
    ['an overlong slash', new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), 'body_not_utf8'],
    ['a surrogate in UTF-8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), 'body_not_utf8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]), 'body_not_utf8'],
    ['UTF-16 without a mark', new Uint8Array([0x7b, 0x00, 0x7d, 0x00]), 'json_invalid'],
    ['nothing', bytes(''), 'json_invalid'],
    ['half an object', bytes('{"a":'), 'json_invalid'],
    ['an open string', bytes('{"a'), 'json_invalid'],
    ['an open escape', bytes('{"a\\'), 'json_invalid'],
  ])('%s', (_name, body, code) => {
    expect(codeOf(body)).toBe(code);
  });
});

test('a name from outside is shown short and harmless', () => {
  expect(shown(`a\u001b[31m"\n\u202e${'b'.repeat(100)}`)).toBe(`"a[31m\\"${'b'.repeat(54)}"`);
});

test('any JSON within the limits comes out as it went in', () => {
  const text = fc.string({ unit: 'binary' });
  const value = fc.jsonValue({ maxDepth: 6 }).map((json) => JSON.stringify(json));
  const object = fc.dictionary(text, text, { noNullPrototype: true }).map((json) => JSON.stringify(json));
  fc.assert(
    fc.property(fc.oneof(object, value), (json) => {
      fc.pre(!/"(?:__proto__|constructor|prototype)"/.test(json));
      expect(readJson(bytes(json))).toEqual(JSON.parse(json));
    }),
    { numRuns: 500 },
  );
});

test('any bytes are read or refused with a code', () => {
  const soup = fc
    .array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '\\u0061', ' ', '1'))
    .map((a) => a.join(''));
  const noise = fc.uint8Array({ maxLength: 200 });
  const codes = [null, 'body_not_utf8', 'json_invalid', 'json_too_deep', 'body_invalid'];
  fc.assert(
    fc.property(fc.oneof(soup.map(bytes), noise), (body) => {
      expect(codes).toContain(codeOf(body));
    }),
    { numRuns: 2_000 },
  );
});

/** The folder of https://github.com/nst/JSONTestSuite, as `json-test-suite` under CORPORA_DIR. */
const corpora = process.env['CORPORA_DIR'];

describe.skipIf(corpora === undefined)('JSONTestSuite', () => {
  const folder = join(corpora ?? '', 'json-test-suite');
  const names = corpora === undefined ? [] : readdirSync(folder).filter((name) => /^[yn]_.*\.json$/.test(name));

  test('has files', () => {
    expect(names.length).toBeGreaterThan(250);
  });

  /** Valid by the grammar, and refused on purpose: which of two equal keys counts is anybody's guess. */
  const refusedOnPurpose = ['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'];

  test.each(names)('%s', (name) => {
    const code = codeOf(readFileSync(join(folder, name)));
    expect(code !== null).toBe(name.startsWith('n_') || refusedOnPurpose.includes(name));
  });
});
