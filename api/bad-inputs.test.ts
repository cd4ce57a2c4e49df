import type { InjectOptions } from 'fastify';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiError } from './contract/errors.ts';
import { questionCharactersMax } from './contract/runs.ts';
import { knownRun, knownSession } from './testing/fake-consilience.ts';
import { serve, type Served } from './testing/serve.ts';

/** Whatever is wrong with a request, it ends with a 4xx and a code, and the engine never hears of it. */
let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

const workMsMax = 100;

async function refusalOf(request: InjectOptions): Promise<string> {
  const { app, consilience } = served;
  const calls = consilience.calls.length;
  const before = process.cpuUsage();
  const response = await app.inject(request);
  const { user, system } = process.cpuUsage(before);

  expect(response.statusCode).toBeGreaterThanOrEqual(400);
  expect(response.statusCode).toBeLessThan(500);
  const { error } = apiError.parse(response.json());
  expect(response.headers['x-request-id']).toBe(error.requestId);
  expect(response.headers['content-security-policy']).toContain("default-src 'none'");
  expect(consilience.accepted).toEqual([]);
  expect(consilience.calls.length).toBe(calls);
  // The work that it cost, which another program on the machine does not make longer.
  expect((user + system) / 1_000).toBeLessThan(workMsMax);
  return `${response.statusCode} ${error.code}`;
}

const json = { 'content-type': 'application/json' };
const posted = (body: string | Uint8Array, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url: '/v1/runs',
  headers: { ...json, ...headers },
  payload: typeof body === 'string' ? body : Buffer.from(body),
});
/** A question of these bytes. */
const quoted = (bytes: readonly number[]) =>
  Buffer.concat([Buffer.from('{"question":"'), Buffer.from(bytes), Buffer.from('"}')]);
const asked = (body: unknown): InjectOptions => posted(JSON.stringify(body));

describe('IN: questions', () => {
  test.each<[string, unknown, string]>([
    ['empty', '', '400 question_empty'],
    ['whitespace', ' \t\n\u00a0\u2003 ', '400 question_empty'],
    ['zero-width alone', '\u200b\u200c\u200d\u2060\ufeff', '400 question_empty'],
    ['tag characters alone', '\u{e0041}\u{e0042}', '400 question_empty'],
    ['bidi controls alone', '\u202e\u2066\u2069', '400 question_empty'],
    ['combining marks alone', '\u0301\u0302\u20dd', '400 question_empty'],
    ['fillers alone', '\u3164\u115f\u2800', '400 question_empty'],
    ['NUL alone', '\u0000\u0001', '400 question_empty'],
    ['variation selectors alone', '\ufe0f\u{e0101}', '400 question_empty'],
    ['too long', 'a'.repeat(questionCharactersMax + 1), '413 question_too_long'],
    ['an array', ['a'], '400 body_invalid'],
    ['a number', 12, '400 body_invalid'],
    ['a truth value', true, '400 body_invalid'],
    ['null', null, '400 body_invalid'],
    ['an operator', { $gt: '' }, '400 body_invalid'],
    ['a where', { $where: 'sleep(1000)' }, '400 body_invalid'],
    ['missing', undefined, '400 body_invalid'],
  ])('%s', async (_name, question, refusal) => {
    expect(await refusalOf(asked({ question }))).toBe(refusal);
  });
});

describe('IN: the other fields of a run', () => {
  test.each<[string, object, string]>([
    ['an unknown key', { x: 1 }, '400 body_invalid'],
    ['a key with $', { $where: '1' }, '400 body_invalid'],
    ['no models', { models: [] }, '400 panel_invalid'],
    ['a model twice', { models: ['a/b', 'a/b'] }, '400 panel_invalid'],
    ['nine models', { models: Array.from({ length: 9 }, (_, n) => `a/${n}`) }, '400 panel_invalid'],
    ['models as text', { models: 'a/b' }, '400 body_invalid'],
    ['a model that is an object', { models: [{ $ne: null }] }, '400 body_invalid'],
    ['a model name of 10,000 characters', { models: ['a/'.repeat(5_000)] }, '400 body_invalid'],
    ['models null', { models: null }, '400 body_invalid'],
    ['a session that climbs', { session: '../../etc/passwd' }, '404 session_unknown'],
    ['a session that is empty', { session: '' }, '404 session_unknown'],
    ['a session that is an object', { session: { $ne: '' } }, '400 body_invalid'],
  ])('%s', async (_name, fields, refusal) => {
    expect(await refusalOf(asked({ question: 'Why?', ...fields }))).toBe(refusal);
  });
});

