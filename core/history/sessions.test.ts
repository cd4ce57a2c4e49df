import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryHistoryIndex } from '../adapters/indexes/memory-history-index.ts';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { NewRun } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { HistoryIndex } from '../ports/history-index.ts';
import type { RunLog } from '../ports/run-log.ts';
import { sessionSpec } from './records.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess, HistoryScript } from '../testing/history-process.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;
const all = { text: null, limit: 100, cursor: null };

let clock: VirtualClock;
let store: DocumentStore;
let log: RunLog;
let search: HistoryIndex;

beforeEach(() => {
  clock = new VirtualClock();
  search = memoryHistoryIndex();
  store = sqliteStore({ file: ':memory:' });
  log = sqliteRunLog({ file: ':memory:', clock });
});
afterEach(async () => {
  await log.close();
  await store.close();
});

function startProcess(script: HistoryScript = {}): HistoryProcess {
  return historyProcess({ store, log, clock, index: search }, script);
}

async function pass(ms: number): Promise<void> {
  await clock.advance(ms);
  for (let turn = 0; turn < 40; turn += 1) {
    await clock.advance(0);
  }
}

/** Asks, and waits until it is answered. */
async function answered({ history }: HistoryProcess, question: string, more: Partial<NewRun> = {}) {
  const run = await history.runs.accept(ask(question, more));
  await pass(1_000);
  return run;
}

