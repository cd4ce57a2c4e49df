import { z } from 'zod';
import { ConsilienceError } from '../errors.ts';
import type { Change, Filter, Find, Page } from '../ports/document-query.ts';
import type { Collection, Document } from '../ports/document-store.ts';
import type { WorkspaceId } from './workspace.ts';

/** The workspace field of a stored record. */
export const storedWorkspace = z.custom<WorkspaceId>((value) => typeof value === 'string' && value !== '');

/** A collection as one workspace sees it: nothing of another one can be read, changed or removed through it. */
export interface Scoped<D extends Document> {
  insert(document: D): Promise<void>;
  get(id: string): Promise<D | null>;
  find(query: Find): Promise<Page<D>>;
  update(filter: Filter, change: Change): Promise<D | null>;
  remove(filter: Filter): Promise<number>;
}

export function scoped<D extends Document>(collection: Collection<D>, workspace: WorkspaceId): Scoped<D> {
  const own = (filter: Filter): Filter => ({ ...filter, workspace });
  return {
    async insert(document) {
      await collection.insert(asserted(document, workspace));
    },
    async get(id) {
      const found = await collection.get(id);
      return found?.workspace === workspace ? found : null;
    },
    async find(query) {
      const page = await collection.find({ ...query, filter: own(query.filter) });
      return { ...page, items: page.items.map((item) => asserted(item, workspace)) };
    },
    async update(filter, change) {
      const after = await collection.update(own(filter), change);
      return after === null ? null : asserted(after, workspace);
    },
    remove: (filter) => collection.remove(own(filter)),
  };
}

/** The second lock of the pair: the query named the workspace, and so must what came back. */
function asserted<D extends Document>(document: D, workspace: WorkspaceId): D {
  if (document.workspace !== workspace) {
    throw new ConsilienceError('internal', { message: 'A record of another workspace was about to be used.' });
  }
  return document;
}
