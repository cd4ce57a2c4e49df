import { DatabaseSync, type SQLInputValue, type StatementResultingChanges, StatementSync } from 'node:sqlite';
import { type Mutant, type Point, statements } from './points.ts';

/**
 * Loaded before the server (`--import kill-points.ts?point=after+commit&pass=3&mutant=...`): kills the process where it
 * passes the point for the n-th time, or gives it a bug. It reaches SQLite's own functions, so the server has no hook.
 */
const wish = new URL(import.meta.url).searchParams;
const point = wish.get('point') as Point | null;
const mutant = wish.get('mutant') as Mutant | null;
const checkpoints = wish.get('checkpoints') !== null;
/** Later than any trial lasts: on a slow machine a shorter time let the insert come before the kill. */
const lateMs = 300_000;
let passesLeft = Number(wish.get('pass') ?? 1);

const exec: (this: DatabaseSync, sql: string) => void = Reflect.get(DatabaseSync.prototype, 'exec');
DatabaseSync.prototype.exec = function (sql) {
  pass('before', sql);
  if (!isLeftOut(sql)) {
    exec.call(this, sql);
  }
  if (checkpoints && sql.startsWith('PRAGMA synchronous')) {
    exec.call(this, 'PRAGMA wal_autocheckpoint = 1');
  }
  pass('after', sql);
};

type Run = (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges;
const run = Reflect.get(StatementSync.prototype, 'run') as Run;
StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
  const sql = this.sourceSQL;
  pass('before', sql);
  const result = isLeftOut(sql) || isLate(sql) ? { changes: 1, lastInsertRowid: 0 } : run.apply(this, values);
  if (isLate(sql)) {
    setTimeout(() => run.apply(this, values), lateMs).unref();
  }
  pass('after', sql);
  return result;
} as typeof StatementSync.prototype.run;

function pass(moment: string, sql: string): void {
  const statement = point?.slice(moment.length + 1) as keyof typeof statements | undefined;
  if (statement === undefined || point !== `${moment} ${statement}` || !statements[statement].test(sql)) {
    return;
  }
  passesLeft -= 1;
  if (passesLeft === 0) {
    process.kill(process.pid, 'SIGKILL');
  }
}

function isLeftOut(sql: string): boolean {
  return mutant === 'no-transaction' && /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql);
}

function isLate(sql: string): boolean {
  return mutant === 'late-insert' && statements['insert run'].test(sql);
}
