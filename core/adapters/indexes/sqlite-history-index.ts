import type { HistoryIndex, IndexedRun, IndexedText } from '../../ports/history-index.ts';
import type { FoundSession, HistoryQuery } from '../../ports/history-query.ts';
import { Database } from '../stores/sqlite-database.ts';
import type { Row } from '../stores/sqlite-database.ts';
import { WriteQueue } from '../stores/write-queue.ts';
import { wordsOf } from '../stores/words.ts';
import { all } from '../stores/sqlite-query.ts';
import type { Condition } from '../stores/sqlite-query.ts';
import { findHits, searchWords } from './find-hits.ts';
import { decodePlace, encodePlace } from './index-cursor.ts';

const textMax = 50_000;

/**
 * The words are split here, not by SQLite, so any text is safe in a search; FTS5 keeps which run or title holds them.
 * Titles and runs share its row numbers: a title stands at minus the number of its session.
 */
const tables = `
  CREATE TABLE IF NOT EXISTS history_sessions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, starred INTEGER NOT NULL,
    hidden INTEGER NOT NULL, updated INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS history_sessions_order ON history_sessions (workspace, hidden, updated, id);
  CREATE TABLE IF NOT EXISTS history_runs (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL, session TEXT NOT NULL,
    at INTEGER NOT NULL, band TEXT, disagrees INTEGER NOT NULL, models TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS history_runs_session ON history_runs (session, at);
  CREATE TABLE IF NOT EXISTS history_texts (number INTEGER PRIMARY KEY, texts TEXT NOT NULL) STRICT;
  CREATE VIRTUAL TABLE IF NOT EXISTS history_words
    USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii', detail = 'none')`;

const withWords = 'SELECT rowid FROM history_words WHERE history_words MATCH ?';

/** The index in a SQLite file, usually that of the document store. Throws `store_unavailable` when it cannot be opened. */
export function sqliteHistoryIndex({ file }: { readonly file: string }): HistoryIndex {
  const database = new Database({ file, synchronous: 'NORMAL' });
  database.transaction(() => database.execute(tables));
  const writes = new WriteQueue(database);
  return {
    putSession: (session) => writes.add(() => putSession(database, session)),
    putRun: (run) => writes.add(() => putRun(database, run)),
    removeSession: (workspace, id) => writes.add(() => removeSession(database, workspace, id)),
    find: async (query) => find(database, query),
    isEmpty: async () => database.get('SELECT 1 FROM history_sessions LIMIT 1') === null,
    async close() {
      await writes.settled();
      database.close();
    },
  };
}

function putSession(database: Database, session: Parameters<HistoryIndex['putSession']>[0]): void {
  const { id, workspace, title, starred, hidden, updatedAt } = session;
  database.run(
    `INSERT INTO history_sessions (id, workspace, starred, hidden, updated) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET starred = excluded.starred, hidden = excluded.hidden, updated = excluded.updated`,
    id,
    workspace,
    Number(starred),
    Number(hidden),
    updatedAt,
  );
  const number = numberOf(database, 'history_sessions', id);
  putWords(database, -number, title);
}

function putRun(database: Database, { id, workspace, session, at, band, disagrees, models, texts }: IndexedRun): void {
  database.run(
    `INSERT INTO history_runs (id, workspace, session, at, band, disagrees, models) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET band = excluded.band, disagrees = excluded.disagrees, models = excluded.models`,
    id,
    workspace,
    session,
    at,
    band,
    Number(disagrees),
    JSON.stringify(models),
  );
  const number = numberOf(database, 'history_runs', id);
  const kept = texts.map((one) => ({ ...one, text: one.text.slice(0, textMax).toWellFormed() }));
  database.run('INSERT OR REPLACE INTO history_texts (number, texts) VALUES (?, ?)', number, JSON.stringify(kept));
  putWords(database, number, kept.map((one) => one.text).join('\n'));
}

