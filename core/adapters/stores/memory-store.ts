import { ConsilienceError } from '../../errors.ts';
import type { Change, Filter, Find, Page } from '../../ports/document-query.ts';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../../ports/document-store.ts';
import { changed } from './change.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Place } from './cursor.ts';
import { compareValues, passing, valueAt } from './memory-query.ts';
import { fieldsOf } from './paths.ts';
import { textsIn, wordsOf } from './words.ts';

/** The documents of each collection by id: what lasts as long as somebody holds it. Treat them as read-only. */
export type MemoryTables = Map<string, Map<string, Document>>;

const searchWordsMax = 64;
const pageMax = 200;

/** Documents in memory, for simulations and tests: every opener of the same tables sees the same documents. */
export function memoryStore(tables: MemoryTables): DocumentStore {
  return {
    collection<D extends Document>(spec: CollectionSpec<D>): Collection<D> {
      const documents = tables.get(spec.name) ?? new Map<string, Document>();
      tables.set(spec.name, documents);
      return new MemoryCollection(documents as Map<string, D>, spec);
    },
    close: () => Promise.resolve(),
  };
}

/** Every call does all of its work before it returns its promise. */
class MemoryCollection<D extends Document> implements Collection<D> {
  readonly #documents: Map<string, D>;
  readonly #spec: CollectionSpec<D>;

  constructor(documents: Map<string, D>, spec: CollectionSpec<D>) {
    this.#documents = documents;
    this.#spec = spec;
  }

  async insert(document: D): Promise<void> {
    const valid = this.#valid(document);
    if (this.#documents.has(valid.id)) {
      throw new ConsilienceError('store_conflict');
    }
    this.#refuseTaken(valid);
    this.#documents.set(valid.id, valid);
  }

  async get(id: string): Promise<D | null> {
    const found = this.#documents.get(id);
    return found === undefined ? null : structuredClone(found);
  }

  async find({ filter, text, sort, limit, cursor }: Find): Promise<Page<D>> {
    const sorted = fieldsOf(sort.field);
    const tests = [passing(filter), ...(text === null ? [] : [this.#containing(text)])];
    const sign = sort.order === 'ascending' ? 1 : -1;
    const place = (document: D): Place => [sortable(valueAt(document, sorted)), document.id];
    const compare = (a: Place, b: Place) => sign * (compareValues(a[0], b[0]) || compareValues(a[1], b[1]));
    const after = cursor === null ? null : decodeCursor(sort, cursor);
    const matching = [...this.#documents.values()]
      .filter((document) => tests.every((test) => test(document)))
      .filter((document) => after === null || compare(place(document), after) > 0)
      .toSorted((a, b) => compare(place(a), place(b)));
    const shown = matching.slice(0, Math.min(Math.max(1, Math.trunc(limit)), pageMax));
    const last = shown.at(-1);
    return {
      items: shown.map((document) => structuredClone(document)),
      next: last === undefined || matching.length === shown.length ? null : encodeCursor(sort, place(last)),
    };
  }

  async update(filter: Filter, change: Change): Promise<D | null> {
    const passes = passing(filter);
    const before = this.#candidates(filter).find(passes);
    if (before === undefined) {
      return null;
    }
    const after = this.#valid(changed(before, change));
    this.#refuseTaken(after);
    this.#documents.set(after.id, after);
    return structuredClone(after);
  }

  async remove(filter: Filter): Promise<number> {
    const matching = this.#candidates(filter).filter(passing(filter));
    for (const { id } of matching) {
      this.#documents.delete(id);
    }
    return matching.length;
  }

  /** One document when the filter names its id, else all. */
  #candidates({ id }: Filter): readonly D[] {
    if (typeof id !== 'string') {
      return [...this.#documents.values()];
    }
    const found = this.#documents.get(id);
    return found === undefined ? [] : [found];
  }

  #refuseTaken(document: D): void {
    for (const { fields } of this.#spec.indexes.filter((index) => index.unique)) {
      const paths = fields.map(fieldsOf);
      const values = paths.map((path) => valueAt(document, path));
      if (values.includes(null)) {
        continue;
      }
      for (const other of this.#documents.values()) {
        if (other.id !== document.id && paths.every((path, index) => valueAt(other, path) === values[index])) {
          throw new ConsilienceError('store_conflict');
        }
      }
    }
  }

  #containing(text: string): (document: D) => boolean {
    const wanted = wordsOf(text).slice(0, searchWordsMax);
    const fields = this.#spec.searchable.map(fieldsOf);
    return (document) => {
      const words = wordsOf(fields.map((path) => textsIn(valueAt(document, path))).join('\n'));
      return wanted.every((start) => words.some((word) => word.startsWith(start)));
    };
  }

  #valid(document: unknown): D {
    const parsed = this.#spec.schema.safeParse(document);
    if (!parsed.success) {
      throw new ConsilienceError('internal', { message: `A document of ${this.#spec.name} has an unexpected shape.` });
    }
    return structuredClone(parsed.data);
  }
}

function sortable(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
