import * as fc from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { apiError } from './contract/errors.ts';
import { explanation } from './contract/explanation.ts';
import { health, readiness } from './contract/health.ts';
import { keyCheck, modelsView } from './contract/models.ts';
import { acceptedRun, cancelledRun, runPage } from './contract/runs.ts';
import { sessionDetail, sessionPage, sessionSummary } from './contract/sessions.ts';
import { newShare, shareList, sharedRun } from './contract/shares.ts';
import { statsView } from './contract/stats.ts';
import { consensusView } from './contract/view.ts';
import { endedRun, knownRun, knownSession, knownShare, knownToken } from './testing/fake-consilience.ts';
import { serve, type Served } from './testing/serve.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served[Symbol.asyncDispose]());

/** What each operation answers when all is well; null is no body, `file` something to keep. */
const answers: Readonly<Record<string, z.ZodType | 'file' | null>> = {
  'POST /v1/runs 202': acceptedRun,
  'POST /v1/runs/:id/models 202': acceptedRun,
  'GET /v1/runs/:id/export 200': 'file',
  'GET /v1/shared/:token/export 200': 'file',
  'GET /v1/runs 200': runPage,
  'GET /v1/runs/:id 200': consensusView,
  'GET /v1/runs/:id/explanation 200': explanation,
  'DELETE /v1/runs/:id 202': cancelledRun,
  'POST /v1/runs/:id/shares 201': newShare,
  'GET /v1/runs/:id/shares 200': shareList,
  'DELETE /v1/shares/:id 204': null,
  'GET /v1/shared/:token 200': sharedRun,
  'GET /v1/sessions 200': sessionPage,
  'GET /v1/sessions/:id 200': sessionDetail,
  'PATCH /v1/sessions/:id 200': sessionSummary,
  'DELETE /v1/sessions/:id 204': null,
  'POST /v1/sessions/:id/restore 200': sessionSummary,
  'GET /v1/models 200': modelsView,
  'PATCH /v1/models 200': modelsView,
  'POST /v1/models/checks 200': keyCheck,
  'GET /v1/models/stats 200': statsView,
  'GET /health 200': health,
  'GET /ready 200': readiness,
};

interface Call {
  readonly operation: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', '\u200b', '__proto__', '$gt'));
const id = (prefix: string, known: string) =>
  fc.oneof(
    fc.constant(known),
    fc.stringMatching(/^[0-9A-Za-z]{20,26}$/).map((tail) => `${prefix}_${tail}`),
    anyText.map((text) => encodeURIComponent(text.toWellFormed())),
  );
const question = fc.oneof(fc.constant('Is a tomato a fruit?'), anyText);
const newRun = fc.record(
  {
    question,
    models: fc.array(fc.stringMatching(/^[a-z]{2,9}\/[a-z.]{2,9}$/), { maxLength: 10 }),
    session: id('ses', knownSession),
  },
  { requiredKeys: ['question'] },
);
const listQuery = fc
  .record({ q: anyText, limit: fc.integer({ min: -2, max: 110 }).map(String), cursor: anyText }, { requiredKeys: [] })
  .map((query) => Object.entries(query));

const formats = fc
  .oneof(fc.constant('markdown'), fc.constant('json'), anyText)
  .map((format): [string, string][] => [['format', format]]);

const none = fc.constant(undefined);
const noQuery = fc.constant<[string, string][]>([]);
const calls: fc.Arbitrary<Call> = fc.oneof(
  call('POST /v1/runs', { path: fc.constant('/v1/runs'), body: newRun }),
  call('GET /v1/runs', { path: fc.constant('/v1/runs'), query: listQuery }),
  call('GET /v1/runs/:id', { path: id('run', knownRun).map((run) => `/v1/runs/${run}`) }),
  call('GET /v1/runs/:id/explanation', { path: id('run', knownRun).map((run) => `/v1/runs/${run}/explanation`) }),
  call('DELETE /v1/runs/:id', { path: id('run', knownRun).map((run) => `/v1/runs/${run}`) }),
  call('POST /v1/runs/:id/shares', { path: fc.constant(`/v1/runs/${endedRun}/shares`) }),
  call('POST /v1/runs/:id/shares', { path: id('run', knownRun).map((run) => `/v1/runs/${run}/shares`) }),
  call('GET /v1/runs/:id/shares', { path: id('run', knownRun).map((run) => `/v1/runs/${run}/shares`) }),
  call('DELETE /v1/shares/:id', { path: id('shr', knownShare).map((share) => `/v1/shares/${share}`) }),
  call('GET /v1/shared/:token', {
    path: fc
      .oneof(
        fc.constant(knownToken),
        anyText.map((text) => encodeURIComponent(text.toWellFormed())),
      )
      .map((token) => `/v1/shared/${token}`),
  }),
  call('GET /v1/sessions', { path: fc.constant('/v1/sessions'), query: listQuery }),
  call('GET /v1/sessions/:id', { path: id('ses', knownSession).map((session) => `/v1/sessions/${session}`) }),
  call('PATCH /v1/sessions/:id', {
    path: id('ses', knownSession).map((session) => `/v1/sessions/${session}`),
    body: fc.record({ title: fc.oneof(fc.constant('Fruit'), question) }),
  }),
  call('DELETE /v1/sessions/:id', { path: id('ses', knownSession).map((session) => `/v1/sessions/${session}`) }),
  call('POST /v1/sessions/:id/restore', {
    path: id('ses', knownSession).map((session) => `/v1/sessions/${session}/restore`),
  }),
  call('POST /v1/runs/:id/models', {
    path: id('run', endedRun).map((run) => `/v1/runs/${run}/models`),
    body: fc.record({ model: fc.oneof(fc.constant('openai/gpt'), anyText) }),
  }),
  call('GET /v1/runs/:id/export', {
    path: id('run', endedRun).map((run) => `/v1/runs/${run}/export`),
    query: formats,
  }),
  call('GET /v1/shared/:token/export', { path: fc.constant(`/v1/shared/${knownToken}/export`), query: formats }),
  call('GET /v1/models', { path: fc.constant('/v1/models') }),
  call('PATCH /v1/models', {
    path: fc.constant('/v1/models'),
    body: fc.record({ panel: fc.array(anyText, { maxLength: 3 }) }),
  }),
  call('POST /v1/models/checks', {
    path: fc.constant('/v1/models/checks'),
    body: fc.record({ vendor: fc.oneof(fc.constant('openai'), anyText) }),
  }),
  call('GET /v1/models/stats', { path: fc.constant('/v1/models/stats') }),
  call('GET /health', { path: fc.constant('/health') }),
  call('GET /ready', { path: fc.constant('/ready') }),
);

function call(
  operation: string,
  {
    path,
    query = noQuery,
    body = none,
  }: { path: fc.Arbitrary<string>; query?: fc.Arbitrary<[string, string][]>; body?: fc.Arbitrary<unknown> },
): fc.Arbitrary<Call> {
  return fc.record({ operation: fc.constant(operation), path, query, headers: fc.constant({}), body });
}

/** One thing about a call is made wrong, or may be. */
const mutation: fc.Arbitrary<(call: Call) => Call> = fc.oneof(
  fc.constant((valid: Call) => valid),
  fc.tuple(anyText, fc.jsonValue()).map(([key, value]) => (valid: Call): Call => ({
    ...valid,
    body: { ...(valid.body as object), [key]: value },
  })),
  fc.jsonValue().map((value) => (valid: Call): Call => ({ ...valid, body: value })),
  fc.tuple(fc.nat(2), fc.jsonValue()).map(([index, value]) => (valid: Call): Call => {
    const fields = Object.entries(valid.body ?? {});
    const changed = fields.map((field, at) => (at === index % fields.length ? [field[0], value] : field));
    return { ...valid, body: Object.fromEntries(changed) };
  }),
  fc.tuple(anyText, anyText).map((pair) => (valid: Call): Call => ({ ...valid, query: [...valid.query, pair] })),
  fc
    .constantFrom('content-type', 'idempotency-key', 'last-event-id', 'origin', 'host', 'accept', 'x-forwarded-for')
    .chain((name) =>
      fc.stringMatching(/^[\x20-\x7e]{0,40}$/).map((value) => (valid: Call): Call => ({
        ...valid,
        headers: { ...valid.headers, [name]: value },
      })),
    ),
  fc.stringMatching(/^[\x21-\x7e]{1,10}$/).map((text) => (valid: Call): Call => ({
    ...valid,
    path: valid.path + text,
  })),
);

function requestOf({ operation, path, query, headers, body }: Call): InjectOptions {
  const method = operation.split(' ', 1)[0] as 'GET' | 'POST';
  const address = query.map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('=')).join('&');
  const url = address === '' ? path : `${path}?${address}`;
  return body === undefined
    ? { method, url, headers }
    : { method, url, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(body) };
}

