import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { DocumentStore } from '../../ports/document-store.ts';
import { documentStoreContract } from '../../testing/document-store.contract.ts';
import { SqliteCollection } from './sqlite-collection.ts';
import { Database } from './sqlite-database.ts';
import { sqliteStore } from './sqlite-store.ts';
import { WriteQueue } from './write-queue.ts';

documentStoreContract('sqlite', {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'consilience-store-'));
    const file = join(folder, 'sub', 'test.db');
    const stores: DocumentStore[] = [sqliteStore({ file })];
    return {
      store: stores[0] as DocumentStore,
      async another() {
        const store = sqliteStore({ file });
        stores.push(store);
        return store;
      },
      async cleanUp() {
        await Promise.all(stores.map((store) => store.close()));
        await rm(folder, { recursive: true });
      },
    };
  },
});

describe('the sqlite file', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consilience-file-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a folder that cannot be made is said plainly', async () => {
    await writeFile(join(folder, 'plain'), '');
    expect(() => sqliteStore({ file: join(folder, 'plain', 'data', 'x.db') })).toThrowError(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('plain/data') }),
    );
  });

  test.runIf(existsSync('/proc/self'))('a folder below one that takes none is refused, not tried for ever', () => {
    expect(() => sqliteStore({ file: '/proc/data/x.db' })).toThrowError(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('/proc/data') }),
    );
  });

  test('a folder in the place of the file, and a file that is no database, are refused', async () => {
    expect(() => sqliteStore({ file: folder })).toThrowError(expect.objectContaining({ code: 'store_unavailable' }));
    await writeFile(join(folder, 'x.db'), 'not a database, but long enough to be looked at as one'.repeat(100));
    expect(() => sqliteStore({ file: join(folder, 'x.db') })).toThrowError(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('not a database') }),
    );
  });

  test('a database of a newer version is refused in one sentence and left alone', async () => {
    const file = join(folder, 'x.db');
    await sqliteStore({ file }).close();
    const raw = new DatabaseSync(file);
    raw.exec('PRAGMA user_version = 999');
    raw.close();
    expect(() => sqliteStore({ file })).toThrowError(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('schema 999') }),
    );
  });

  test('only its owner can read the file and what SQLite keeps beside it', async () => {
    const store = sqliteStore({ file: join(folder, 'x.db') });
    for (const name of await readdir(folder)) {
      expect([name, (await stat(join(folder, name))).mode & 0o077]).toEqual([name, 0]);
    }
    await store.close();
  });

  test('processes that open a new file at once share it: 6 debit 100 credits, exactly 100 succeed', async () => {
    const adapter = JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href);
    const code = `
      import { z } from 'zod';
      import { sqliteStore } from ${adapter};
      const schema = z.object({ id: z.string(), workspace: z.string(), credits: z.number() });
      const store = sqliteStore({ file: ${JSON.stringify(join(folder, 'shared.db'))} });
      const accounts = store.collection({ name: 'accounts', schema, indexes: [], searchable: [] });
      await accounts.insert({ id: 'a', workspace: 'w', credits: 100 }).catch(() => {});
      let done = 0;
      for (let debit = 0; debit < 50; debit += 1) {
        const after = await accounts.update({ id: 'a', credits: { gt: 0 } }, { inc: { credits: -1 } });
        done += after === null ? 0 : 1;
      }
      console.log(done);`;
    const run = promisify(execFile);
    const outputs = await Promise.all(
      Array.from({ length: 6 }, () => run(process.execPath, ['--input-type=module', '-e', code])),
    );
    expect(outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(100);
  });

  test('a full disk is store_unavailable, leaves what was there readable, and heals by itself', async () => {
    const database = new Database({ file: join(folder, 'x.db'), synchronous: 'FULL' });
    const schema = z.object({ id: z.string(), workspace: z.string(), text: z.string() });
    const notes = new SqliteCollection(database, new WriteQueue(database), {
      name: 'notes',
      schema,
      indexes: [],
      searchable: ['text'],
    });
    await notes.insert({ id: 'a', workspace: 'w', text: 'first' });
    database.execute('PRAGMA max_page_count = 20');
    await expect(notes.insert({ id: 'b', workspace: 'w', text: 'x'.repeat(200_000) })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('disk is full'),
    });
    expect(await notes.get('a')).toMatchObject({ text: 'first' });
    database.execute('PRAGMA max_page_count = 100000');
    await notes.insert({ id: 'b', workspace: 'w', text: 'x'.repeat(200_000) });
    database.close();
  });

  test('writes of one moment are one transaction, in which one that fails is undone alone', async () => {
    const database = new Database({ file: join(folder, 'x.db'), synchronous: 'FULL' });
    const other = new Database({ file: join(folder, 'x.db'), synchronous: 'FULL' });
    const schema = z.object({ id: z.string(), workspace: z.string() });
    const spec = { name: 'notes', schema, indexes: [], searchable: ['id'] };
    const notes = new SqliteCollection(database, new WriteQueue(database), spec);
    const commits = () => other.get('PRAGMA data_version')?.['data_version'];
    const before = Number(commits());
    const ids = Array.from({ length: 50 }, (_, index) => `n${index % 40}`);
    const outcomes = await Promise.allSettled(ids.map((id) => notes.insert({ id, workspace: 'w' })));
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10);
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'store_conflict' } });
    expect(other.get('SELECT count(*) AS notes FROM documents_notes')).toEqual({ notes: 40 });
    expect(other.get('SELECT count(*) AS notes FROM words_notes')).toEqual({ notes: 40 });
    expect(Number(commits()) - before).toBe(1);

    const writes = new WriteQueue(database);
    const insert = (id: string) =>
      database.run(`INSERT INTO documents_notes (id, workspace, body) VALUES (?, '', '')`, id);
    const halfDone = writes.add(() => {
      insert('half');
      throw new Error('half-way');
    });
    const [half, whole] = await Promise.allSettled([halfDone, writes.add(() => insert('whole'))]);
    expect([half.status, whole.status]).toEqual(['rejected', 'fulfilled']);
    expect(database.get(`SELECT count(*) AS notes FROM documents_notes WHERE id = 'half'`)).toEqual({ notes: 0 });
    database.close();
    other.close();
  });

  test('a read-only database is store_unavailable', async () => {
    const database = new Database({ file: join(folder, 'x.db'), synchronous: 'FULL' });
    const schema = z.object({ id: z.string(), workspace: z.string() });
    const notes = new SqliteCollection(database, new WriteQueue(database), {
      name: 'notes',
      schema,
      indexes: [],
      searchable: [],
    });
    database.execute('PRAGMA query_only = 1');
    await expect(notes.insert({ id: 'a', workspace: 'w' })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('read-only'),
    });
    database.close();
  });

  test('queries of an index use it', async () => {
    const database = new Database({ file: join(folder, 'x.db'), synchronous: 'FULL' });
    const schema = z.object({ id: z.string(), workspace: z.string(), a: z.object({ b: z.number() }) });
    const indexes = [{ fields: ['workspace', 'a.b'], unique: false }];
    const notes = new SqliteCollection(database, new WriteQueue(database), {
      name: 'notes',
      schema,
      indexes,
      searchable: [],
    });
    await notes.insert({ id: 'a', workspace: 'w', a: { b: 1 } });
    const plan = database.all(
      `EXPLAIN QUERY PLAN SELECT body FROM documents_notes WHERE (workspace = ? AND 'text' = 'text')
       ORDER BY json_extract(body, '$.a.b') DESC, id DESC LIMIT ?`,
      'w',
      1,
    );
    expect(plan.map((row) => String(row['detail'])).join()).toMatch(/USING INDEX documents_notes_workspace_a_b_order/);
    expect(plan.map((row) => String(row['detail'])).join()).not.toMatch(/TEMP B-TREE/);
    database.close();
  });

  test('a closed store is unavailable', async () => {
    const store = sqliteStore({ file: ':memory:' });
    const schema = z.object({ id: z.string(), workspace: z.string() });
    const notes = store.collection({ name: 'notes', schema, indexes: [], searchable: [] });
    await store.close();
    await store.close();
    await expect(notes.get('a')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
