import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { sqliteRunLog } from '../../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../../adapters/stores/sqlite-store.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import { systemRandom } from '../../adapters/system/system-random.ts';
import { thisProcess } from '../../adapters/system/this-process.ts';
import type { Document, DocumentStore } from '../../ports/document-store.ts';
import { ask, historyProcess } from '../../testing/history-process.ts';
import { localWorkspace } from '../../workspaces/workspace.ts';

/**
 * The process that the crash test kills: `main.ts FILE work|recover [late-insert]`. It says on standard output what it
 * acknowledged (`accepted ID`), when it is done (`recovered`), and what must never happen (`asked-again RUN MODEL`).
 * `late-insert` is the fault that the test must find: a run is acknowledged before it is stored.
 */
const [file = '', mode = 'work', fault = ''] = process.argv.slice(2);
const audit = new DatabaseSync(openedFile(), { readOnly: true });
const stored = audit.prepare('SELECT 1 FROM run_log WHERE run = ? AND events LIKE ? LIMIT 1');

const store = sqliteStore({ file });
const log = sqliteRunLog({ file, clock: systemClock });
const { history } = historyProcess(
  { store: fault === 'late-insert' ? insertingLate(store) : store, log, clock: systemClock },
  {
    gapMs: 10,
    onCall(runId, model) {
      if (stored.get(runId, `%"type":"answer-end","model":"${model}"%`) !== undefined) {
        say(`asked-again ${runId} ${model}`);
      }
    },
    options: () => ({ owner: thisProcess(), random: systemRandom, runsMax: 10_000 }),
  },
);
await history.start();
say('ready');
await (mode === 'work' ? acceptForever() : recoverAll());

async function acceptForever(): Promise<never> {
  for (let count = 0; ; count += 1) {
    const { id } = await history.runs.accept(ask(`Question ${count}?`));
    say(`accepted ${id}`);
    await pause(4);
  }
}

async function recoverAll(): Promise<void> {
  const active = audit.prepare(
    `SELECT count(*) AS runs FROM documents_runs WHERE json_extract(body, '$.state') IN ('queued', 'running')`,
  );
  while (active.get()?.['runs'] !== 0) {
    await pause(20);
  }
  say('recovered');
  const ended = await history.runs.list(localWorkspace, { text: null, limit: 1, cursor: null });
  say(`newest ${ended.items[0]?.state ?? 'none'}`);
  await history.close();
  await log.close();
  await store.close();
}

/** The tables must be there before they can be read by the side. */
function openedFile(): string {
  void sqliteStore({ file }).close();
  return file;
}

function insertingLate(inner: DocumentStore): DocumentStore {
  return {
    close: () => inner.close(),
    collection<D extends Document>(spec: Parameters<typeof inner.collection<D>>[0]) {
      const collection = inner.collection(spec);
      return Object.assign(Object.create(collection) as typeof collection, {
        async insert(document: D) {
          void pause(50).then(() => collection.insert(document));
        },
      });
    },
  };
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(ms, resolve);
  });
}
