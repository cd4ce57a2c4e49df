import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../testing/virtual-clock.ts';
import { sqliteRunLog } from '../logs/sqlite-run-log.ts';
import { Database } from './sqlite-database.ts';
import { WriteQueue } from './write-queue.ts';

let folder: string;
let file: string;
let clock: VirtualClock;
/** A connection as another process has it. */
let other: DatabaseSync;
let database: Database;
let writes: WriteQueue;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-writes-'));
  file = join(folder, 'x.db');
  clock = new VirtualClock();
  database = new Database({ file, synchronous: 'FULL' });
  database.execute('CREATE TABLE notes (text TEXT)');
  writes = new WriteQueue(database, { clock });
  other = new DatabaseSync(file);
});
afterEach(async () => {
  other.close();
  database.close();
  await rm(folder, { recursive: true });
});

const insert = (text: string) => writes.add(() => database.run('INSERT INTO notes VALUES (?)', text));
const stored = () => database.all('SELECT text FROM notes').map(({ text }) => text);

test('while another process holds the write lock the loop turns, reads are answered, and writes wait in their order', async () => {
  other.exec('BEGIN IMMEDIATE');
  const done: string[] = [];
  const added = ['a', 'b'].map((text) => insert(text).then(() => done.push(text)));
  await turn();
  added.push(insert('c').then(() => done.push('c')));
  await clock.advance(4_000);
  expect([done, stored()]).toEqual([[], []]);
  other.exec('ROLLBACK');
  await clock.advance(50);
  await Promise.all(added);
  expect([done, stored()]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test('a write that waited for 5 s is refused alone, and the later ones go on', async () => {
  other.exec('BEGIN IMMEDIATE');
  const early = insert('early').catch((error: unknown) => error);
  await turn();
  await clock.advance(4_000);
  const late = insert('late');
  await clock.advance(2_000);
  expect(await early).toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('another process holds it'),
    action: expect.stringContaining('DATA_DIR'),
  });
  other.exec('ROLLBACK');
  await clock.advance(50);
  await late;
  expect(stored()).toEqual(['late']);
});

test('more than 4,096 writes that wait are refused at once', async () => {
  other.exec('BEGIN IMMEDIATE');
  const added = Promise.allSettled(Array.from({ length: 4_097 }, (_, at) => insert(String(at))));
  other.exec('ROLLBACK');
  const outcomes = await added;
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'store_unavailable' } });
  expect(stored()).toHaveLength(4_096);
});

test('a log that is closed meanwhile stores what was appended', async () => {
  const log = sqliteRunLog({ file, clock });
  other.exec('BEGIN IMMEDIATE');
  const appended = log.append('run_a', [
    { runId: 'run_a', seq: 1, at: 0, type: 'answer-delta', model: 'a/b', phase: 'writing', text: 'x' },
  ]);
  await turn();
  const closed = log.close();
  await clock.advance(1_000);
  other.exec('ROLLBACK');
  await clock.advance(50);
  await Promise.all([appended, closed]);
  expect(database.all('SELECT run FROM run_log')).toEqual([{ run: 'run_a' }]);
});
