import type { Collection, CollectionSpec, Document, DocumentStore } from '../../ports/document-store.ts';
import { SqliteCollection } from './sqlite-collection.ts';
import { Database } from './sqlite-database.ts';

/**
 * Documents in one SQLite file, the default store. Several processes may use one file. Every write is on the disk
 * (`synchronous = FULL`) when it returns. Throws `store_unavailable` when the file cannot be opened or written.
 */
export function sqliteStore(options: { readonly file: string }): DocumentStore {
  const database = new Database({ file: options.file, synchronous: 'FULL' });
  return {
    collection<D extends Document>(spec: CollectionSpec<D>): Collection<D> {
      return new SqliteCollection(database, spec);
    },
    async close(): Promise<void> {
      database.close();
    },
  };
}
