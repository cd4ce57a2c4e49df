import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memoryHistoryIndex } from '../adapters/indexes/memory-history-index.ts';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { NewRun, SessionFilter } from '../consilience.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { HistoryIndex } from '../ports/history-index.ts';
import type { RunLog } from '../ports/run-log.ts';
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
let index: HistoryIndex;

beforeEach(() => {
  clock = new VirtualClock();
  store = sqliteStore({ file: ':memory:' });
  log = sqliteRunLog({ file: ':memory:', clock });
  index = memoryHistoryIndex();
});
afterEach(async () => {
  await log.close();
  await store.close();
});

function startProcess(script: HistoryScript = {}): HistoryProcess {
  return historyProcess({ store, log, clock, index }, script);
}

async function pass(ms: number): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    await clock.advance(ms / 40);
  }
}

async function answered({ history }: HistoryProcess, question: string, more: Partial<NewRun> = {}) {
  const run = await history.runs.accept(ask(question, more));
  await pass(1_000);
  return run;
}

async function found({ history }: HistoryProcess, text: string | null, filter: Partial<SessionFilter> = {}) {
  return (await history.sessions.list(localWorkspace, { ...all, text, filter })).items;
}

const broken = () => Promise.reject(new Error('broken'));
const ids = (sessions: readonly { readonly id: string }[]) => sessions.map((one) => one.id);

describe('a search', () => {
  test('finds words of questions, answers and syntheses with their places, and of the latest run that has them', async () => {
    const process = startProcess();
    const { session } = await answered(process, 'Is a tomato a fruit?');
    const second = await answered(process, 'And a cucumber?', { session });
    await answered(process, 'Was Napoleon short?');
    const [hit, ...more] = await found(process, 'cucumber');
    expect(more).toEqual([]);
    expect(hit).toMatchObject({ id: session, found: { run: second.id } });
    expect(hit?.found?.hits.map(({ place, model }) => [place, model])).toEqual([
      ['question', null],
      ['synthesis', null],
      ['answer', 'a/one'],
    ]);
    const [question] = hit?.found?.hits ?? [];
    expect(question?.marks.map(([start, end]) => question.text.slice(start, end))).toEqual(['cucumber']);
    expect(ids(await found(process, 'synthesis tomato'))).toEqual([session]);
    expect(await found(process, 'potato')).toEqual([]);
    expect((await process.history.sessions.list(other, { ...all, text: 'cucumber' })).items).toEqual([]);
  });

  test('finds the question while its run is in flight, and filters by what came of it', async () => {
    const process = startProcess({ gapMs: 10_000 });
    const { session } = await answered(process, 'In flight?', { models: ['a/one', 'z/nine'] });
    expect(ids(await found(process, 'flight'))).toEqual([session]);
    expect(await found(process, null, { band: 'strong' })).toEqual([]);
    await pass(100_000);
    for (const filter of [{ band: 'strong' }, { model: 'z/nine' }, { since: 0 }, { until: clock.now() }] as const) {
      expect([filter, ids(await found(process, null, filter))]).toEqual([filter, [session]]);
    }
    for (const filter of [
      { band: 'split' },
      { model: 'z/n' },
      { since: clock.now() },
      { until: 0 },
      { disagrees: true },
      { starred: true },
    ] as const) {
      expect([filter, await found(process, null, filter)]).toEqual([filter, []]);
    }
  });

  test('finds the same after a start with an index that was never written', async () => {
    const first = startProcess();
    const { session } = await answered(first, 'Is a tomato a fruit?');
    index = memoryHistoryIndex();
    const second = startProcess({ processId: 2 });
    await second.history.start();
    await pass(100);
    expect(ids(await found(second, 'tomato', { band: 'strong' }))).toEqual([session]);
    await second.history.close();
  });

  test('that is broken holds no run back', async () => {
    const process = startProcess({
      options: () => ({ index: { ...index, putRun: broken, putSession: broken, find: broken } }),
    });
    const { id } = await answered(process, 'Still answered?');
    expect(await process.history.runs.view(localWorkspace, id)).toMatchObject({ state: 'done' });
    expect((await process.history.runs.list(localWorkspace, all)).items).toMatchObject([{ id, state: 'done' }]);
  });
});

test('a star is kept, and the starred can be asked for', async () => {
  const process = startProcess();
  const { session } = await answered(process, 'Starred?');
  await answered(process, 'Plain?');
  const { sessions } = process.history;
  expect(await sessions.change({ workspace: localWorkspace, id: session, starred: true })).toMatchObject({
    starred: true,
    title: 'Starred?',
  });
  expect(ids(await found(process, null, { starred: true }))).toEqual([session]);
  expect(ids(await found(process, 'starred', { starred: true }))).toEqual([session]);
  await sessions.change({ workspace: localWorkspace, id: session, starred: false });
  expect(await found(process, null, { starred: true })).toEqual([]);
  await expect(sessions.change({ workspace: other, id: session, starred: true })).rejects.toMatchObject({
    code: 'session_unknown',
  });
});

describe('a hidden session', () => {
  test('is gone with its runs at once, its runs in flight stopped, and comes back whole', async () => {
    const process = startProcess({ gapMs: 1_000 });
    await process.history.start();
    const { runs, sessions } = process.history;
    const first = await runs.accept(ask('Hide me?'));
    await pass(12_000);
    const open = await runs.accept(ask('And me?', { session: first.session }));
    await pass(1_500);
    await sessions.hide(localWorkspace, first.session);
    await pass(3_000);
    for (const gone of [
      () => sessions.get(localWorkspace, first.session),
      () => sessions.hide(localWorkspace, first.session),
      () => sessions.change({ workspace: localWorkspace, id: first.session, title: 'x' }),
      () => runs.accept(ask('More?', { session: first.session })),
    ]) {
      await expect(gone()).rejects.toMatchObject({ code: 'session_unknown' });
    }
    await expect(runs.view(localWorkspace, first.id)).rejects.toMatchObject({ code: 'run_unknown' });
    expect(await found(process, null)).toEqual([]);
    expect(await found(process, 'hide')).toEqual([]);
    expect((await runs.list(localWorkspace, all)).items).toEqual([]);
    await expect(sessions.restore(other, first.session)).rejects.toMatchObject({ code: 'session_unknown' });
    expect(await sessions.restore(localWorkspace, first.session)).toMatchObject({ id: first.session, runCount: 2 });
    expect(ids(await found(process, 'hide'))).toEqual([first.session]);
    expect(await runs.view(localWorkspace, first.id)).toMatchObject({ state: 'done' });
    expect(await runs.view(localWorkspace, open.id)).toMatchObject({ state: 'cancelled' });
    await expect(sessions.restore(localWorkspace, first.session)).rejects.toMatchObject({ code: 'session_unknown' });
    await process.history.close();
  });

  test('is erased after ten minutes, with its log and its words', async () => {
    const process = startProcess();
    await process.history.start();
    const { id, session } = await answered(process, 'Forget me?');
    await process.history.sessions.hide(localWorkspace, session);
    for (let minute = 0; minute < 12; minute += 1) {
      await pass(60_000);
    }
    expect(await log.read(id, 0, 10)).toEqual([]);
    expect(await index.isEmpty()).toBe(true);
    await expect(process.history.sessions.restore(localWorkspace, session)).rejects.toMatchObject({
      code: 'session_unknown',
    });
    await process.history.close();
  });
});