describe('a session', () => {
  test('begins with a question and takes its title and counts from its runs', async () => {
    const process = startProcess();
    const long =
      'Which of the many bridges over the river that runs through this old town was built first, and by whom?';
    const { session } = await answered(process, long);
    await answered(process, 'And the second one?', { session });
    expect(await process.history.sessions.get(localWorkspace, session)).toEqual({
      id: session,
      title: 'Which of the many bridges over the river that runs through this old town was\u2026',
      createdAt: expect.any(Number),
      updatedAt: clock.now() - 1_000 + 10,
      runCount: 2,
      score: 88,
      band: 'strong',
      starred: false,
      found: null,
      runs: [
        expect.objectContaining({ question: long, state: 'done', session }),
        expect.objectContaining({ question: 'And the second one?', state: 'done', session }),
      ],
    });
  });

  test('is listed newest first, paged, and found by words of its title and of any of its questions', async () => {
    const process = startProcess();
    const { sessions } = process.history;
    const ids: string[] = [];
    for (const question of ['Is a tomato a fruit?', 'Which bridge is oldest?', 'Was Napoleon short?']) {
      ids.unshift((await answered(process, question)).session);
    }
    expect((await sessions.list(localWorkspace, all)).items.map((item) => item.id)).toEqual(ids);
    await answered(process, 'And a cucumber?', { session: ids[2] ?? '' });
    const first = await sessions.list(localWorkspace, { ...all, limit: 2 });
    const second = await sessions.list(localWorkspace, { ...all, limit: 2, cursor: first.next });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual([ids[2], ids[0], ids[1]]);
    expect(second.next).toBeNull();
    const found = async (text: string) =>
      (await sessions.list(localWorkspace, { ...all, text })).items.map((s) => s.id);
    expect(await found('cucum')).toEqual([ids[2]]);
    expect(await found('napoleon')).toEqual([ids[0]]);
    await sessions.change({ workspace: localWorkspace, id: ids[0] ?? '', title: ' Small \n emperors ' });
    expect(await found('emperor')).toEqual([ids[0]]);
    expect(await found('napoleon')).toEqual([ids[0]]);
    expect(await found('"; DROP TABLE documents_sessions --')).toEqual([]);
  });

  test('is renamed with a clean title only', async () => {
    const process = startProcess();
    const { session: id } = await answered(process, 'Name me?');
    const { sessions } = process.history;
    expect(await sessions.change({ workspace: localWorkspace, id, title: 'New\u202e name' })).toMatchObject({
      id,
      title: 'New name',
    });
    for (const title of ['', ' \u200b ', 'x'.repeat(201)]) {
      await expect(sessions.change({ workspace: localWorkspace, id, title })).rejects.toMatchObject({
        code: 'session_invalid',
      });
    }
    expect((await sessions.get(localWorkspace, id)).title).toBe('New name');
  });

  test('is removed with its runs and their logs, the running ones stopped first', async () => {
    const process = startProcess({ gapMs: 60_000 });
    const { history, engine } = process;
    const { id, session } = await answered(process, 'Remove me?', { idempotencyKey: 'k' });
    const kept = await answered(process, 'Keep me?');
    const seen: number[] = [];
    const viewing = (async () => {
      const run = { workspace: localWorkspace, id, after: 0 };
      for await (const events of history.runs.follow(run, new AbortController().signal)) {
        seen.push(...events.map((event) => event.seq));
      }
    })();
    await pass(0);
    await history.sessions.remove(localWorkspace, session);
    await viewing;
    expect(seen).toEqual([1, 2]);
    await pass(200_000);
    await expect(history.runs.view(localWorkspace, id)).rejects.toMatchObject({ code: 'run_unknown' });
    await expect(history.sessions.get(localWorkspace, session)).rejects.toMatchObject({ code: 'session_unknown' });
    await expect(history.sessions.remove(localWorkspace, session)).rejects.toMatchObject({ code: 'session_unknown' });
    expect(await log.read(id, 0, 10)).toEqual([]);
    expect((await history.runs.list(localWorkspace, all)).items.map((run) => run.id)).toEqual([kept.id]);
    expect(await history.runs.accept(ask('Remove me?', { idempotencyKey: 'k' }))).toMatchObject({ replayed: false });
    expect(engine.requests).toHaveLength(3);
  });

  test('that another process removes takes its running run with it', async () => {
    const owner = startProcess({ gapMs: 2_000 });
    await owner.history.start();
    const { id, session } = await answered(owner, 'Pulled away?');
    const remover = startProcess({ processId: 2 });
    await remover.history.sessions.remove(localWorkspace, session);
    await pass(10_000);
    await pass(10_000);
    expect(await log.read(id, 0, 10)).toEqual([]);
    expect((await owner.history.runs.list(localWorkspace, all)).items).toEqual([]);
    expect((await owner.history.sessions.list(localWorkspace, all)).items).toEqual([]);
    await owner.history.close();
    expect(clock.pending).toBe(0);
  });

  test('whose removal was interrupted is gone, and its rest is removed at the next start', async () => {
    const first = startProcess({
      options: () => ({
        log: { ...bound(log), remove: () => Promise.reject(new Error('killed here')) },
      }),
    });
    const { id, session } = await answered(first, 'Half removed?');
    await expect(first.history.sessions.remove(localWorkspace, session)).rejects.toThrowError('killed here');
    const second = startProcess({ processId: 2 });
    expect((await second.history.sessions.list(localWorkspace, all)).items).toEqual([]);
    await expect(second.history.runs.accept(ask('Late?', { session }))).rejects.toMatchObject({
      code: 'session_unknown',
    });
    await second.history.start();
    expect((await second.history.runs.list(localWorkspace, all)).items).toEqual([]);
    expect(await log.read(id, 0, 10)).toEqual([]);
  });

  test('whose removal the store broke off is removed a minute later, by a process that only goes on', async () => {
    const broken = { remove: true };
    const process = startProcess({
      options: () => ({
        log: {
          ...bound(log),
          remove: (id) => (broken.remove ? Promise.reject(new ConsilienceError('store_unavailable')) : log.remove(id)),
        },
      }),
    });
    await process.history.start();
    const { id, session } = await answered(process, 'Half removed?');
    await expect(process.history.sessions.remove(localWorkspace, session)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    broken.remove = false;
    await pass(70_000);
    await pass(10_000);
    expect(await log.read(id, 0, 10)).toEqual([]);
    expect(await store.collection(sessionSpec).get(session)).toBeNull();
    await process.history.close();
  });

  test('leaves no log when another process removes it before the first event of its run is stored', async () => {
    const gate = Promise.withResolvers<void>();
    const owner = startProcess({
      options: () => ({
        log: { ...bound(log), append: (id, events) => gate.promise.then(() => log.append(id, events)) },
      }),
    });
    const { id, session } = await answered(owner, 'Gone before it began?');
    await startProcess({ processId: 2 }).history.sessions.remove(localWorkspace, session);
    gate.resolve();
    await pass(2_000);
    expect(await log.read(id, 0, 10)).toEqual([]);
  });
});

function bound(inner: RunLog): RunLog {
  return {
    append: (runId, events) => inner.append(runId, events),
    read: (runId, after, limit) => inner.read(runId, after, limit),
    follow: (runId, after, signal) => inner.follow(runId, after, signal),
    remove: (runId) => inner.remove(runId),
    close: () => inner.close(),
  };
}

describe('a follow-up', () => {
  test('to a session that is removed at that moment is refused and leaves nothing', async () => {
    const process = startProcess();
    const { session } = await answered(process, 'Soon gone?');
    const second = startProcess({
      processId: 2,
      options: ({ panel }) => ({
        async panel(models, asked) {
          await process.history.sessions.remove(localWorkspace, session);
          return panel(models, asked);
        },
      }),
    });
    await expect(second.history.runs.accept(ask('Too late?', { session }))).rejects.toMatchObject({
      code: 'session_unknown',
    });
    expect((await second.history.runs.list(localWorkspace, all)).items).toEqual([]);
    expect(second.engine.requests).toEqual([]);
  });

  test('tells the models the earlier questions and published syntheses of its session only, oldest first', async () => {
    const process = startProcess();
    const { session } = await answered(process, 'First?');
    await answered(process, 'Elsewhere?');
    await answered(process, 'Second?', { session });
    await answered(process, 'Third?', { session });
    expect(process.engine.requests.at(-1)?.history).toEqual([
      { question: 'First?', reply: 'Synthesis of: First?' },
      { question: 'Second?', reply: 'Synthesis of: Second?' },
    ]);
    expect(process.engine.requests[0]?.history).toEqual([]);
  });

  test('leaves runs out that were cancelled or still run', async () => {
    const process = startProcess({ gapMs: 10_000 });
    const { id, session } = await answered(process, 'Cancelled?');
    const cancelling = process.history.runs.cancel(localWorkspace, id);
    await pass(1_000);
    expect(await cancelling).toBe('cancelled');
    await answered(process, 'Running?', { session });
    await answered(process, 'Follow-up?', { session });
    expect(process.engine.requests.at(-1)?.history).toEqual([]);
  });

  test('is bounded to 10 turns and 12,000 characters, the oldest dropped first', async () => {
    const process = startProcess();
    const { session } = await answered(process, 'Turn 0?');
    for (let turn = 1; turn <= 12; turn += 1) {
      await answered(process, `Turn ${turn}?`, { session });
    }
    expect(process.engine.requests.at(-1)?.history.map((turn) => turn.question)).toEqual(
      Array.from({ length: 10 }, (_, index) => `Turn ${index + 2}?`),
    );
    await answered(process, `Long ${'x'.repeat(5_500)}?`, { session });
    await answered(process, 'After the long one?', { session });
    const { history } = process.engine.requests.at(-1) ?? { history: [] };
    expect(history.map((turn) => turn.question.slice(0, 7))).toEqual([
      ...Array.from({ length: 9 }, (_, index) => `Turn ${index + 4}?`.slice(0, 7)),
      'Long xx',
    ]);
    await answered(process, `Longer ${'y'.repeat(8_000)}?`, { session });
    await answered(process, 'After the longer one?', { session });
    expect(process.engine.requests.at(-1)?.history).toEqual([]);
  });

  test('of a session of another workspace is refused like one of a missing session', async () => {
    const process = startProcess();
    const { session } = await answered(process, 'Mine?');
    const { sessions, runs } = process.history;
    for (const refused of [
      runs.accept(ask('Theirs?', { workspace: other, session })),
      sessions.get(other, session),
      sessions.change({ workspace: other, id: session, title: 'Theirs' }),
      sessions.remove(other, session),
      sessions.get(localWorkspace, 'ses_00000000000000000000000000'),
      sessions.get(localWorkspace, "ses_'--"),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'session_unknown' });
    }
    expect((await sessions.list(other, all)).items).toEqual([]);
    expect((await sessions.get(localWorkspace, session)).runs).toHaveLength(1);
  });
});
