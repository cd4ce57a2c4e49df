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
        { name: 'Models', description: 'Who can be asked.' },
        { name: 'Service', description: 'What the service says of itself.' },
      ],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject: createJsonSchemaTransformObject({ zodToJsonConfig }),
  });
}

/** Lists are read-only for our own code; in a description of JSON the word would mean something else. */
const zodToJsonConfig = {
  override: ({ jsonSchema }: { jsonSchema: { readOnly?: boolean | undefined } }) => {
    delete jsonSchema.readOnly;
  },
};
