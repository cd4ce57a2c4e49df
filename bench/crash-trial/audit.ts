import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ConsensusEvent } from '#core/view';

/** What the database says when all is over. */
export interface Audit {
  /** SQLite's own word on its file: `ok`. */
  readonly integrity: string;
  readonly logs: ReadonlyMap<string, readonly ConsensusEvent[]>;
  /** What is wrong, one sentence each. */
  readonly faults: readonly string[];
}

/** Reads the file of the servers beside them. */
export class Ledger {
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.#database = new DatabaseSync(join(dataDir, 'consilience.db'), { readOnly: true, timeout: 5_000 });
  }

  /** Runs that have not ended; those of one process, or all. */
  active(processId: number | null): number {
    const owner = processId === null ? '%' : `%:${processId}:%`;
    const row = this.#database
      .prepare(
        `SELECT count(*) AS runs FROM documents_runs WHERE json_extract(body, '$.state') IN ('queued', 'running')
         AND json_extract(body, '$.lease.owner') LIKE ?`,
      )
      .get(owner);
    return Number(row?.['runs']);
  }

  audit(acknowledged: readonly string[]): Audit {
    const integrity = String(this.#one('PRAGMA integrity_check', 'integrity_check'));
    const runs = this.#all('SELECT id, body FROM documents_runs').map((row) => String(row['body']));
    const states = new Map(runs.map((body) => stateOf(body)));
    const logs = new Map([...states.keys()].map((id) => [id, this.#events(id)]));
    const lost = acknowledged.filter((id) => !states.has(id)).map((id) => `${id}: acknowledged and not there`);
    const wrong = Array.from(logs, ([id, events]) =>
      wrongIn(events, states.get(id) ?? '').map((fault) => `${id}: ${fault}`),
    );
    return { integrity, logs, faults: [...lost, ...wrong.flat(), ...this.#torn()] };
  }

  close(): void {
    this.#database.close();
  }

  #events(run: string): ConsensusEvent[] {
    return this.#all('SELECT events FROM run_log WHERE run = ? ORDER BY first', run).flatMap(
      (row) => JSON.parse(String(row['events'])) as ConsensusEvent[],
    );
  }

  /** What belongs together and was not written together. */
  #torn(): string[] {
    const pairs = {
      'a run without its words': `SELECT number FROM documents_runs EXCEPT SELECT rowid FROM words_runs`,
      'words without their run': `SELECT rowid FROM words_runs EXCEPT SELECT number FROM documents_runs`,
      'a run without its session': `SELECT json_extract(body, '$.session') FROM documents_runs EXCEPT SELECT id FROM documents_sessions`,
      'an ended run that cannot be found': `SELECT id FROM documents_runs EXCEPT SELECT id FROM history_runs`,
      'an indexed run without texts': `SELECT number FROM history_runs EXCEPT SELECT number FROM history_texts`,
      'an indexed run without words': `SELECT number FROM history_runs EXCEPT SELECT rowid FROM history_words`,
    };
    return Object.entries(pairs).flatMap(([fault, sql]) => {
      const count = this.#all(sql).length;
      return count === 0 ? [] : [`${fault}, ${count} times`];
    });
  }

  #all(sql: string, ...values: string[]) {
    return this.#database.prepare(sql).all(...values);
  }

  #one(sql: string, column: string): unknown {
    return this.#database.prepare(sql).get()?.[column];
  }
}

function stateOf(body: string): [string, string] {
  const { id, state } = JSON.parse(body) as { id: string; state: string };
  return [id, state];
}

function wrongIn(events: readonly ConsensusEvent[], state: string): string[] {
  const end = events.at(-1);
  const answered = events.filter((event) => event.type === 'answer-end').map(({ model }) => model);
  return [
    ...(end?.type === 'run-end' ? [] : ['no end']),
    ...(events.filter(({ type }) => type === 'run-end').length <= 1 ? [] : ['two ends']),
    ...(end?.type === 'run-end' && end.state !== state ? [`recorded as ${state}, ended as ${end.state}`] : []),
    ...(events.every(({ seq }, at) => seq === at + 1) ? [] : ['a hole in its sequence']),
    ...(new Set(answered).size === answered.length ? [] : ['an answer twice']),
    ...(isAskedAgain(events) ? ['a model asked again whose answer was stored'] : []),
  ];
}

function isAskedAgain(events: readonly ConsensusEvent[]): boolean {
  const ended = new Set<string>();
  return events.some((event) => {
    if (event.type === 'answer-end') {
      ended.add(event.model);
    }
    return event.type === 'answer-start' && ended.has(event.model);
  });
}
