import swagger from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from './app.ts';

export const openapiDocument = z.looseObject({ openapi: z.string() }).meta({ description: 'An OpenAPI 3.1 document.' });

/** Describes every route that comes after it from the schemas that check its requests. */
export async function describeApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Consilience',
        version,
        description:
          'Ask several language models at once, watch every answer, see where they agree. Start with POST /v1/runs, then follow its events. Every error has the shape of ApiError and a stable code.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'Runs', description: 'One question to several models.' },
        { name: 'Sessions', description: 'A question with its follow-ups.' },
        { name: 'Shares', description: 'Links to one run as it stood.' },
        { name: 'Models', description: 'Who can be asked.' },
        { name: 'Service', description: 'What the service says of itself.' },
      ],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: (input) => tidied(nameShapes(input) as OpenApi),
  });
}

interface OpenApi {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, ResponseObject> }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

interface ResponseObject {
  content?: unknown;
  headers?: unknown;
}

/**
 * Every shape is named twice, as it is sent and as it is received: the one that nobody refers to goes, and the other one
 * takes its name. An empty response loses its body, one that asks to wait gains its header.
 */
function tidied(document: OpenApi): OpenApi {
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status === '204') {
        delete response.content;
      }
      if (status === '429' || status === '503') {
        response.headers = { 'Retry-After': retryAfter };
      }
    }
  }
  const used = usedShapes(document);
  const schemas = Object.entries(document.components.schemas).filter(([name]) => used.has(name));
  const tidy = { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
  const twins = [...used].filter((name) => name.endsWith('Input') && !used.has(name.replace(/Input$/, '')));
  return renamed(tidy, twins);
}

const retryAfter = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } };

/** The names that operations refer to, and those that these refer to. */
function usedShapes({ paths, components }: OpenApi): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (value: unknown) => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (!used.has(name)) {
        used.add(name);
        visit(components.schemas[name]);
      }
    }
  };
  visit(paths);
  return used;
}

function renamed(document: OpenApi, names: readonly string[]): OpenApi {
  const text = names.reduce(
    (json, name) => json.replaceAll(new RegExp(`"(#/components/schemas/)?${name}"`, 'g'), `"$1${name.slice(0, -5)}"`),
    JSON.stringify(document),
  );
  return JSON.parse(text) as OpenApi;
}

/** Lists are read-only for our own code; in a description of JSON the word would mean something else. */
const zodToJsonConfig = {
  override: ({ jsonSchema }: { jsonSchema: { readOnly?: boolean | undefined } }) => {
    delete jsonSchema.readOnly;
  },
};

const nameShapes = createJsonSchemaTransformObject({ zodToJsonConfig });
