import { closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { ConsilienceError } from '../../errors.ts';
import { systemClock } from '../system/system-clock.ts';

export interface DatabaseOptions {
  /** Path of the file, made with its folder when missing; `:memory:` keeps everything in memory. */
  readonly file: string;
  /** `FULL` survives a power loss; `NORMAL` survives a killed process and may lose the last moments at a power loss. */
  readonly synchronous: 'FULL' | 'NORMAL';
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Raised with every change of the tables below. Collections make their own tables and are no part of it. */
const schemaVersion = 1;

/** How long the opening of a file waits for another process, in milliseconds. */
const busyMs = 5_000;
/** How long anything else does: it holds the event loop meanwhile. A read never waits for a writer, only for a repair. */
const readMs = 100;

/** Different statements of one connection kept prepared. */
const statementsMax = 200;

/**
 * One connection to the database file. Several connections and processes share a file. All calls are synchronous and
 * small; nothing is awaited inside a transaction. What SQLite reports becomes a `ConsilienceError`.
 */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** How long a statement waits for another process, as it is set. */
  #waitMs = readMs;

  /** Throws `store_unavailable` when the file cannot be opened or written, or is newer than this program. */
  constructor(options: DatabaseOptions) {
    makeFile(options.file);
    this.#connection = guarded(() => new DatabaseSync(options.file, { timeout: readMs }));
    try {
      guarded(() => prepareFile(this.#connection, options));
      this.transaction(() => migrate(this.#connection, options.file));
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  execute(sql: string): void {
    guarded(() => this.#connection.exec(sql));
  }

  /** How many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return guarded(() => Number(this.#waiting(sql).run(...values).changes));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | null {
    return guarded(() => this.#waiting(sql).get(...values) ?? null);
  }

  all(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return guarded(() => this.#waiting(sql).all(...values));
  }

  /**
   * All of `work` or nothing; it holds the write lock of the file, and must not await. It waits for another process and
   * holds the event loop meanwhile: only for the opening of what works on this database.
   */
  transaction<T>(work: () => T): T {
    return guarded(() => {
      this.#begin(busyMs);
      return this.#transacted(work);
    });
  }

  /** As `transaction`, without waiting: null when another process holds the write lock. */
  tryTransaction<T>(work: () => T): { readonly value: T } | null {
    return guarded(() => {
      try {
        this.#begin(0);
      } catch (error) {
        if (resultCodeOf(error) === sqliteBusy) {
          return null;
        }
        throw error;
      }
      return { value: this.#transacted(work) };
    });
  }

  /** Inside a transaction: a part that, when it throws, is undone alone. */
  attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
    this.run('SAVEPOINT part');
    try {
      const value = work();
      this.run('RELEASE part');
      return { value };
    } catch (error) {
      if (!this.#connection.isTransaction) {
        // A full disk has undone the whole transaction already.
        throw error;
      }
      this.run('ROLLBACK TO part');
      this.run('RELEASE part');
      return { error };
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) {
      this.#connection.close();
    }
  }

  /** Takes the write lock, within this time. */
  #begin(waitMs: number): void {
    this.#setWait(waitMs);
    this.#prepared('BEGIN IMMEDIATE').run();
  }

  /** A statement that waits as reads do; inside a transaction the lock is held, and there is nothing to wait for. */
  #waiting(sql: string): StatementSync {
    if (!this.#connection.isTransaction) {
      this.#setWait(readMs);
    }
    return this.#prepared(sql);
  }

  #setWait(ms: number): void {
    if (this.#waitMs !== ms) {
      this.#prepared(`PRAGMA busy_timeout = ${ms}`).get();
      this.#waitMs = ms;
    }
  }

  /** Ends the transaction that was begun. */
  #transacted<T>(work: () => T): T {
    try {
      const result = work();
      this.#prepared('COMMIT').run();
      return result;
    } catch (error) {
      // A full disk has already rolled it back.
      if (this.#connection.isTransaction) {
        this.#connection.exec('ROLLBACK');
      }
      throw error;
    }
  }

  /** The statements that were used last stay: some carry the id of a run, and are used once. */
  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    const statement = known ?? this.#connection.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > statementsMax) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest ?? sql);
    }
    return statement;
  }
}

/** What people ask is theirs: only the owner of the process can read the file, and SQLite's files beside it. */
function makeFile(file: string): void {
  if (file === ':memory:') {
    return;
  }
  makeFolder(file);
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite says what is wrong with it.
  }
}

function makeFolder(file: string): void {
  try {
    makeFolders(dirname(file));
  } catch (cause) {
    throw new ConsilienceError('store_unavailable', {
      message: `The folder ${dirname(file)} cannot be made (${codeOf(cause)}).`,
      action: 'Set DATA_DIR to a folder that can be written.',
      cause,
    });
  }
}

/** Node's own recursion never returns below a folder that takes no other one, such as /proc. */
function makeFolders(folder: string): void {
  const parent = dirname(folder);
  if (!existsSync(parent)) {
    makeFolders(parent);
  }
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw error;
    }
  }
}