describe('IN: bodies', () => {
  const utf16 = Buffer.from('{"question":"Why?"}', 'utf16le');
  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', '400 json_invalid'],
    ['not JSON', 'question=Why', '400 json_invalid'],
    ['text after the object', '{"question":"Why?"} x', '400 json_invalid'],
    ['a list', '["Why?"]', '400 body_invalid'],
    ['null', 'null', '400 body_invalid'],
    ['a text', '"Why?"', '400 body_invalid'],
    ['64 kB + 1', `{"question":"${'a'.repeat(64 * 1024 + 1 - 15)}"}`, '413 body_too_large'],
    ['1 MB', `{"question":"${'a'.repeat(1024 * 1024)}"}`, '413 body_too_large'],
    ['invalid UTF-8', quoted([0xff, 0xfe]), '400 body_not_utf8'],
    ['overlong UTF-8', quoted([0xc0, 0xaf]), '400 body_not_utf8'],
    ['a surrogate in UTF-8', quoted([0xed, 0xa0, 0x80]), '400 body_not_utf8'],
    ['UTF-8 that is cut', quoted([0xe2, 0x82]), '400 body_not_utf8'],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), '400 body_not_utf8'],
    ['UTF-16 without a mark', utf16, '400 json_invalid'],
    ['33 levels', `{"question":${'['.repeat(32)}${']'.repeat(32)}}`, '400 json_too_deep'],
    ['60,000 levels', '['.repeat(60_000), '400 json_too_deep'],
    ['10,000 keys', `{${Array.from({ length: 10_000 }, (_, n) => `"${n}":0`).join()}}`, '413 body_too_large'],
    ['4,000 keys', `{${Array.from({ length: 4_000 }, (_, n) => `"${n}":0`).join()}}`, '400 json_too_deep'],
    ['a key twice', '{"question":"Why?","question":"How?"}', '400 json_invalid'],
    ['1e400', '{"question":1e400}', '400 body_invalid'],
    ['-0', '{"question":-0}', '400 body_invalid'],
    ['2^53+1', '{"question":9007199254740993}', '400 body_invalid'],
    ['__proto__', '{"question":"Why?","__proto__":{"models":["a/b"]}}', '400 body_invalid'],
    ['constructor', '{"question":"Why?","constructor":{"prototype":{"x":1}}}', '400 body_invalid'],
    ['prototype, deep', '{"question":"Why?","models":[{"prototype":1}]}', '400 body_invalid'],
  ])('%s', async (_name, body, refusal) => {
    expect(await refusalOf(posted(body))).toBe(refusal);
  });
});

describe('IN: content types', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json\ta',
    'application/json a',
    'application/json, text/plain',
    'text/plain, application/json',
    'application/jsonx',
    'application/json;charset=utf-16',
    'application/json; charset=latin1',
    'application/json; x="',
    ' ',
    'application/vnd.api+json',
    'json',
  ])('%s', async (type) => {
    expect(await refusalOf(posted('{"question":"Why?"}', { 'content-type': type }))).toBe(
      '415 content_type_unsupported',
    );
  });

  test('none', async () => {
    const body = { method: 'POST', url: '/v1/runs', payload: Buffer.from('{"question":"Why?"}') } as const;
    expect(await refusalOf(body)).toBe('415 content_type_unsupported');
  });
});

describe('IN: ids', () => {
  const ids = [
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e',
    '..%5c..',
    'run_',
    'run_short',
    `${knownRun}x`,
    `${knownRun}%00`,
    `${knownRun}%0d%0aX-Evil:%201`,
    knownRun.toLowerCase().replace('run_', 'RUN_'),
    'a'.repeat(64),
    '$ne',
    '__proto__',
    "'%20or%201=1--",
    '%F0%9F%92%A9',
  ];
  test.each(ids)('%s of a run', async (id) => {
    for (const [method, url] of [
      ['GET', `/v1/runs/${id}`],
      ['DELETE', `/v1/runs/${id}`],
      ['GET', `/v1/runs/${id}/events`],
    ] as const) {
      expect(await refusalOf({ method, url })).toMatch(/^404 (?:run|route)_unknown$/);
    }
  });
  test.each(ids)('%s of a session', async (id) => {
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await refusalOf({ method, url: `/v1/sessions/${id}` })).toMatch(/^404 (?:session|route)_unknown$/);
    }
  });
  test('longer than any', async () => {
    expect(await refusalOf({ url: `/v1/runs/${'a'.repeat(5_000)}` })).toBe('404 route_unknown');
  });
});

