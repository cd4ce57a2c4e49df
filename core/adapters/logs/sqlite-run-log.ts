import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { ConsilienceError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunLog } from '../../ports/run-log.ts';
import { Database } from '../stores/sqlite-database.ts';
import { WriteQueue } from '../stores/write-queue.ts';
import { followed } from './follow.ts';
import type { FollowedLog } from './follow.ts';
import { refuseBroken } from './refuse-broken.ts';
import { Viewers } from './viewers.ts';

export interface SqliteRunLogOptions {
  /** The database file, usually that of the document store. */
  readonly file: string;
  readonly clock: Clock;
}

/** How often runs that another process writes are looked for, in milliseconds. */
const pollMs = 200;

/**
 * The run log in a SQLite file. All appends of one turn of the event loop, of all runs, are one transaction, and are
 * shown after its commit. A killed process loses nothing that was committed. A power loss can cost what was appended
 * since the document store's last write, which syncs the same write-ahead log: the last moments of runs in flight,
 * which then resume from there, but never a run that is recorded as ended.
 */
export function sqliteRunLog(options: SqliteRunLogOptions): RunLog {
  return new SqliteRunLog(options);
}

/** Appends of one transaction: there are about as many at once as runs in flight. */
const batchMax = 512;

class SqliteRunLog implements RunLog {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #viewers: Viewers;
  readonly #writes: WriteQueue;
  #stopPolling: (() => void) | null = null;
  #dataVersion: unknown = null;
  #closed = false;

  constructor(options: SqliteRunLogOptions) {
    this.#database = new Database({ file: options.file, synchronous: 'NORMAL' });
    this.#clock = options.clock;
    this.#viewers = new Viewers(options.clock);
    this.#writes = new WriteQueue(this.#database, { clock: options.clock, batchMax, apart: false });
  }

  async append(runId: string, events: readonly ConsensusEvent[]): Promise<void> {
    if (events.length === 0) {
      return;
    }
    refuseBroken(runId, events);
    if (!(await this.#writes.add(() => this.#store(runId, events)))) {
      throw new ConsilienceError('stream_conflict');
    }
    this.#viewers.publish(runId, events);
  }

  async read(runId: string, after: number, limit: number): Promise<readonly ConsensusEvent[]> {
    return this.#stored(runId, after, limit);
  }

  async *follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<readonly ConsensusEvent[]> {
    const viewer = this.#viewers.join(runId, after, signal);
    this.#poll();
    const log: FollowedLog = {
      isClosed: () => this.#closed,
      stored: (id, seen, limit) => this.#stored(id, seen, limit),
      stateOf: (id, seen) => this.#stateOf(id, seen),
    };
    yield* followed(log, runId, { viewer, signal });
  }

  async remove(runId: string): Promise<void> {
    await this.#writes.add(() => this.#database.run('DELETE FROM run_log WHERE run = ?', runId));
    this.#viewers.removed(runId);
  }

  async close(): Promise<void> {
    await this.#writes.settled();
    this.#closed = true;
    this.#stopPolling?.();
    this.#viewers.closed();
    this.#database.close();
  }

  /** False when the events do not continue the run, or it has ended: the same transaction looks and writes. */
  #store(runId: string, events: readonly ConsensusEvent[]): boolean {
    const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
    const ended = events.at(-1)?.type === 'run-end' ? 1 : 0;
    return (
      this.#database.run(
        `INSERT INTO run_log (run, first, last, ended, events) SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 = 1 + COALESCE(
           (SELECT CASE ended WHEN 1 THEN -1 ELSE last END FROM run_log WHERE run = ?1 ORDER BY first DESC LIMIT 1), 0)`,
        runId,
        first,
        last,
        ended,
        JSON.stringify(events),
      ) === 1
    );
  }

  /** Starts at the row that holds `after + 1`; a row is one append, so few rows are enough. */
  #stored(runId: string, after: number, limit: number): readonly ConsensusEvent[] {
    const rows = this.#database.all(
      `SELECT events FROM run_log WHERE run = ?1 AND first <= ?3 AND first >= COALESCE(
         (SELECT first FROM run_log WHERE run = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1), 1) ORDER BY first`,
      runId,
      after + 1,
      after + limit,
    );
    return rows
      .flatMap((row) => JSON.parse(String(row['events'])) as ConsensusEvent[])
      .filter((event) => event.seq > after && event.seq <= after + limit);
  }

  #stateOf(runId: string, seen: number): 'none' | 'open' | 'ended' {
    const row = this.#database.get('SELECT last, ended FROM run_log WHERE run = ? ORDER BY first DESC LIMIT 1', runId);
    if (row === null) {
      return 'none';
    }
    return row['ended'] === 1 && Number(row['last']) <= seen ? 'ended' : 'open';
  }

  /** While there are viewers, looks whether another connection has written at all, and only then at their runs. */
  #poll(): void {
    if (this.#stopPolling !== null || this.#closed) {
      return;
    }
    this.#stopPolling = this.#clock.after(pollMs, () => {
      this.#stopPolling = null;
      if (this.#viewers.empty) {
        return;
      }
      try {
        this.#lookForOthers();
      } finally {
        this.#poll();
      }
    });
  }

  #lookForOthers(): void {
    const dataVersion = this.#database.get('PRAGMA data_version')?.['data_version'];
    if (dataVersion === this.#dataVersion) {
      return;
    }
    this.#dataVersion = dataVersion;
    for (const [runId, shown] of this.#viewers.runs()) {
      const row = this.#database.get('SELECT last FROM run_log WHERE run = ? ORDER BY first DESC LIMIT 1', runId);
      if (row === null) {
        this.#viewers.goneElsewhere(runId);
      } else if (Number(row['last']) > shown) {
        this.#viewers.storedElsewhere(runId);
      }
    }
  }
}