function putWords(database: Database, number: number, text: string): void {
  database.run('DELETE FROM history_words WHERE rowid = ?', number);
  database.run('INSERT INTO history_words (rowid, words) VALUES (?, ?)', number, wordsOf(text).join(' '));
}

function numberOf(database: Database, table: string, id: string): number {
  return Number(database.get(`SELECT number FROM ${table} WHERE id = ?`, id)?.['number']);
}

function removeSession(database: Database, workspace: string, id: string): void {
  const runs = 'SELECT number FROM history_runs WHERE session = ?1 AND workspace = ?2';
  const titles = 'SELECT -number FROM history_sessions WHERE id = ?1 AND workspace = ?2';
  database.run(`DELETE FROM history_words WHERE rowid IN (${runs} UNION ALL ${titles})`, id, workspace);
  database.run(`DELETE FROM history_texts WHERE number IN (${runs})`, id, workspace);
  database.run('DELETE FROM history_runs WHERE session = ? AND workspace = ?', id, workspace);
  database.run('DELETE FROM history_sessions WHERE id = ? AND workspace = ?', id, workspace);
}

function find(database: Database, query: HistoryQuery): Awaited<ReturnType<HistoryIndex['find']>> {
  const wanted = query.text === null ? [] : searchWords(query.text);
  const passing = passingRuns(query, wanted);
  const where = sessionsAsked(query);
  const rows = database.all(
    `SELECT * FROM (
       SELECT s.id, s.updated,
         (SELECT r.number FROM history_runs r WHERE r.session = s.id AND r.workspace = s.workspace AND ${passing.sql}
          ORDER BY r.at DESC, r.id DESC LIMIT 1) AS run
       FROM history_sessions s WHERE ${where.sql} ORDER BY s.updated DESC, s.id DESC)
     WHERE run IS NOT NULL LIMIT ?`,
    ...passing.values,
    ...where.values,
    query.limit + 1,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => foundSession(database, row, wanted)),
    next:
      last === undefined || rows.length === shown.length
        ? null
        : encodePlace([Number(last['updated']), String(last['id'])]),
  };
}

function sessionsAsked({ workspace, starred, cursor }: HistoryQuery): Condition {
  return all([
    { sql: 's.workspace = ? AND s.hidden = 0', values: [workspace] },
    ...(starred === null ? [] : [{ sql: 's.starred = 1', values: [] }]),
    ...(cursor === null ? [] : [{ sql: '(s.updated, s.id) < (?, ?)', values: [...decodePlace(cursor)] }]),
  ]);
}

function passingRuns({ since, until, model, band, disagrees }: HistoryQuery, wanted: readonly string[]): Condition {
  const match = wanted.map((word) => `"${word}"*`).join(' AND ');
  return all([
    ...(wanted.length === 0
      ? []
      : [{ sql: `r.number IN (${withWords}) OR -s.number IN (${withWords})`, values: [match, match] }]),
    ...(since === null ? [] : [{ sql: 'r.at >= ?', values: [since] }]),
    ...(until === null ? [] : [{ sql: 'r.at < ?', values: [until] }]),
    ...(model === null
      ? []
      : [{ sql: 'EXISTS (SELECT 1 FROM json_each(r.models) m WHERE m.value = ?)', values: [model] }]),
    ...(band === null ? [] : [{ sql: 'r.band = ?', values: [band] }]),
    ...(disagrees === null ? [] : [{ sql: 'r.disagrees = 1', values: [] }]),
  ]);
}

function foundSession(database: Database, row: Row, wanted: readonly string[]): FoundSession {
  const number = Number(row['run']);
  const run = String(database.get('SELECT id FROM history_runs WHERE number = ?', number)?.['id']);
  const texts = wanted.length === 0 ? [] : textsOf(database, number);
  return { session: String(row['id']), run, hits: findHits(texts, wanted) };
}

function textsOf(database: Database, number: number): readonly IndexedText[] {
  const row = database.get('SELECT texts FROM history_texts WHERE number = ?', number);
  return row === null ? [] : (JSON.parse(String(row['texts'])) as IndexedText[]);
}
