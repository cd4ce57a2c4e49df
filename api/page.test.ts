import { ConsilienceError } from '#core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServer } from './server.ts';
import { FakeConsilience, knownRun } from './testing/fake-consilience.ts';
import { FakeOperations } from './testing/fake-operations.ts';
import { serve, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the page', () => {
  test.each(['/', '/runs/run_x', '/sessions/abc', '/history?q=1', '/models', '/some/where.else'])(
    '%s gives it, never kept',
    async (url) => {
      const { statusCode, headers, body } = await served.app.inject({ url, headers: html });
      expect([statusCode, headers['cache-control']]).toEqual([200, 'no-cache']);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toContain('A page for tests');
    },
  );

  test('a file with a hash in its name is kept for a year', async () => {
    const { statusCode, headers } = await served.app.inject('/assets/main-3f2a1b9c.css');
    expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(headers['content-type']).toBe('text/css; charset=utf-8');
  });

  test('a file that did not change is not sent again', async () => {
    const { headers } = await served.app.inject('/');
    const again = await served.app.inject({ url: '/', headers: { 'if-none-match': String(headers['etag']) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('an address of the API is never a page', async () => {
    const { statusCode } = await served.app.inject({ url: '/v1/nothing', headers: html });
    expect(statusCode).toBe(404);
  });

  test('a program that asks for no page gets none', async () => {
    const { statusCode } = await served.app.inject({ url: '/history', headers: { accept: 'application/json' } });
    expect(statusCode).toBe(404);
  });

  test('HEAD gives the headers of the page', async () => {
    const { statusCode, body } = await served.app.inject({ method: 'HEAD', url: '/', headers: html });
    expect([statusCode, body]).toEqual([200, '']);
  });

  test('that is not built says how to build it', async () => {
    const config = { HOST: '127.0.0.1', CONSILIENCE_OPEN: '0' } as const;
    const fakes = { consilience: new FakeConsilience(), operations: new FakeOperations() };
    const app = await buildServer({ ...fakes, config, pageDir: '/nowhere', version: '0' });
    const { statusCode, body } = await app.inject({ url: '/', headers: html });
    expect(statusCode).toBe(404);
    expect(body).toContain('npm run build');
    await app.close();
  });
});

describe('security headers', () => {
  const policy =
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';font-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types 'none'";

  test.each([
    '/',
    '/assets/main-3f2a1b9c.css',
    '/v1/runs',
    `/v1/runs/${knownRun}`,
    '/nothing',
    '/v1/runs/x',
    '/health',
    '/%zz',
  ])('stand on %s', async (url) => {
    const { headers } = await served.app.inject(url);
    expect(headers).toMatchObject({
      'content-security-policy': policy,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['server']).toBeUndefined();
  });
});

describe('the reference page', () => {
  test('allows itself its own styles and nothing more', async () => {
    const { headers, body } = await served.app.inject('/reference');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;connect-src 'self';font-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect(body).not.toMatch(/https?:\/\//);
  });

  test('brings its script along', async () => {
    const { statusCode, headers, body } = await served.app.inject('/reference/scalar.js');
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(body.length).toBeGreaterThan(1_000_000);
  });
});

describe('what the product refuses', () => {
  test.each([
    [new ConsilienceError('overloaded', { retryAfterMs: 1_200 }), 503, '2'],
    [new ConsilienceError('shutting_down'), 503, '5'],
    [new ConsilienceError('model_unknown', { message: 'No a/b here.' }), 400, undefined],
    [new ConsilienceError('idempotency_key_reuse'), 422, undefined],
    [new ConsilienceError('store_unavailable'), 503, '5'],
  ])('%s', async (error, status, retryAfter) => {
    served.consilience.refusal = error;
    const response = await served.app.inject({ method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } });
    expect([response.statusCode, response.headers['retry-after']]).toEqual([status, retryAfter]);
    expect(response.json()).toMatchObject({
      error: { code: error.code, message: error.message, action: error.action },
    });
  });

  test('what nobody expected is 500, and says nothing of its cause but in the log', async () => {
    const cause = new Error('sk-ant-secret at /srv/key.ts:1');
    served.consilience.refusal = cause;
    const response = await served.app.inject({ method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ error: { code: 'internal' } });
    expect(response.body).not.toMatch(/secret|\.ts/);
    const { requestId } = response.json<{ error: { requestId: string } }>().error;
    expect(served.errors.at(-1)).toEqual({ requestId, code: 'internal', error: cause });
  });
});

test('an Idempotency-Key goes along, and a run of then is marked', async () => {
  const request = { method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } } as const;
  const first = await served.app.inject({ ...request, headers: { 'idempotency-key': 'one' } });
  const again = await served.app.inject({ ...request, headers: { 'idempotency-key': 'again' } });
  expect(served.consilience.accepted.slice(-2).map((run) => run.idempotencyKey)).toEqual(['one', 'again']);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(again.headers['idempotent-replayed']).toBe('true');
});

test('too many requests of one address wait; runs have a limit of their own', async () => {
  await using few = await serve({ loopbackRequestsPerMinute: 3, loopbackRunsPerMinute: 1 });
  const ask = () => few.app.inject({ method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } });
  expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([202, 429]);
  expect(few.consilience.accepted).toHaveLength(1);

  const statuses: number[] = [];
  for (const url of ['/health', '/health', '/v1/runs', '/v1/nothing', '/health']) {
    statuses.push((await few.app.inject(url)).statusCode);
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429]);

  const refused = await few.app.inject('/health');
  expect(refused.json()).toMatchObject({ error: { code: 'request_too_fast' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
});

test('an open server goes by any name, and still lets no other site change anything', async () => {
  await using open = await serve({}, true);
  const headers = { host: 'asks.example' };
  expect((await open.app.inject({ url: '/health', headers })).statusCode).toBe(200);
  const request = { method: 'POST', url: '/v1/runs', payload: { question: 'Why?' } } as const;
  const own = await open.app.inject({ ...request, headers: { ...headers, origin: 'https://asks.example' } });
  const other = await open.app.inject({ ...request, headers: { ...headers, origin: 'https://evil.example' } });
  expect([own.statusCode, other.statusCode]).toEqual([202, 403]);
});
