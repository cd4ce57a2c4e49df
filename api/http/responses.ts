import { type ErrorCode, errorTable } from '#core';
import { z } from 'zod';
import { apiError } from '../contract/errors.ts';

/** Every route may end like this. */
const common: readonly ErrorCode[] = [
  'body_invalid',
  'origin_refused',
  'request_too_fast',
  'internal',
  'overloaded',
  'shutting_down',
  'store_unavailable',
];

/** A route that reads a body may end like this too. */
export const bodyFailures: readonly ErrorCode[] = [
  'body_not_utf8',
  'json_invalid',
  'json_too_deep',
  'body_too_large',
  'content_type_unsupported',
];

interface Described<Schema> {
  readonly description: string;
  readonly content: { readonly 'application/json': { readonly schema: Schema } };
}

/** A response that carries a body, and when it comes. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema): Described<Schema> {
  return { description, content: { 'application/json': { schema } } };
}

/** A response without a body. */
export function empty(description: string) {
  return z.undefined().describe(description);
}

/** The error responses of a route by status, each naming its codes; for `schema.response`. */
export function failures(...own: readonly ErrorCode[]): Record<number, Described<typeof apiError>> {
  const codes = [...new Set([...own, ...common])];
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status);
  return Object.fromEntries([...byStatus].map(([status, sameStatus]) => [status, failure(sameStatus)]));
}

function failure(codes: readonly ErrorCode[]): Described<typeof apiError> {
  return json(codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join(' '), apiError);
}

/** For routes that read no query: any key is refused. */
export const noQuery = z.strictObject({});
