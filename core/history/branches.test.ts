import { assert, asyncProperty, scheduler } from 'fast-check';
import type { Scheduler } from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { NewRun } from '../consilience.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess, HistoryScript } from '../testing/history-process.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;

let clock: VirtualClock;
let store: DocumentStore;
let log: RunLog;

beforeEach(() => {
  clock = new VirtualClock();
  store = sqliteStore({ file: ':memory:' });
  log = sqliteRunLog({ file: ':memory:', clock });
});
afterEach(async () => {
  await log.close();
  await store.close();
});

function startProcess(script: HistoryScript = {}): HistoryProcess {
  return historyProcess({ store, log, clock }, script);
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

function added({ history }: HistoryProcess, id: string, ...[model, key]: [model: string, key?: string]) {
  return history.runs.addModel({ workspace: localWorkspace, id, model, idempotencyKey: key ?? null });
}

const view = ({ history }: HistoryProcess, id: string): Promise<ConsensusView> => history.runs.view(localWorkspace, id);

describe('a branch', () => {
  test('follows the run it names and knows nothing of the other branch', async () => {
    const process = startProcess();
    const first = await answered(process, 'First?');
    const second = await answered(process, 'Second?', { session: first.session });
    const edited = await answered(process, 'Second, edited?', { session: first.session, follows: first.id });
    expect(process.engine.requests.at(-1)?.history.map((turn) => turn.question)).toEqual(['First?']);
    const after = await answered(process, 'After the first branch?', { session: first.session, follows: second.id });
    expect(process.engine.requests.at(-1)?.history.map((turn) => turn.question)).toEqual(['First?', 'Second?']);
    const anew = await answered(process, 'First, edited?', { session: first.session, follows: null });
    expect(process.engine.requests.at(-1)?.history).toEqual([]);
    const { runs } = await process.history.sessions.get(localWorkspace, first.session);
    expect(runs.map(({ id, follows }) => [id, follows])).toEqual([
      [first.id, null],
      [second.id, first.id],
      [edited.id, first.id],
      [after.id, second.id],
      [anew.id, null],
    ]);
  });

  test('follows the latest run of its session when it names none', async () => {
    const process = startProcess();
    const first = await answered(process, 'First?');
    const second = await answered(process, 'Second?', { session: first.session });
    const { runs } = await process.history.sessions.get(localWorkspace, first.session);
    expect(runs.find((run) => run.id === second.id)?.follows).toBe(first.id);
  });

  test('follows no run of another session, of another workspace, or of none', async () => {
    const process = startProcess();
    const mine = await answered(process, 'Mine?');
    const elsewhere = await answered(process, 'Elsewhere?');
    const foreign = await answered(process, 'Foreign?', { workspace: other });
    for (const follows of [elsewhere.id, foreign.id, 'run_00000000000000000000000000', 'x']) {
      await expect(process.history.runs.accept(ask('No?', { session: mine.session, follows }))).rejects.toMatchObject({
        code: 'run_unknown',
      });
    }
    await expect(process.history.runs.accept(ask('No?', { follows: mine.id }))).rejects.toMatchObject({
      code: 'run_unknown',
    });
  });

  test('asked of one model alone, tells that model what it had said itself', async () => {
    const process = startProcess();
    const { id, session } = await answered(process, 'First?');
    await answered(process, 'Why do you say so?', { session, follows: id, models: ['b/two'] });
    expect(process.engine.requests.at(-1)?.history).toEqual([
      { question: 'First?', reply: expect.stringMatching(/^0 First\? 1 First\?/) },
    ]);
    await answered(process, 'And you, who were not there?', { session, follows: id, models: ['d/four'] });
    expect(process.engine.requests.at(-1)?.history).toEqual([{ question: 'First?', reply: 'Synthesis of: First?' }]);
  });
});

describe('one more model', () => {
  test('is asked alone; the new run takes over what came and takes the place of the old one', async () => {
    const process = startProcess();
    const first = await answered(process, 'First?');
    const second = await answered(process, 'Second?', { session: first.session });
    const before = process.calls.length;
    const more = await added(process, second.id, 'd/four');
    await pass(1_000);
    expect(process.calls.slice(before)).toEqual([`${more.id} d/four`]);
    expect(process.engine.requests.at(-1)?.history.map((turn) => turn.question)).toEqual(['First?']);
    const { runs } = await process.history.sessions.get(localWorkspace, first.session);
    expect(runs.at(-1)).toMatchObject({ id: more.id, follows: first.id, continues: second.id, question: 'Second?' });
    expect(runs.at(-1)?.models).toEqual(['a/one', 'b/two', 'c/three', 'd/four']);
  });

  test('is told by the log, so that a process that took the run over before its first event asks no other one', async () => {
    const first = startProcess();
    const { id } = await answered(first, 'First?');
    const dead = startProcess({ processId: 2, options: () => ({ engine: { run: silence } }) });
    const more = await added(dead, id, 'd/four');
    await clock.advance(16_000);
    const next = startProcess({ processId: 3 });
    await next.history.start();
    await pass(2_000);
    expect(next.engine.requests.at(-1)?.carried).toMatchObject({ from: id });
    expect(next.engine.requests.at(-1)?.carried?.answers.map((a) => a.model)).toEqual(['a/one', 'b/two', 'c/three']);
    expect(await view(next, more.id)).toMatchObject({ state: 'done', continues: { run: id } });
    expect(next.calls).toEqual([`${more.id} d/four`]);
    await next.history.close();
  });

  test('may be one that is not configured any more for those that had answered', async () => {
    const first = startProcess();
    const { id } = await answered(first, 'First?', { models: ['gone/one', 'b/two'] });
    const second = startProcess({
      processId: 2,
      options: (usual) => ({
        panel: (models, asked) =>
          usual.panel(models?.map((model) => model.replace('gone/', 'unknown/')) ?? null, asked),
      }),
    });
    const more = await added(second, id, 'd/four');
    await pass(1_000);
    expect((await view(second, more.id)).answers.map((answer) => [answer.model, answer.state])).toEqual([
      ['gone/one', 'done'],
      ['b/two', 'done'],
      ['d/four', 'done'],
    ]);
    await expect(added(second, more.id, 'gone/x')).rejects.toMatchObject({ code: 'model_unknown' });
  });

  test('is refused while the run is open, twice, when it has answered, and for a ninth', async () => {
    const process = startProcess({ gapMs: 100 });
    const { id } = await process.history.runs.accept(ask('First?'));
    await expect(added(process, id, 'd/four')).rejects.toMatchObject({ code: 'run_open' });
    await pass(5_000);
    await expect(added(process, id, 'a/one')).rejects.toMatchObject({ code: 'model_answered' });
    await expect(added(process, id, 'unknown/x')).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(added(process, 'run_00000000000000000000000000', 'd/four')).rejects.toMatchObject({
      code: 'run_unknown',
    });
    const more = await added(process, id, 'd/four', 'key');
    expect(await added(process, id, 'd/four', 'key')).toEqual({ ...more, replayed: true });
    await expect(added(process, id, 'e/five')).rejects.toMatchObject({ code: 'run_continued' });
    await pass(5_000);
    const eight = Array.from({ length: 8 }, (_, index) => `m/${index}`);
    const full = await process.history.runs.accept(ask('Full?', { models: eight }));
    await pass(5_000);
    await expect(added(process, full.id, 'd/four')).rejects.toMatchObject({ code: 'panel_invalid' });
  });

  test('is asked by one run alone, in whatever order two processes that are asked for it come to the store', async () => {
    const setUp = startProcess();
    await assert(
      asyncProperty(scheduler(), async (order) => {
        const { id, session } = await answered(setUp, 'First?');
        const slow = { store: inOrder(store, order), log, clock };
        const [one, two] = [historyProcess(slow, { processId: 2 }), historyProcess(slow, { processId: 3 })];
        const told = await order.waitFor(Promise.allSettled([added(one, id, 'd/four'), added(two, id, 'e/five', id)]));
        expect(told.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(told.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'run_continued' } });
        const { runs } = await setUp.history.sessions.get(localWorkspace, session);
        expect(runs.filter(({ continues }) => continues === id)).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });

  test('can be one again that failed', async () => {
    const process = startProcess({ gapMs: 10_000 });
    const { id } = await process.history.runs.accept(ask('First?'));
    await pass(35_000);
    const cancelling = process.history.runs.cancel(localWorkspace, id);
    await pass(1_000);
    await cancelling;
    const before = await view(process, id);
    expect(before.answers.map((answer) => answer.state)).toEqual(['done', 'cancelled', 'cancelled']);
    const again = await added(process, id, 'b/two');
    await pass(40_000);
    expect((await view(process, again.id)).answers.map((answer) => [answer.model, answer.state])).toEqual([
      ['a/one', 'done'],
      ['c/three', 'cancelled'],
      ['b/two', 'done'],
    ]);
  });
});

/** The store, which does what it is asked for in the order that the scheduler chooses. */
function inOrder(inner: DocumentStore, order: Scheduler): DocumentStore {
  return {
    collection: (spec) => {
      const documents = inner.collection(spec);
      const turn = (what: string) => order.schedule(Promise.resolve(), `${what} ${spec.name}`);
      return {
        insert: (document) => turn('insert').then(() => documents.insert(document)),
        get: (id) => turn('get').then(() => documents.get(id)),
        find: (query) => turn('find').then(() => documents.find(query)),
        update: (filter, change) => turn('update').then(() => documents.update(filter, change)),
        remove: (filter) => turn('remove').then(() => documents.remove(filter)),
      };
    },
    close: () => inner.close(),
  };
}

async function* silence(_request: unknown, signal: AbortSignal): AsyncGenerator<never> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  yield* [];
}
