import type { z } from 'zod';
import type { Change, Filter, Find, Page } from './document-query.ts';

/**
 * Documents in collections. The atomic unit is one document; what must change together lives in one.
 * Every document has a string `id`, unique in its collection, and a string `workspace`.
 */
export interface DocumentStore {
  /** Makes the collection and its indexes when they are missing. */
  collection<D extends Document>(spec: CollectionSpec<D>): Collection<D>;
  close(): Promise<void>;
}

export interface Document {
  readonly id: string;
  readonly workspace: string;
}

export interface CollectionSpec<D extends Document> {
  readonly name: string;
  readonly schema: z.ZodType<D>;
  /** Fields by dotted path, most selective first. A unique one ignores documents that lack any of its fields. */
  readonly indexes: readonly { readonly fields: readonly string[]; readonly unique: boolean }[];
  /** Fields that `Find.text` looks in: texts, or lists or records of texts. */
  readonly searchable: readonly string[];
}

export interface Collection<D extends Document> {
  /** Throws `store_conflict` when the id or a unique index is taken. Durable when it returns. */
  insert(document: D): Promise<void>;
  get(id: string): Promise<D | null>;
  /** Throws `body_invalid` for a cursor of another list, and, as all of these, for a filter of another form. */
  find(query: Find): Promise<Page<D>>;
  /** Changes at most one matching document, atomically; the document as it then stands, or null when none matched. */
  update(filter: Filter, change: Change): Promise<D | null>;
  /** How many were removed. */
  remove(filter: Filter): Promise<number>;
}
