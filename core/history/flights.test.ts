import { expect, test } from 'vitest';
import { fold, emptyView, type ConsensusEvent, type ConsensusView } from '../consensus/view/index.ts';
import { memoryLogs, memoryRunLog } from '../adapters/logs/memory-run-log.ts';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { RunRequest } from '../consensus/request.ts';
import { ConsilienceError } from '../errors.ts';
import { ask, followed, historyProcess } from '../testing/history-process.ts';
import { panelOf, requestOf } from '../testing/pretend-engine.ts';
import { localWorkspace, type WorkspaceId } from '../workspaces/workspace.ts';
import { Flights } from './flights.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;

function start(gapMs = 2) {
  return historyProcess(
    { store: memoryStore(new Map()), log: memoryRunLog(memoryLogs()), clock: systemClock },
    { gapMs },
  );
}

function viewOf(id: string, events: readonly ConsensusEvent[]): ConsensusView {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([id]));
  expect(events.at(-1)?.type).toBe('run-end');
  return fold(emptyView(id), events);
}

test('a hundred equal questions at once ask the models once, and each gets a run of its own that one of them pays', async () => {
  const { history, engine, calls } = start();
  const runs = await Promise.all(Array.from({ length: 100 }, () => history.runs.accept(ask('Is a tomato a fruit?'))));
  const views = await Promise.all(runs.map(async ({ id }) => viewOf(id, await followed(history, id))));
  expect(engine.requests).toHaveLength(1);
  expect(calls).toHaveLength(3);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(100);
  expect(views.map(({ session }) => session)).toEqual(runs.map(({ session }) => session));
  expect(new Set(views.map(({ synthesis }) => synthesis?.text))).toEqual(
    new Set(['Synthesis of: Is a tomato a fruit?']),
  );
  expect(views.map(({ costMicros }) => costMicros).filter((cost) => cost > 0)).toEqual([100]);
});

test('another workspace, question, panel or session is never shared', async () => {
  const { history, engine } = start();
  const first = await history.runs.accept(ask('Is a tomato a fruit?'));
  await history.runs.accept(ask('Is a tomato a fruit?', { workspace: other }));
  await history.runs.accept(ask('is a tomato a fruit?'));
  await history.runs.accept(ask('Is a tomato a fruit?', { models: ['a/one', 'b/two'] }));
  await followed(history, first.id);
  await history.runs.accept(ask('Is a tomato a fruit?', { session: first.session }));
  await expect.poll(() => engine.requests.length).toBe(5);
});

test('who stops leaves alone; who joins late gets all of it, and pays what ends after the first has left', async () => {
  const { history, engine } = start(20);
  const first = await history.runs.accept(ask('Is a tomato a fruit?'));
  await expect.poll(async () => (await history.runs.view(localWorkspace, first.id)).seq).toBeGreaterThan(2);
  const second = await history.runs.accept(ask('Is a tomato a fruit?'));
  expect(await history.runs.cancel(localWorkspace, first.id)).toBe('cancelled');
  const view = viewOf(second.id, await followed(history, second.id));
  expect(engine.requests).toHaveLength(1);
  expect(view.state).toBe('done');
  expect(view.answers.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  const stopped = viewOf(first.id, await followed(history, first.id));
  expect(stopped.state).toBe('cancelled');
  expect(stopped.costMicros + view.costMicros).toBe(40);
});

test('the last one who stops ends the flight, and the next question starts another', async () => {
  const { history, engine } = start(50);
  const runs = await Promise.all([1, 2].map(() => history.runs.accept(ask('Is a tomato a fruit?'))));
  for (const { id } of runs) {
    expect(await history.runs.cancel(localWorkspace, id)).toBe('cancelled');
    viewOf(id, await followed(history, id));
  }
  await history.runs.accept(ask('Is a tomato a fruit?'));
  await expect.poll(() => engine.requests.length).toBe(2);
});

test('all who stop in one moment, as when the process is told to end, end the flight and do not spin', async () => {
  const engine = {
    async *run(_request: RunRequest, signal: AbortSignal) {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      yield* [];
    },
  };
  const flights = new Flights(engine, systemClock);
  const request = requestOf({ panel: panelOf([]), synthesizers: [] });
  const stops = [1, 2, 3].map(() => new AbortController());
  const ends = stops.map(async ({ signal }) => {
    for await (const batch of flights.run(localWorkspace, request, lookedAtLittle(signal))) {
      expect(batch).toEqual([]);
    }
  });
  for (const stop of stops) {
    stop.abort(new ConsilienceError('shutting_down'));
  }
  await Promise.all(ends);
});

/** A loop that waits for nothing would hold the whole process, and this test with it: so looks are counted. */
function lookedAtLittle(signal: AbortSignal): AbortSignal {
  let looks = 0;
  return Object.defineProperty(signal, 'aborted', {
    get() {
      looks += 1;
      if (looks > 100) {
        throw new Error('It spins.');
      }
      return Reflect.get(AbortSignal.prototype, 'aborted', signal);
    },
  });
}
