import { ConsilienceError } from '#core';
import { health, readiness } from '../contract/health.ts';
import type { App, RouteContext } from '../http/app.ts';
import { failures, json, noQuery } from '../http/responses.ts';
import { openapiDocument } from '../http/openapi.ts';

const healthMsMax = 1_000;

/** What the service says of itself. */
export function serviceRoutes(app: App, { consilience: { models }, operations, version }: RouteContext): void {
  app.get('/health', { config: { policy: 'open' }, schema: seeHealth }, async () => {
    const known = await models.describe(AbortSignal.timeout(healthMsMax)).catch(() => null);
    const rehearsal = known?.models.some((model) => model.inPanel && model.rehearsal) ?? false;
    return { status: 'ok' as const, version, rehearsal };
  });

  app.get('/ready', { config: { policy: 'open' }, schema: seeReadiness }, async () => {
    const now = await operations.readiness();
    if (!now.storeWritable) {
      throw new ConsilienceError('store_unavailable');
    }
    if (!now.ready) {
      throw new ConsilienceError(now.draining ? 'shutting_down' : 'overloaded');
    }
    return now;
  });

  app.get('/openapi.json', { config: { policy: 'open' }, schema: seeDescription }, () => ({
    openapi: '3.1.0',
    ...app.swagger(),
  }));
}

const seeHealth = {
  tags: ['Service'],
  operationId: 'seeHealth',
  summary: 'See whether the service lives',
  description: 'Answers as long as the process serves. Whether it takes questions is told by /ready.',
  querystring: noQuery,
  response: { 200: json('It is.', health), ...failures() },
};

const seeReadiness = {
  tags: ['Service'],
  operationId: 'seeReadiness',
  summary: 'See whether the service takes questions',
  description: 'Its store can be written, it is not stopping, and it has room for a run; else 503 with the reason.',
  querystring: noQuery,
  response: { 200: json('It does.', readiness), ...failures() },
};

const seeDescription = {
  tags: ['Service'],
  operationId: 'describeApi',
  summary: 'Describe the API',
  description: 'This document, OpenAPI 3.1.',
  querystring: noQuery,
  response: { 200: json('The description.', openapiDocument), ...failures() },
};
