import { health } from '../contract/health.ts';
import type { App, RouteContext } from '../http/app.ts';
import { failures, json, noQuery } from '../http/responses.ts';
import { openapiDocument } from '../http/openapi.ts';

const healthMsMax = 1_000;

/** What the service says of itself. */
export function serviceRoutes(app: App, { consilience: { models }, version }: RouteContext): void {
  app.get('/health', { config: { policy: 'open' }, schema: seeHealth }, async () => {
    const known = await models.describe(AbortSignal.timeout(healthMsMax)).catch(() => null);
    const rehearsal = known?.models.some((model) => model.inPanel && model.rehearsal) ?? false;
    return { status: 'ok' as const, version, rehearsal };
  });

  app.get('/openapi.json', { config: { policy: 'open' }, schema: seeDescription }, () => ({
    openapi: '3.1.0',
    ...app.swagger(),
  }));
}

const seeHealth = {
  tags: ['Service'],
  operationId: 'seeHealth',
  summary: 'See whether the service is well',
  querystring: noQuery,
  response: { 200: json('It is.', health), ...failures() },
};

const seeDescription = {
  tags: ['Service'],
  operationId: 'describeApi',
  summary: 'Describe the API',
  description: 'This document, OpenAPI 3.1.',
  querystring: noQuery,
  response: { 200: json('The description.', openapiDocument), ...failures() },
};
