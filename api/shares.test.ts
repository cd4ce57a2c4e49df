import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiError } from './contract/errors.ts';
import { exportedRun } from './contract/exports.ts';
import { newShare, sharedRun } from './contract/shares.ts';
import { endedRun, knownRun, knownToken } from './testing/fake-consilience.ts';
import { serve, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

const html = { accept: 'text/html' };

test('a link is made once, and its token is in no later answer', async () => {
  const made = await served.app.inject({ method: 'POST', url: `/v1/runs/${endedRun}/shares` });
  expect(made.statusCode).toBe(201);
  const { token } = newShare.parse(made.json());
  expect([made.headers['location'], made.headers['cache-control']]).toEqual([`/shared/${token}`, 'no-store']);
  const listed = await served.app.inject(`/v1/runs/${endedRun}/shares`);
  expect(listed.statusCode).toBe(200);
  expect(listed.body).not.toContain(token);
});

test('a run that goes on is not shared', async () => {
  const response = await served.app.inject({ method: 'POST', url: `/v1/runs/${knownRun}/shares` });
  expect([response.statusCode, apiError.parse(response.json()).error.code]).toEqual([409, 'run_open']);
});

test.each([`/v1/shared/${knownToken}`, `/v1/shared/${knownToken}/export`])(
  '%s is for no search engine and no cache',
  async (url) => {
    const { statusCode, headers } = await served.app.inject(url);
    expect(statusCode).toBe(200);
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  },
);

test('opening a link asks nothing of a workspace', async () => {
  const calls = served.consilience.calls.length;
  const { view } = sharedRun.parse((await served.app.inject(`/v1/shared/${knownToken}`)).json());
  expect(view.question).toBe('Is a tomato a fruit?');
  expect(served.consilience.calls).toHaveLength(calls);
});

test('its page says the same to search engines, by GET and by HEAD', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const { statusCode, headers } = await served.app.inject({ method, url: `/shared/${knownToken}`, headers: html });
    expect(statusCode).toBe(200);
    expect(headers['x-robots-tag']).toContain('noindex');
  }
});

test('a run is exported as a file of Markdown or JSON', async () => {
  const markdown = await served.app.inject(`/v1/runs/${knownRun}/export`);
  expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8');
  expect(markdown.headers['content-disposition']).toBe('attachment; filename="consilience-is-a-tomato-a-fruit.md"');
  expect(markdown.body).toMatch(/^# Is a tomato a fruit\?\n\n> \*\*Rehearsal: All answers in this run are simulated\./);
  const json = await served.app.inject(`/v1/runs/${knownRun}/export?format=json`);
  expect(json.headers['content-disposition']).toContain('.json"');
  const { notice, run } = exportedRun.parse(json.json());
  expect(notice).toContain('Rehearsal');
  expect(run.id).toBe(knownRun);
});

test('an export of another kind is refused', async () => {
  const response = await served.app.inject(`/v1/runs/${knownRun}/export?format=html`);
  expect([response.statusCode, apiError.parse(response.json()).error.code]).toEqual([400, 'body_invalid']);
});