describe('IN: queries', () => {
  test.each([
    '/v1/runs?a[$ne]=1',
    '/v1/runs?limit[$gt]=1',
    '/v1/runs?$where=1',
    '/v1/runs?__proto__=1',
    '/v1/runs?__proto__[x]=1',
    '/v1/runs?constructor=1',
    '/v1/runs?limit=1&limit=2',
    '/v1/runs?q=a&q=b',
    '/v1/runs?limit=0',
    '/v1/runs?limit=101',
    '/v1/runs?limit=-1',
    '/v1/runs?limit=1e1',
    '/v1/runs?limit=5.0',
    '/v1/runs?limit= 5',
    '/v1/runs?limit=',
    '/v1/runs?cursor=',
    `/v1/runs?q=${'a'.repeat(201)}`,
    `/v1/runs?cursor=${'a'.repeat(513)}`,
    '/v1/sessions?unknown=1',
    '/v1/models?x=1',
    '/health?x=1',
    `/v1/runs/${knownRun}?x=1`,
    `/v1/runs/${knownRun}/events?after=-1`,
    `/v1/runs/${knownRun}/events?after=abc`,
    `/v1/runs/${knownRun}/events?after=1&after=2`,
    `/v1/runs/${knownRun}/events?after=99999999999`,
  ])('%s', async (url) => {
    expect(await refusalOf({ url })).toBe('400 body_invalid');
  });
});

describe('IN: headers', () => {
  const question = '{"question":"Why?"}';
  test.each([
    ['empty', ''],
    ['256 characters', 'a'.repeat(256)],
    ['not ASCII', 'clé'],
    ['a tab', 'a\tb'],
  ])('an Idempotency-Key that is %s', async (_name, key) => {
    expect(await refusalOf(posted(question, { 'idempotency-key': key }))).toBe('400 idempotency_key_invalid');
  });

  test.each(['x', '-1', '1,2', '99999999999'])('Last-Event-ID %s', async (id) => {
    const request = { url: `/v1/runs/${knownRun}/events`, headers: { 'last-event-id': id } };
    expect(await refusalOf(request)).toBe('400 body_invalid');
  });

  test.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site that hides its name', { origin: 'null' }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port', { 'sec-fetch-site': 'same-site' }],
    ['another name for this machine', { host: 'rebound.example' }],
  ])('a run that %s starts', async (_name, headers) => {
    expect(await refusalOf(posted(question, headers))).toBe('403 origin_refused');
  });

  test('a page of another name reads nothing', async () => {
    const headers = { host: 'rebound.example:4280' };
    for (const url of ['/', '/v1/runs', '/health', '/openapi.json', '/reference', '/nothing', `/v1/runs/${knownRun}`]) {
      expect(await refusalOf({ url, headers })).toBe('403 origin_refused');
    }
  });
});

describe('IN: methods and addresses', () => {
  test.each<[string, string, string]>([
    ['PUT', '/v1/runs', '405 method_unsupported'],
    ['DELETE', '/v1/runs', '405 method_unsupported'],
    ['OPTIONS', '/v1/runs', '405 method_unsupported'],
    ['TRACE', '/v1/runs', '405 method_unsupported'],
    ['QUERY', '/v1/runs', '405 method_unsupported'],
    ['PROPFIND', '/v1/runs', '405 method_unsupported'],
    ['OPTIONS', '/v1/nothing', '404 route_unknown'],
    ['POST', `/v1/runs/${knownRun}`, '405 method_unsupported'],
    ['POST', `/v1/runs/${knownRun}/events`, '405 method_unsupported'],
    ['PUT', `/v1/sessions/${knownSession}`, '405 method_unsupported'],
    ['POST', '/health', '405 method_unsupported'],
    ['POST', '/', '404 route_unknown'],
    ['POST', '/nothing', '404 route_unknown'],
    ['GET', '/v1', '404 route_unknown'],
    ['GET', '/v1/', '404 route_unknown'],
    ['GET', '/v1/runs/', '404 run_unknown'],
    ['GET', '/v1//runs', '404 route_unknown'],
    ['GET', '/V1/runs', '404 route_unknown'],
    ['GET', '/%zz', '404 route_unknown'],
    ['GET', '/v1/runs/%zz', '404 route_unknown'],
    ['GET', '/%c0%ae%c0%ae/', '404 route_unknown'],
    ['GET', '/..%2f..%2fpackage.json', '404 route_unknown'],
    ['GET', '/../../package.json', '404 route_unknown'],
    ['GET', '/assets/..%2f..%2findex.html', '404 route_unknown'],
    ['GET', '/.env', '404 route_unknown'],
    ['GET', '/assets/missing.js', '404 route_unknown'],
    ['GET', '/index.html%00.js', '404 route_unknown'],
  ])('%s %s', async (method, url, refusal) => {
    expect(await refusalOf({ method, url })).toBe(refusal);
  });

  test('405 says what is taken', async () => {
    const { headers } = await served.app.inject({ method: 'PUT', url: `/v1/sessions/${knownSession}` });
    expect(headers['allow']).toBe('GET, PATCH, DELETE');
  });

  test('HEAD is 405 without a body', async () => {
    const { statusCode, body } = await served.app.inject({ method: 'HEAD', url: '/v1/runs' });
    expect([statusCode, body]).toEqual([405, '']);
  });
});

