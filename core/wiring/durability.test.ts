import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SQLInputValue, StatementResultingChanges } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { openConsilience } from './open-consilience.ts';

type Prepare = (this: DatabaseSync, sql: string) => StatementSync;
type Run = (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges;
const prepare: Prepare = Reflect.get(DatabaseSync.prototype, 'prepare');
const run = Reflect.get(StatementSync.prototype, 'run') as Run;

let folder: string;
/** By table: what SQLite says of `synchronous` on each connection that writes it, at the moment of writing. */
let synchronous: Map<string, Set<unknown>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-durability-'));
  synchronous = new Map();
  const connections = new WeakMap<StatementSync, DatabaseSync>();
  DatabaseSync.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql);
    connections.set(statement, this);
    return statement;
  };
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    const table = /^\s*(?:INSERT(?: OR REPLACE)? INTO|UPDATE|DELETE FROM) (\w+)/.exec(this.sourceSQL)?.[1];
    const connection = connections.get(this);
    if (table !== undefined && connection !== undefined) {
      const found = synchronous.get(table) ?? new Set();
      synchronous.set(table, found.add(prepare.call(connection, 'PRAGMA synchronous').get()?.['synchronous']));
    }
    return run.apply(this, values);
  } as typeof StatementSync.prototype.run;
});
afterEach(async () => {
  DatabaseSync.prototype.prepare = prepare;
  StatementSync.prototype.run = run as typeof StatementSync.prototype.run;
  await rm(folder, { recursive: true });
});

test('runs and sessions are written with synchronous FULL, logs with NORMAL, on every connection', async () => {
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  const consilience = await openConsilience({ ...config, REHEARSAL_CAST: '' });
  const asked = { workspace: localWorkspace, question: 'Is water wet?', models: null, session: null };
  const { id, session } = await consilience.runs.accept({ ...asked, idempotencyKey: null });
  const events = consilience.runs.follow({ workspace: localWorkspace, id, after: 0 }, AbortSignal.timeout(15_000));
  for await (const batch of events) {
    expect(batch.length).toBeGreaterThan(0);
  }
  await expect.poll(async () => (await consilience.operations.readiness()).runsInFlight).toBe(0);
  await consilience.shares.create(localWorkspace, id);
  await consilience.sessions.remove(localWorkspace, session);
  await consilience.close();
  const [normal, full] = [1, 2];
  expect(synchronous.get('documents_runs')).toEqual(new Set([full]));
  expect(synchronous.get('documents_sessions')).toEqual(new Set([full]));
  expect(synchronous.get('documents_shares')).toEqual(new Set([full]));
  expect(synchronous.get('run_log')).toEqual(new Set([normal]));
});