function prepareFile(connection: DatabaseSync, options: DatabaseOptions): void {
  enterWal(connection, options.file);
  connection.exec(`PRAGMA synchronous = ${options.synchronous}`);
}

/** Two processes that open a new file at once can meet here, where SQLite does not always wait by itself. */
function enterWal(connection: DatabaseSync, file: string): void {
  const since = systemClock.monotonic();
  for (;;) {
    try {
      const mode = connection.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
      if (mode === 'wal' || file === ':memory:') {
        return;
      }
      throw new ConsilienceError('store_unavailable', { message: 'The database cannot be switched to its WAL mode.' });
    } catch (error) {
      if (systemClock.monotonic() - since >= busyMs || resultCodeOf(error) !== sqliteBusy) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function migrate(connection: DatabaseSync, file: string): void {
  const found = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (found > schemaVersion) {
    throw new ConsilienceError('store_unavailable', {
      message: `The database ${file} was written by a newer version (schema ${found}, this one knows ${schemaVersion}).`,
      action: 'Update Consilience, or set DATA_DIR to another folder.',
    });
  }
  if (found < 1) {
    connection.exec(`
      CREATE TABLE run_log (
        run TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER NOT NULL, events TEXT NOT NULL,
        PRIMARY KEY (run, first)
      ) STRICT`);
  }
  connection.exec(`PRAGMA user_version = ${schemaVersion}`);
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error);
  }
}

const sqliteBusy = 5;

/** SQLite's primary result codes that an operator can act on, each as the end of a sentence. */
const unavailable: Readonly<Record<number, string>> = {
  3: 'permission is missing',
  [sqliteBusy]: 'another process holds it for too long',
  6: 'it is locked',
  8: 'it is read-only',
  10: 'the disk reports an error',
  11: 'the file is damaged',
  13: 'the disk is full',
  14: 'the file cannot be opened',
  23: 'access was refused',
  26: 'the file is not a database',
};

const sqliteConstraint = 19;

function storeError(error: unknown): unknown {
  const code = resultCodeOf(error);
  if (code === null) {
    return error;
  }
  if (code === sqliteConstraint) {
    return new ConsilienceError('store_conflict', { cause: error });
  }
  const reason = unavailable[code];
  return reason === undefined
    ? new ConsilienceError('internal', { message: 'The store failed in an unexpected way.', cause: error })
    : new ConsilienceError('store_unavailable', { message: `The store cannot be used: ${reason}.`, cause: error });
}

/** The primary result code, or null when it is no error of SQLite. */
function resultCodeOf(error: unknown): number | null {
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') {
    return error.errcode & 0xff;
  }
  return codeOf(error) === 'ERR_INVALID_STATE' ? 14 : null;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
