import type { Collection, CollectionSpec, Document, DocumentStore } from '../../ports/document-store.ts';
import { SqliteCollection } from './sqlite-collection.ts';
import { Database } from './sqlite-database.ts';
import { WriteQueue } from './write-queue.ts';

/**
 * Documents in one SQLite file, the default store. Several processes may use one file. Every write is on the disk
 * (`synchronous = FULL`) when it returns; writes of one moment share a transaction. Throws `store_unavailable` when the file cannot be opened or written.
 */
export function sqliteStore(options: { readonly file: string }): DocumentStore {
  const database = new Database({ file: options.file, synchronous: 'FULL' });
  const writes = new WriteQueue(database);
  return {
    collection<D extends Document>(spec: CollectionSpec<D>): Collection<D> {
      return new SqliteCollection(database, writes, spec);
    },
    async close(): Promise<void> {
      await writes.settled();
      database.close();
    },
  };
}