describe('IN: sessions', () => {
  test.each<[string, unknown, string]>([
    ['an empty title', { title: '' }, '400 session_invalid'],
    ['a title of nothing that is seen', { title: '\u200b ' }, '400 session_invalid'],
    ['201 characters', { title: 'a'.repeat(201) }, '400 session_invalid'],
    ['a number', { title: 1 }, '400 body_invalid'],
    ['an unknown key', { title: 'a', id: 'x' }, '400 body_invalid'],
    ['nothing', {}, '400 body_invalid'],
  ])('%s', async (_name, payload, refusal) => {
    const request = { method: 'PATCH', url: `/v1/sessions/${knownSession}`, headers: json } as const;
    expect(await refusalOf({ ...request, payload: JSON.stringify(payload) })).toBe(refusal);
  });
});

/** The folder of https://github.com/minimaxir/big-list-of-naughty-strings, as `naughty-strings` under CORPORA_DIR. */
const corpora = process.env['CORPORA_DIR'];

test.skipIf(corpora === undefined)(
  'naughty strings are asked as they are, or refused with a code',
  { timeout: 120_000 },
  async () => {
    const path = join(corpora ?? '', 'naughty-strings', 'blns.json');
    const strings = JSON.parse(readFileSync(path, 'utf8')) as string[];
    await using own = await serve();
    for (const text of strings) {
      const encoded = encodeURIComponent(text.toWellFormed());
      const requests: InjectOptions[] = [
        asked({ question: text }),
        asked({ question: 'Why?', models: [text], session: text }),
        asked({ question: 'Why?', [text]: text }),
        { url: `/v1/runs?q=${encoded}&cursor=${encoded}` },
        { url: `/v1/runs/${encoded}` },
        {
          method: 'PATCH',
          url: `/v1/sessions/${knownSession}`,
          headers: json,
          payload: JSON.stringify({ title: text }),
        },
      ];
      for (const request of requests) {
        const response = await own.app.inject(request);
        expect(response.statusCode).toBeLessThan(500);
      }
    }
    expect(strings.length).toBeGreaterThan(400);
    const known = new Set(strings);
    expect(own.consilience.accepted.every((run) => known.has(run.question))).toBe(true);
  },
);

/** Lists of https://github.com/swisskyrepo/PayloadsAllTheThings, as `payloads` under CORPORA_DIR, and a few of our own. */
const payloads = [
  '../../../../etc/passwd',
  '..%252f..%252fetc%252fpasswd',
  '{"$gt": ""}',
  "'; return true; var x='",
  '<svg onload=alert(1)>',
  'javascript:alert(1)//',
  '{{7*7}}${7*7}<%= 7*7 %>',
  '=HYPERLINK("http://evil.example","x")',
  '$(id)`id`|id;id',
  ...(corpora === undefined
    ? []
    : ['directory-traversal', 'nosql', 'nosql-mongodb', 'xss-intruders', 'xss-polyglots'].flatMap((name) =>
        readFileSync(join(corpora, 'payloads', `${name}.txt`), 'utf8')
          .split('\n')
          .filter((line) => line !== ''),
      )),
];

test(
  `${payloads.length} payloads are text as a question, and refused wherever an id or a field stands`,
  { timeout: 120_000 },
  async () => {
    await using own = await serve();
    for (const payload of payloads) {
      const encoded = encodeURIComponent(payload.toWellFormed());
      const refused: InjectOptions[] = [
        { url: `/v1/runs/${encoded}` },
        { url: `/v1/sessions/${encoded}` },
        { url: `/v1/shared/${encoded}` },
        { url: `/v1/runs?cursor=${encoded}&limit=${encoded}` },
        asked({ question: 'Why?', session: payload }),
        asked({ question: 'Why?', [payload]: 1 }),
      ];
      for (const request of refused) {
        const { statusCode } = await own.app.inject(request);
        expect(statusCode).toBeGreaterThanOrEqual(400);
        expect(statusCode).toBeLessThan(500);
      }
      expect(own.consilience.accepted).toEqual([]);
      const response = await own.app.inject(asked({ question: payload }));
      expect([202, 400]).toContain(response.statusCode);
      expect(own.consilience.accepted.splice(0).every(({ question }) => question === payload)).toBe(true);
    }
  },
);

test('after all of it the next request is fine', async () => {
  const response = await served.app.inject({ url: `/v1/runs/${knownRun}` });
  expect(response.statusCode).toBe(200);
});
