import { ConsilienceError } from '../../errors.ts';
import type { Change } from '../../ports/document-query.ts';
import { fieldsOf } from './paths.ts';

type Fields = Record<string, unknown>;

/** A copy of `document` with the change made: `set`, then `inc`, then `unset`. Throws `internal` for a change that cannot be. */
export function changed(document: object, change: Change): object {
  refuseOverlap(change);
  const copy = structuredClone(document) as Fields;
  for (const [path, value] of Object.entries(change.set ?? {})) {
    const [parent, field] = parentOf(copy, path);
    parent[field] = value;
  }
  for (const [path, step] of Object.entries(change.inc ?? {})) {
    const [parent, field] = parentOf(copy, path);
    parent[field] = increased(parent[field], step);
  }
  for (const path of change.unset ?? []) {
    const [parent, field] = parentOf(copy, path);
    delete parent[field];
  }
  return copy;
}

/** The object that holds the path's last field; objects on the way are made when missing. */
function parentOf(document: Fields, path: string): readonly [Fields, string] {
  const fields = fieldsOf(path);
  const last = fields.at(-1) ?? path;
  let parent = document;
  for (const field of fields.slice(0, -1)) {
    const next = parent[field] ?? {};
    if (typeof next !== 'object' || Array.isArray(next)) {
      throw impossible(`There is no field below ${field}.`);
    }
    parent[field] = next;
    parent = next as Fields;
  }
  return [parent, last];
}

function increased(value: unknown, step: number): number {
  const sum = (value ?? 0) as number;
  if (typeof sum !== 'number' || !Number.isSafeInteger(step) || !Number.isSafeInteger(sum + step)) {
    throw impossible('Only integers can be added.');
  }
  return sum + step;
}

/** As MongoDB does: two parts of one change may not touch the same path, nor a path and its parent. */
function refuseOverlap(change: Change): void {
  const paths = [...Object.keys(change.set ?? {}), ...Object.keys(change.inc ?? {}), ...(change.unset ?? [])];
  const touched = new Set<string>();
  for (const path of paths) {
    if (path === 'id' || path === 'workspace') {
      throw impossible(`${path} never changes.`);
    }
    if (touched.has(path)) {
      throw impossible(`The change touches ${path} twice.`);
    }
    touched.add(path);
  }
  for (const path of paths) {
    const parents = path.split('.').map((_, index, fields) => fields.slice(0, index).join('.'));
    if (parents.some((parent) => touched.has(parent))) {
      throw impossible(`The change touches ${path} twice.`);
    }
  }
}

function impossible(message: string): ConsilienceError {
  return new ConsilienceError('internal', { message: `A change of the store is impossible: ${message}` });
}
