import { ConsilienceError } from '../../errors.ts';
import type { Find } from '../../ports/document-query.ts';

/** Where a page ended: the value it is sorted by, and the id. */
export type Place = readonly [value: string | number | null, id: string];

export function encodeCursor(sort: Find['sort'], [value, id]: Place): string {
  return Buffer.from(JSON.stringify([sort.field, sort.order, value, id])).toString('base64url');
}

/** Throws `body_invalid` for a cursor of another list. */
export function decodeCursor(sort: Find['sort'], cursor: string): Place {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = null;
  }
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== sort.field || parts[1] !== sort.order) {
    throw notOfThisList();
  }
  const [, , value, id] = parts as unknown[];
  if (typeof id !== 'string' || !(value === null || typeof value === 'string' || typeof value === 'number')) {
    throw notOfThisList();
  }
  return [value, id];
}

function notOfThisList(): ConsilienceError {
  return new ConsilienceError('body_invalid', { message: 'The cursor is not one of this list.' });
}
