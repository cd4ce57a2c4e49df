import { localWorkspace } from '#core';
import { expect, test } from 'vitest';
import type { App } from './http/app.ts';
import { noteRoutes, refuseLooseRoutes } from './http/route-table.ts';
import { endedRun, knownRun, knownSession, knownShare } from './testing/fake-consilience.ts';
import { serve } from './testing/serve.ts';

interface Operation {
  readonly summary?: string;
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: object; readonly headers?: object }>
  >;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

async function describe(): Promise<Description> {
  await using served = await serve();
  return (await served.app.inject('/openapi.json')).json();
}

test('every route is described, and nothing else', async () => {
  const { openapi, info, paths } = await describe();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(openapi).toBe('3.1.0');
  expect(info.version).toBe('0.0.0-test');
  expect(operations.toSorted()).toEqual([
    'DELETE /v1/runs/{id}',
    'DELETE /v1/sessions/{id}',
    'DELETE /v1/shares/{id}',
    'GET /health',
    'GET /openapi.json',
    'GET /ready',
    'GET /v1/models',
    'GET /v1/models/stats',
    'GET /v1/runs',
    'GET /v1/runs/{id}',
    'GET /v1/runs/{id}/events',
    'GET /v1/runs/{id}/explanation',
    'GET /v1/runs/{id}/export',
    'GET /v1/runs/{id}/shares',
    'GET /v1/sessions',
    'GET /v1/sessions/{id}',
    'GET /v1/shared/{token}',
    'GET /v1/shared/{token}/export',
    'PATCH /v1/models',
    'PATCH /v1/sessions/{id}',
    'POST /v1/models/checks',
    'POST /v1/runs',
    'POST /v1/runs/{id}/models',
    'POST /v1/runs/{id}/shares',
    'POST /v1/sessions/{id}/restore',
  ]);
});

test('every operation has a summary, a success and described errors', async () => {
  const { paths } = await describe();
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    expect(operation.summary).toMatch(/^[A-Z]/);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '403', '429', '500', '503']));
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
    for (const { description } of Object.values(operation.responses)) {
      expect(description).toMatch(/\.$/);
    }
    expect(operation.responses['204']?.content).toBeUndefined();
    expect(operation.responses['429']?.headers).toHaveProperty('Retry-After');
  }
});

test('shapes are named once and every reference leads somewhere', async () => {
  const description = await describe();
  const names = Object.keys(description.components.schemas);
  expect(names).toEqual(
    expect.arrayContaining(['ApiError', 'ConsensusEvent', 'ConsensusView', 'NewRun', 'ModelsView']),
  );
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
  expect(references.length).toBeGreaterThan(20);
  expect(references.filter((target) => !names.includes(target?.replace('#/components/schemas/', '') ?? ''))).toEqual(
    [],
  );
  expect(names.filter((name) => name.endsWith('Input'))).toEqual([]);
  expect(new Set(references.map((target) => target?.split('/').at(-1)))).toEqual(new Set(names));
  expect(JSON.stringify(description)).not.toContain('readOnly');
});

test('the event stream is described as one', async () => {
  const { paths } = await describe();
  const responses = paths['/v1/runs/{id}/events']?.['get']?.responses;
  expect(Object.keys(responses?.['200']?.content ?? {})).toEqual(['text/event-stream']);
});

test('a route without a policy stops the server', () => {
  const app = pretendApp({});
  const routes = noteRoutes(app);
  declare(app, { method: 'GET', url: '/x' });
  expect(() => refuseLooseRoutes(app, routes)).toThrow('GET /x has no policy');
});

test('a route that is not described stops the server, unless it is an open page', () => {
  const app = pretendApp({ '/v1/x/{id}': { get: {} } });
  const routes = noteRoutes(app);
  declare(app, { method: 'GET', url: '/v1/x/:id', config: { policy: 'read' } });
  declare(app, { method: 'GET', url: '/page', config: { policy: 'open' }, schema: { hide: true } });
  expect(() => refuseLooseRoutes(app, routes)).not.toThrow();
  declare(app, { method: 'DELETE', url: '/v1/x/:id', config: { policy: 'read' } });
  expect(() => refuseLooseRoutes(app, routes)).toThrow('DELETE /v1/x/:id is not in /openapi.json');
});

test('a hidden route that is not open stops the server', () => {
  const app = pretendApp({});
  const routes = noteRoutes(app);
  declare(app, { method: 'GET', url: '/secret', config: { policy: 'read' }, schema: { hide: true } });
  expect(() => refuseLooseRoutes(app, routes)).toThrow('GET /secret is not in /openapi.json');
});

test('every call of the product names the workspace of the caller', async () => {
  await using served = await serve();
  const { app, consilience } = served;
  const calls = [
    ['POST', '/v1/runs', { question: 'Why?' }],
    ['GET', '/v1/runs'],
    ['GET', `/v1/runs/${knownRun}`],
    ['POST', `/v1/runs/${knownRun}/models`, { model: 'rehearsal/birch' }],
    ['DELETE', `/v1/runs/${knownRun}`],
    ['GET', `/v1/runs/${knownRun}/events`],
    ['GET', `/v1/runs/${knownRun}/export`],
    ['POST', `/v1/runs/${endedRun}/shares`],
    ['GET', `/v1/runs/${knownRun}/shares`],
    ['DELETE', `/v1/shares/${knownShare}`],
    ['GET', '/v1/models'],
    ['PATCH', '/v1/models', { off: [] }],
    ['POST', '/v1/models/checks', { vendor: 'rehearsal' }],
    ['GET', '/v1/models/stats'],
    ['GET', '/v1/sessions'],
    ['GET', `/v1/sessions/${knownSession}`],
    ['PATCH', `/v1/sessions/${knownSession}`, { title: 'Fruit' }],
    ['PATCH', `/v1/sessions/${knownSession}`, { starred: true }],
    ['DELETE', `/v1/sessions/${knownSession}`],
    ['POST', `/v1/sessions/${knownSession}/restore`],
  ] as const;
  for (const [method, url, payload] of calls) {
    const { statusCode } = await app.inject(payload === undefined ? { method, url } : { method, url, payload });
    expect(statusCode).toBeLessThan(300);
  }
  // Following asks for the run first.
  expect(consilience.calls).toEqual(Array.from({ length: calls.length + 1 }, () => localWorkspace));
});

type Declared = Parameters<App['route']>[0];

/** As much of a server as the table of routes looks at. */
function pretendApp(paths: object): App {
  const hooks: ((route: unknown) => void)[] = [];
  const app = { addHook: (_name: string, hook: (route: unknown) => void) => hooks.push(hook), hooks };
  return { ...app, swagger: () => ({ paths }) } as unknown as App;
}

function declare(app: App, route: Partial<Declared>): void {
  for (const hook of (app as unknown as { hooks: ((route: unknown) => void)[] }).hooks) {
    hook(route);
  }
}
