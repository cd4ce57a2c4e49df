import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiError } from './contract/errors.ts';
import { fileNameOf } from './presenters/file-name.ts';
import { serve, type Served } from './testing/serve.ts';

/** What stands where an id or a key should, in every place that the description has for one. */
let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
const hostileIds = [
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e%2f',
  '..%5c..%5cwindows',
  '%252e%252e%252f',
  '%c0%ae%c0%ae%c0%af',
  '%00',
  '%0d%0aSet-Cookie:%20a=b',
  '$ne',
  '__proto__',
  'constructor',
  "'%20or%20''='",
  '%E2%80%AE',
  'run_01ARZ3NDEKTSV4RRFFQ69G5FAV%00',
  'a'.repeat(90),
];

async function refused(method: string, url: string): Promise<string> {
  const calls = served.consilience.calls.length;
  const payload = { headers: json, payload: '{}' };
  const response = await served.app.inject({
    method: method as 'GET',
    url,
    ...(['POST', 'PATCH'].includes(method) ? payload : {}),
  });
  expect(served.consilience.calls.length).toBe(calls);
  return `${response.statusCode} ${apiError.parse(response.json()).error.code}`;
}

test('no hostile id reaches the product, at whatever address it stands', async () => {
  const { paths } = (await served.app.inject('/openapi.json')).json<{ paths: Record<string, object> }>();
  const places = Object.entries(paths).filter(([path]) => path.includes('{'));
  expect(places.length).toBeGreaterThan(8);
  for (const [path, methods] of places) {
    for (const method of Object.keys(methods)) {
      for (const id of hostileIds) {
        const url = path.replaceAll(/\{\w+\}/g, id);
        const refusal = await refused(method.toUpperCase(), url);
        expect(`${method} ${url}: ${refusal}`).toMatch(/: 4\d\d (?:\w+_unknown|body_invalid)$/);
      }
    }
  }
});

test('a key that reaches a prototype is refused at any depth, and none that only looks like one', async () => {
  const forbidden = fc.constantFrom('__proto__', 'constructor', 'prototype', String.raw`__pr\u006fto__`);
  const around = fc.array(fc.constantFrom('{"a":', '['), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(forbidden, around, async (key, opened) => {
      const closed = opened.toReversed().map((mark) => (mark === '[' ? ']' : '}'));
      const deep = `${opened.join('')}{"${key}":1}${closed.join('')}`;
      const response = await served.app.inject({ method: 'POST', url: '/v1/runs', headers: json, payload: deep });
      expect(response.statusCode).toBe(400);
      expect(apiError.parse(response.json()).error.code).toBe('body_invalid');
    }),
    { numRuns: 100 },
  );
  expect(served.consilience.accepted).toEqual([]);
  const question = 'Is __proto__ a key, or "constructor": 1?';
  const asked = { method: 'POST', url: '/v1/runs', headers: json, payload: JSON.stringify({ question }) } as const;
  expect((await served.app.inject(asked)).statusCode).toBe(202);
});

test('a byte order mark before a body is no fault', async () => {
  const payload = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"question":"Why?"}')]);
  const response = await served.app.inject({ method: 'POST', url: '/v1/runs', headers: json, payload });
  expect(response.statusCode).toBe(202);
});

test('what a person wrote cannot begin a header: an exported file is named in plain letters', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(fileNameOf(`${text}\r\nSet-Cookie: a=b"; filename=x`)).toMatch(/^consilience-[a-z0-9-]*[a-z0-9]$/);
    }),
  );
});
