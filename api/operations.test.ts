import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildServer } from './server.ts';
import { FakeConsilience } from './testing/fake-consilience.ts';
import { FakeOperations } from './testing/fake-operations.ts';
import { serve, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
beforeEach(() => {
  served.operations.now = new FakeOperations().now;
});
afterAll(() => served.app.close());

describe('ready', () => {
  test('when it takes questions', async () => {
    const response = await served.app.inject('/ready');
    expect([response.statusCode, response.json()]).toEqual([200, served.operations.now]);
  });

  test.each([
    ['store_unavailable', { storeWritable: false }],
    ['shutting_down', { draining: true }],
    ['overloaded', { runsInFlight: 200 }],
  ])('not while %s, and still alive', async (code, change) => {
    served.operations.now = { ...served.operations.now, ready: false, ...change };
    const response = await served.app.inject('/ready');
    expect([response.statusCode, response.json()]).toMatchObject([503, { error: { code } }]);
    expect(response.headers['retry-after']).toMatch(/^\d+$/);
    expect((await served.app.inject('/health')).statusCode).toBe(200);
  });
});

describe('metrics', () => {
  test('are told to a program of this machine', async () => {
    const response = await served.app.inject('/metrics');
    expect([response.statusCode, response.body]).toEqual([200, 'consilience_runs_in_flight 1\n']);
    expect(response.headers['content-type']).toMatch(/^text\/plain; version=/);
  });

  test.each([
    ['from another machine', { remoteAddress: '10.1.2.3' }],
    ['through a proxy of this machine', { headers: { 'x-forwarded-for': '10.1.2.3' } }],
    ['through a proxy that says so otherwise', { headers: { forwarded: 'for=10.1.2.3' } }],
  ])('are nowhere %s', async (_, request) => {
    const response = await served.app.inject({ url: '/metrics', ...request });
    const missing = await served.app.inject({ url: '/v1/nothing', ...request });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toMatchObject({ error: { code: missing.json<{ error: { code: string } }>().error.code } });
  });

  test('are told to whoever has the token, wherever that is, and to nobody else', async () => {
    const app = await buildServer({
      consilience: new FakeConsilience(),
      operations: new FakeOperations(),
      config: { HOST: '127.0.0.1', CONSILIENCE_OPEN: '1', METRICS_TOKEN: 'right-token' },
      pageDir: '/nowhere',
      version: '0',
    });
    const ask = async (authorization?: string) => {
      const headers = authorization === undefined ? {} : { authorization };
      return (await app.inject({ url: '/metrics', remoteAddress: '10.1.2.3', headers })).statusCode;
    };
    expect(await ask('Bearer right-token')).toBe(200);
    expect(await Promise.all([ask(), ask('Bearer wrong'), ask('right-token'), ask('Bearer ')])).toEqual([
      404, 404, 404, 404,
    ]);
    expect((await app.inject('/metrics')).statusCode).toBe(404);
    await app.close();
  });
});
