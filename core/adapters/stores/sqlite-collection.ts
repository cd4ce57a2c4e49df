import { ConsilienceError } from '../../errors.ts';
import type { Change, Filter, Find, Page } from '../../ports/document-query.ts';
import type { Collection, CollectionSpec, Document } from '../../ports/document-store.ts';
import { changed } from './change.ts';
import { encodeCursor } from './cursor.ts';
import { fieldsOf } from './paths.ts';
import type { Database, Row } from './sqlite-database.ts';
import { afterCursor, all, columnOf, conditionOf } from './sqlite-query.ts';
import type { Condition } from './sqlite-query.ts';
import type { WriteQueue } from './write-queue.ts';
import { textsIn, wordsOf } from './words.ts';

/** Words of one search that count; more are left out. */
const searchWordsMax = 64;
const pageMax = 200;

/**
 * One collection: a table with the documents as JSON, an expression index for each index of the spec, and a full-text
 * table of the words of the searchable fields. The words are split here, not by SQLite: so any text is safe in a search.
 */
export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #database: Database;
  readonly #writes: WriteQueue;
  readonly #spec: CollectionSpec<D>;
  readonly #documents: string;
  readonly #words: string;

  constructor(database: Database, writes: WriteQueue, spec: CollectionSpec<D>) {
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(spec.name)) {
      throw new ConsilienceError('internal', { message: `${spec.name} cannot name a collection.` });
    }
    this.#database = database;
    this.#writes = writes;
    this.#spec = spec;
    this.#documents = `documents_${spec.name}`;
    this.#words = `words_${spec.name}`;
    database.transaction(() => {
      this.#makeTables();
    });
  }

  async insert(document: D): Promise<void> {
    const valid = this.#valid(document);
    await this.#writes.add(() => {
      this.#database.run(
        `INSERT INTO ${this.#documents} (id, workspace, body) VALUES (?, ?, ?)`,
        valid.id,
        valid.workspace,
        JSON.stringify(valid),
      );
      this.#indexWords(valid);
    });
  }

  async get(id: string): Promise<D | null> {
    const row = this.#database.get(`SELECT body FROM ${this.#documents} WHERE id = ?`, id);
    return row === null ? null : this.#read(row);
  }

  async find(query: Find): Promise<Page<D>> {
    const limit = Math.min(Math.max(1, Math.trunc(query.limit)), pageMax);
    const where = all([
      conditionOf(query.filter),
      ...(query.text === null ? [] : [this.#textCondition(query.text)]),
      ...(query.cursor === null ? [] : [afterCursor(query.sort, query.cursor)]),
    ]);
    const column = columnOf(query.sort.field);
    const direction = query.sort.order === 'ascending' ? 'ASC' : 'DESC';
    const rows = this.#database.all(
      `SELECT id, body, ${column} AS sorted FROM ${this.#documents} WHERE ${where.sql}
       ORDER BY ${column} ${direction}, id ${direction} LIMIT ?`,
      ...where.values,
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const more = rows.length > limit && last !== undefined;
    return {
      items: shown.map((row) => this.#read(row)),
      next: more ? encodeCursor(query.sort, [last['sorted'] as string | number | null, String(last['id'])]) : null,
    };
  }

  async update(filter: Filter, change: Change): Promise<D | null> {
    const where = conditionOf(filter);
    return this.#writes.add(() => {
      const row = this.#database.get(`SELECT body FROM ${this.#documents} WHERE ${where.sql} LIMIT 1`, ...where.values);
      if (row === null) {
        return null;
      }
      const before = this.#read(row);
      const after = this.#valid(changed(before, change));
      this.#database.run(`UPDATE ${this.#documents} SET body = ? WHERE id = ?`, JSON.stringify(after), after.id);
      if (this.#searchText(before) !== this.#searchText(after)) {
        this.#forgetWords({ sql: 'id = ?', values: [after.id] });
        this.#indexWords(after);
      }
      return after;
    });
  }

  async remove(filter: Filter): Promise<number> {
    const where = conditionOf(filter);
    return this.#writes.add(() => {
      this.#forgetWords(where);
      return this.#database.run(`DELETE FROM ${this.#documents} WHERE ${where.sql}`, ...where.values);
    });
  }

  #makeTables(): void {
    this.#database.execute(`
      CREATE TABLE IF NOT EXISTS ${this.#documents} (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, body TEXT NOT NULL
      ) STRICT`);
    for (const { fields, unique } of this.#spec.indexes) {
      // NULLs differ from each other in SQLite, so a unique index ignores documents that lack a field, as the port says.
      const columns = unique ? fields.map(columnOf) : [...fields.map(columnOf), 'id'];
      const name = [this.#documents, ...fields.flatMap(fieldsOf), unique ? 'unique' : 'order'].join('_');
      this.#database.execute(
        `CREATE ${unique ? 'UNIQUE' : ''} INDEX IF NOT EXISTS ${name} ON ${this.#documents} (${columns.join(', ')})`,
      );
    }
    if (this.#spec.searchable.length > 0) {
      // The ascii tokenizer splits at spaces only and keeps every other script whole: exactly the words given to it.
      this.#database.execute(
        `CREATE VIRTUAL TABLE IF NOT EXISTS ${this.#words}
         USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'none')`,
      );
    }
  }

  #indexWords(document: D): void {
    if (this.#spec.searchable.length > 0) {
      this.#database.run(
        `INSERT INTO ${this.#words} (rowid, words) SELECT number, ? FROM ${this.#documents} WHERE id = ?`,
        wordsOf(this.#searchText(document)).join(' '),
        document.id,
      );
    }
  }

  #forgetWords(where: Condition): void {
    if (this.#spec.searchable.length > 0) {
      this.#database.run(
        `DELETE FROM ${this.#words} WHERE rowid IN (SELECT number FROM ${this.#documents} WHERE ${where.sql})`,
        ...where.values,
      );
    }
  }

  #searchText(document: D): string {
    return this.#spec.searchable.map((path) => textsIn(valueAt(document, path))).join('\n');
  }

  #textCondition(text: string): Condition {
    const words = wordsOf(text).slice(0, searchWordsMax);
    if (words.length === 0) {
      return { sql: '1', values: [] };
    }
    if (this.#spec.searchable.length === 0) {
      return { sql: '0', values: [] };
    }
    return {
      sql: `number IN (SELECT rowid FROM ${this.#words} WHERE ${this.#words} MATCH ?)`,
      values: [words.map((word) => `"${word}"*`).join(' AND ')],
    };
  }

  #read(row: Row): D {
    return this.#valid(JSON.parse(String(row['body'])));
  }

  #valid(document: unknown): D {
    const parsed = this.#spec.schema.safeParse(document);
    if (!parsed.success) {
      const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'itself');
      throw new ConsilienceError('internal', {
        message: `A document of ${this.#spec.name} has an unexpected shape at: ${places.join(', ')}.`,
      });
    }
    return parsed.data;
  }
}

function valueAt(document: unknown, path: string): unknown {
  return fieldsOf(path).reduce<unknown>(
    (value, field) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined,
    document,
  );
}
