import { ConsilienceError } from '../../errors.ts';

/** Where a page ended: when its last session was changed, and its id. */
export type IndexPlace = readonly [updatedAt: number, id: string];

export function encodePlace(place: IndexPlace): string {
  return Buffer.from(JSON.stringify(['history', ...place])).toString('base64url');
}

/** Throws `body_invalid` for a cursor of another list. */
export function decodePlace(cursor: string): IndexPlace {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = null;
  }
  const [kind, updatedAt, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (kind !== 'history' || typeof updatedAt !== 'number' || typeof id !== 'string') {
    throw new ConsilienceError('body_invalid', { message: 'The cursor is not one of this list.' });
  }
  return [updatedAt, id];
}
