import { ConsilienceError } from '#core';
import type { FastifySchemaValidationError } from 'fastify';
import { shown } from '../http/json-body.ts';
import { isErrorCode } from './error.ts';

/** The first fault that a schema found, as an error that names the place. A rule with a code of its own gives that code. */
export function invalidRequest(faults: readonly FastifySchemaValidationError[], part: string): ConsilienceError {
  const [fault] = faults;
  const code = ruleCode(fault?.params);
  if (isErrorCode(code)) {
    return new ConsilienceError(code);
  }
  return new ConsilienceError('body_invalid', { message: sentence(fault, part) });
}

function ruleCode(params: Record<string, unknown> | undefined): unknown {
  const rule = params?.['params'];
  return typeof rule === 'object' && rule !== null && 'code' in rule ? rule.code : undefined;
}

function sentence(fault: FastifySchemaValidationError | undefined, part: string): string {
  const unknown = fault?.params['keys'];
  if (Array.isArray(unknown)) {
    return `Not known in the ${part}: ${unknown
      .slice(0, 5)
      .map((key) => shown(String(key)))
      .join(', ')}.`;
  }
  const path = fault?.instancePath.replace(/^\/+/, '') ?? '';
  const place = path === '' ? `The ${part}` : `${shown(path)} in the ${part}`;
  return `${place} is not valid: ${fault?.message ?? 'another shape is expected'}.`;
}
