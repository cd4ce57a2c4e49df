import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { NewRun } from '../consilience.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess, HistoryScript } from '../testing/history-process.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { bucketMs, bucketOf, daySpec } from './day-record.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;
const dayMs = 86_400_000;

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

async function answered({ history }: HistoryProcess, question: string, more: Partial<NewRun> = {}) {
  const run = await history.runs.accept(ask(question, more));
  for (let turn = 0; turn < 40; turn += 1) {
    await clock.advance(25);
  }
  return run;
}

/** Its agreement: `a/one` and `b/two` against `c/three`, who fails to be refused in every second run. */
function divided(events: readonly ConsensusEvent[]): readonly ConsensusEvent[] {
  return events.map((event) => {
    if (event.type !== 'agreement') {
      return event;
    }
    const positions = [
      { id: 'A', summary: 'yes', quote: 'yes', models: ['a/one', 'b/two'] },
      { id: 'B', summary: 'no', quote: 'no', models: ['c/three'] },
    ];
    const pairs = [
      { a: 'c/three', b: 'a/one', p: 0.1, cosine: 0, reason: 'content' },
      { a: 'c/three', b: 'b/two', p: 0.2, cosine: 0, reason: 'content' },
      { a: 'a/one', b: 'b/two', p: 0.9, cosine: 0, reason: 'content' },
    ] as const;
    return { ...event, agreement: { ...event.agreement, positions, pairs } };
  });
}

const dividing: HistoryScript = {
  options: ({ engine }) => ({
    engine: {
      async *run(request, signal) {
        for await (const events of engine.run(request, signal)) {
          yield divided(events);
        }
      },
    },
  }),
};

test('what each model did is added up by day, with who led, who stood alone and who agreed with whom', async () => {
  const process = startProcess(dividing);
  await answered(process, 'First?');
  await answered(process, 'Second?');
  await clock.advance(dayMs);
  await answered(process, 'A day later?');
  const stats = await process.history.stats.models(localWorkspace, { days: 30 });
  expect(stats).toMatchObject({ runs: 3, days: 30 });
  expect(stats.models.map((one) => [one.model, one.asked, one.compared, one.leading, one.alone])).toEqual([
    ['a/one', 3, 3, 3, 0],
    ['b/two', 3, 3, 3, 0],
    ['c/three', 3, 3, 0, 3],
  ]);
  expect(stats.models[0]).toMatchObject({
    answered: 3,
    late: 0,
    costMicros: 30,
    msP50: 50,
    msP95: 50,
    daily: [
      { day: '2026-01-01', asked: 2, answered: 2 },
      { day: '2026-01-02', asked: 1, answered: 1 },
    ],
  });
  expect(stats.pairs.map(({ a, b, runs, p, daily }) => [a, b, runs, p, daily.length])).toEqual([
    ['a/one', 'c/three', 3, 0.1, 2],
    ['b/two', 'c/three', 3, 0.2, 2],
    ['a/one', 'b/two', 3, 0.9, 2],
  ]);
  expect(await process.history.stats.models(localWorkspace, { days: 1 })).toMatchObject({ runs: 1 });
  expect(await process.history.stats.models(other, { days: 30 })).toMatchObject({ runs: 0, models: [], pairs: [] });
});

test('answers that a run took over are not counted again, nor the pairs among them', async () => {
  const process = startProcess(dividing);
  const { id } = await answered(process, 'First?');
  await process.history.runs.addModel({ workspace: localWorkspace, id, model: 'd/four', idempotencyKey: null });
  await clock.advance(1_000);
  for (let turn = 0; turn < 40; turn += 1) {
    await clock.advance(10);
  }
  const stats = await process.history.stats.models(localWorkspace, { days: 1 });
  expect(stats.models.map((one) => [one.model, one.asked])).toEqual([
    ['a/one', 1],
    ['b/two', 1],
    ['c/three', 1],
    ['d/four', 1],
  ]);
  expect(stats.pairs.map((one) => one.runs)).toEqual([1, 1, 1]);
});

test('what was stopped counts as stopped', async () => {
  const process = startProcess({ gapMs: 10_000 });
  const { id } = await answered(process, 'Stopped?');
  const cancelling = process.history.runs.cancel(localWorkspace, id);
  await clock.advance(1_000);
  await cancelling;
  const { models } = await process.history.stats.models(localWorkspace, { days: 1 });
  expect(models.map((one) => [one.asked, one.answered, one.cancelled])).toEqual([
    [1, 0, 1],
    [1, 0, 1],
    [1, 0, 1],
  ]);
});

test('marks of counted runs are taken off when there are many and they are old', { timeout: 60_000 }, async () => {
  const process = startProcess();
  for (let batch = 0; batch < 31; batch += 1) {
    const questions = Array.from({ length: 10 }, (_, index) => `Number ${batch * 10 + index}?`);
    await Promise.all(questions.map((question) => process.history.runs.accept(ask(question))));
    for (let turn = 0; turn < 20; turn += 1) {
      await clock.advance(20);
    }
  }
  await clock.advance(2 * 60 * 60_000);
  await answered(process, 'Later?');
  const [day] = (
    await store.collection(daySpec).find({
      filter: {},
      text: null,
      sort: { field: 'day', order: 'ascending' },
      limit: 10,
      cursor: null,
    })
  ).items;
  expect(day?.runs).toBe(311);
  expect(Object.keys(day?.counted ?? {}).length).toBeLessThan(200);
});

test('a bucket names a duration that is at most 7.5 % off', () => {
  for (let ms = 50; ms < 10_000_000; ms *= 1.01) {
    expect(Math.abs(bucketMs(bucketOf(ms)) / ms - 1)).toBeLessThan(0.075);
  }
});

test('the first runs of a day are both counted when one begins the day while the other looks for it', async () => {
  const begun = Promise.withResolvers<void>();
  const slow = startProcess({
    processId: 2,
    options: (usual) => ({
      store: {
        close: () => usual.store.close(),
        collection(spec) {
          const inner = usual.store.collection(spec);
          return {
            insert: (document) => inner.insert(document),
            get: (id) => (spec.name === daySpec.name ? begun.promise : Promise.resolve()).then(() => inner.get(id)),
            find: (query) => inner.find(query),
            update: (filter, change) => inner.update(filter, change),
            remove: (filter) => inner.remove(filter),
          };
        },
      },
    }),
  });
  await answered(slow, 'First of the day?');
  const quick = startProcess();
  await answered(quick, 'Also the first?');
  begun.resolve();
  await clock.advance(100);
  await clock.advance(100);
  expect(await quick.history.stats.models(localWorkspace, { days: 1 })).toMatchObject({ runs: 2 });
});
