import { ConsilienceError } from '../../errors.ts';

const pathMax = 200;
const pathShape = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The fields of a dotted path. Only letters, digits and underscores pass, so a path can stand in a query; operators
 * (`$gt`), quotes and prototype names cannot. Throws `body_invalid`.
 */
export function fieldsOf(path: string): readonly string[] {
  const fields = path.split('.');
  if (path.length > pathMax || !pathShape.test(path) || fields.some((field) => forbidden.has(field))) {
    throw new ConsilienceError('body_invalid', { message: 'The store was asked for a field of an impossible name.' });
  }
  return fields;
}