/** Whether the response is what the contract says of its operation and status, and nothing more. */
function fits(operation: string, { statusCode, headers, body }: LightMyRequestResponse): boolean {
  const isPage = headers['content-type']?.toString().startsWith('text/html') === true;
  const schema = statusCode >= 400 ? apiError : answers[`${operation} ${statusCode}`];
  if (schema === 'file') {
    return body.length > 0 && String(headers['content-disposition']).startsWith('attachment');
  }
  if (isPage || schema === null) {
    return isPage ? statusCode === 200 : body === '';
  }
  return schema !== undefined && isDeepStrictEqual(schema.parse(JSON.parse(body)), JSON.parse(body));
}

const runs = Number(process.env['FUZZ_RUNS'] ?? 3_000);

test(
  `${runs} requests, right or nearly right, give what the contract says or a 4xx`,
  { timeout: 20 * runs },
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(calls, mutation, async (valid, mutate) => {
        const mutated = mutate(valid);
        served.consilience.reset();
        const accepted = served.consilience.accepted.length;
        const response = await served.app.inject(requestOf(mutated));
        const { statusCode } = response;
        const outcome = `${mutated.operation} ${statusCode}`;
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);

        expect(statusCode).toBeLessThan(500);
        expect(response.headers['x-content-type-options']).toBe('nosniff');
        expect(fits(mutated.operation, response)).toBe(true);
        expect(served.consilience.accepted.length - accepted).toBe(outcome === 'POST /v1/runs 202' ? 1 : 0);
      }),
      { numRuns: runs },
    );
    expect([...seen.keys()]).toEqual(expect.arrayContaining(Object.keys(answers)));
  },
);

/** Written as a stream, and tried beside: `events.test.ts`. */
const streams = ['GET /v1/runs/:id/events', 'GET /openapi.json'];

test('every operation of the description is tried', async () => {
  const { paths } = (await served.app.inject({ url: '/openapi.json' })).json<{ paths: Record<string, object> }>();
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  const tried = Object.keys(answers).map((answer) => answer.slice(0, answer.lastIndexOf(' ')));
  expect(described.filter((operation) => ![...tried, ...streams].includes(operation))).toEqual([]);
});
