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

interface Failure {
  readonly description: string;
  readonly content: { readonly 'application/json': { readonly schema: typeof apiError } };
}

/** The error responses of a route by status, each naming its codes; for `schema.response`. */
export function failures(...own: readonly ErrorCode[]): Record<number, Failure> {
  const codes = [...new Set([...own, ...common])];
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status);
  return Object.fromEntries([...byStatus].map(([status, sameStatus]) => [status, failure(sameStatus)]));
}

function failure(codes: readonly ErrorCode[]): Failure {
  const description = codes.map((code) => `\`${code}\`: ${errorTable[code].message}`).join(' ');
  return { description, content: { 'application/json': { schema: apiError } } };
}

/** For routes that read no query: any key is refused. */
export const noQuery = z.strictObject({});
