import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { RunRequest } from '../consensus/request.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess, HistoryScript } from '../testing/history-process.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { HistoryOptions } from './context.ts';

const models = ['a/one', 'b/two', 'c/three'];

let folder: string;
let clock: VirtualClock;
let cleanUps: (() => Promise<void>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-recovery-'));
  clock = new VirtualClock();
  cleanUps = [];
});
afterEach(async () => {
  await Promise.all(cleanUps.map((cleanUp) => cleanUp()));
  await rm(folder, { recursive: true });
});

interface TestProcess extends HistoryProcess {
  /** The process is gone, as after `kill -9`: it writes nothing any more. */
  die(): void;
  /** As SIGSTOP and SIGCONT: while it is stopped its timers do not fire. */
  freeze(frozen: boolean): void;
  /** Its store fails from now on, or works again. */
  breakStore(broken: boolean): void;
}

/** A process of this test, with its own connections and a clock that can stand still for it alone. */
function startProcess(processId: number, script: HistoryScript = {}): TestProcess {
  const file = join(folder, 'test.db');
  const store = sqliteStore({ file });
  const stored = sqliteRunLog({ file, clock });
  const state = { dead: false, frozen: false, broken: false };
  const missed: (() => void)[] = [];
  const ownClock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms: number, callback: () => void) =>
      clock.after(ms, () => {
        if (state.frozen) {
          missed.push(callback);
        } else if (!state.dead) {
          callback();
        }
      }),
  };
  const log: RunLog = {
    read: stored.read.bind(stored),
    follow: stored.follow.bind(stored),
    remove: stored.remove.bind(stored),
    close: () => stored.close(),
    async append(runId, events) {
      if (state.broken || state.dead) {
        throw new ConsilienceError('store_unavailable');
      }
      await stored.append(runId, events);
    },
  };
  cleanUps.push(async () => {
    await stored.close();
    await store.close();
  });
  return {
    ...historyProcess({ store, log, clock: ownClock }, { gapMs: 1_000, ...script, processId }),
    die: () => void (state.dead = true),
    breakStore: (broken) => void (state.broken = broken),
    freeze(frozen) {
      state.frozen = frozen;
      for (const callback of frozen ? [] : missed.splice(0)) {
        callback();
      }
    },
  };
}

/** Moves time on in small steps, with turns of the event loop between them for the log's commits. */
async function pass(ms: number): Promise<void> {
  const step = 250;
  for (let passed = 0; passed < ms; passed += step) {
    await clock.advance(Math.min(step, ms - passed));
    for (let turn = 0; turn < 8; turn += 1) {
      await clock.advance(0);
    }
  }
}

function dead(...processIds: number[]) {
  return ({ owner }: HistoryOptions): Partial<HistoryOptions> => ({
    owner: { ...owner, isAlive: (id) => !processIds.includes(id) },
  });
}

async function eventsOf(id: string): Promise<readonly ConsensusEvent[]> {
  const log = sqliteRunLog({ file: join(folder, 'test.db'), clock });
  const events = await log.read(id, 0, 10_000);
  await log.close();
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  return events;
}

function answersIn(events: readonly ConsensusEvent[]): string[] {
  return events.filter((event) => event.type === 'answer-end').map((event) => event.model);
}

async function stateOf({ history }: HistoryProcess, id: string) {
  const { items } = await history.runs.list(localWorkspace, { text: null, limit: 100, cursor: null });
  return items.find((run) => run.id === id)?.state;
}

describe('a run whose process died', () => {
  test('is taken over at once by the next process of that machine, without asking again what was answered', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Who finishes this?'));
    await pass(4_500);
    expect(answersIn(await eventsOf(id))).toEqual(['a/one']);
    first.die();

    const second = startProcess(2, { options: dead(1) });
    await second.history.start();
    await pass(20_000);
    expect(second.calls).toEqual([`${id} b/two`, `${id} c/three`]);
    const events = await eventsOf(id);
    expect(answersIn(events).toSorted()).toEqual(models);
    expect(events.filter((event) => event.type === 'run-start')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', state: 'done' });
    expect(await stateOf(second, id)).toBe('done');
    await second.history.close();
  });

  test('on another machine is taken over when its lease is over, and not before', async () => {
    const first = startProcess(1, { options: ({ owner }) => ({ owner: { ...owner, host: 'there' } }) });
    const { id } = await first.history.runs.accept(ask('Far away?'));
    await pass(1_500);
    first.die();
    const second = startProcess(2, { options: dead(1) });
    await second.history.start();
    await pass(10_000);
    expect(second.engine.requests).toHaveLength(0);
    await pass(10_000);
    expect(second.engine.requests.map((request) => request.runId)).toEqual([id]);
  });

  test('that lived is left alone for as long as it gives signs of life', async () => {
    const first = startProcess(1, { gapMs: 10_000 });
    await first.history.start();
    await first.history.runs.accept(ask('Slow?'));
    const second = startProcess(2);
    await second.history.start();
    await pass(80_000);
    expect(first.engine.requests).toHaveLength(1);
    expect(second.engine.requests).toHaveLength(0);
  });

  test('is taken over once, however many race for it', async () => {
    const first = startProcess(1);
    const accepted = await Promise.all(
      Array.from({ length: 20 }, (_, index) => first.history.runs.accept(ask(`Race ${index}?`))),
    );
    await pass(1_500);
    first.die();
    const racers = [2, 3, 4].map((processId) => startProcess(processId, { options: dead(1) }));
    await Promise.all(racers.map((racer) => racer.history.start()));
    const resumed = racers.flatMap((racer) => racer.engine.requests.map((request) => request.runId));
    expect(resumed.toSorted()).toEqual(accepted.map((run) => run.id).toSorted());
    await pass(30_000);
    for (const { id } of accepted) {
      expect(answersIn(await eventsOf(id)).toSorted()).toEqual(models);
    }
  });

  test('that had ended in its log already only gets its record right', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Nearly recorded?'));
    await pass(3_500);
    first.die();
    const view = await startProcess(9).history.runs.view(localWorkspace, id);
    const log = sqliteRunLog({ file: join(folder, 'test.db'), clock });
    const end = { type: 'run-end', state: 'done', error: null, ms: 3_000, costMicros: 7 } as const;
    await log.append(id, [{ runId: id, seq: view.seq + 1, at: clock.now(), ...end }]);
    await log.close();
    const second = startProcess(2, { options: dead(1) });
    await second.history.start();
    expect(second.engine.requests).toHaveLength(0);
    expect(await stateOf(second, id)).toBe('done');
  });

  test('that cannot be resumed twice ends as failed, with every answer closed', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Poison?'));
    await pass(1_500);
    first.die();
    const second = startProcess(2, {
      options: (usual) => ({
        ...dead(1)(usual),
        panel: () => {
          throw new ConsilienceError('model_unknown');
        },
      }),
    });
    await second.history.start();
    expect(await stateOf(second, id)).toBe('running');
    await pass(12_000);
    expect(await stateOf(second, id)).toBe('failed');
    const view = await second.history.runs.view(localWorkspace, id);
    expect(view).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    expect(view.answers.map((answer) => answer.state)).toEqual(['failed', 'failed', 'failed']);
    await second.history.close();
  });

  test('that dies again and again is carried on while it gets further, and published as it stands when it does not', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Hard to finish?'));
    await pass(3_600);
    first.die();
    // Each of these gets one more answer, then dies; the later ones die before the next answer comes.
    const lives = [3_600, 2_000, 2_000];
    for (const [index, lifeMs] of lives.entries()) {
      const next = startProcess(index + 2, { options: dead(1, 2, 3, 4) });
      await next.history.start();
      expect(next.calls).toHaveLength(1);
      await pass(lifeMs);
      next.die();
    }
    const last = startProcess(9, { options: dead(1, 2, 3, 4) });
    await last.history.start();
    expect(last.calls).toEqual([]);
    const view = await last.history.runs.view(localWorkspace, id);
    expect(view.answers.map((answer) => answer.state)).toEqual(['done', 'done', 'failed']);
    expect(view).toMatchObject({ state: 'done', error: null });
    expect(view.synthesis).toMatchObject({ kind: 'best-answer', model: 'a/one', error: { code: 'interrupted' } });
  });

  test('that was to be cancelled is ended as cancelled', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Cancelled late?'));
    first.die();
    const second = startProcess(2);
    const cancelling = second.history.runs.cancel(localWorkspace, id);
    await pass(4_000);
    expect(await cancelling).toBe('running');
    const third = startProcess(3, { options: dead(1) });
    await third.history.start();
    expect(third.engine.requests).toHaveLength(0);
    expect(await third.history.runs.view(localWorkspace, id)).toMatchObject({ state: 'cancelled' });
  });

  test('that died before its session was stored gets a session', async () => {
    const first = startProcess(1, {
      options: ({ store }) => ({
        store: {
          close: () => store.close(),
          collection(spec) {
            const collection = store.collection(spec);
            return spec.name === 'sessions'
              ? Object.assign(collection, { insert: () => Promise.reject(new Error('killed here')) })
              : collection;
          },
        },
      }),
    });
    const order = ask('Where do I belong?', { idempotencyKey: 'k' });
    await expect(first.history.runs.accept(order)).rejects.toThrowError('killed here');
    const second = startProcess(2, { options: dead(1) });
    // Whoever asks again is told of a session that is there, also before the run is taken over.
    const { session } = await second.history.runs.accept(order);
    expect(await second.history.sessions.get(localWorkspace, session)).toMatchObject({ title: 'Where do I belong?' });
    await second.history.start();
    await pass(20_000);
    const sessions = await second.history.sessions.list(localWorkspace, { text: null, limit: 10, cursor: null });
    expect(sessions.items).toMatchObject([{ title: 'Where do I belong?', runCount: 1, score: 88 }]);
  });

  test('is told of the turns before it, not of later ones', async () => {
    const first = startProcess(1);
    const { session } = await first.history.runs.accept(ask('First?'));
    await pass(15_000);
    const { id } = await first.history.runs.accept(ask('Second?', { session }));
    await pass(500);
    first.die();
    const command = startProcess(2, { options: () => ({ adopts: false }) });
    await command.history.runs.accept(ask('Third?', { session }));
    await pass(15_000);
    const third = startProcess(3, { options: dead(1) });
    await third.history.start();
    expect(third.engine.requests.map((request) => request.runId)).toEqual([id]);
    expect(third.engine.requests[0]?.history.map((turn) => turn.question)).toEqual(['First?']);
  });

  test('is left to a server by a process that does not adopt', async () => {
    const first = startProcess(1);
    await first.history.runs.accept(ask('Not by a command?'));
    first.die();
    const command = startProcess(2, { options: (usual) => ({ ...dead(1)(usual), adopts: false }) });
    await command.history.start();
    await pass(30_000);
    expect(command.engine.requests).toHaveLength(0);
  });
});

describe('a process that dies right after any of its writes', () => {
  test('leaves a run that the next one finishes, with each answer once', async () => {
    let reached = true;
    let writes = 0;
    while (reached) {
      writes += 1;
      const death = deathAfter(writes);
      const first = startProcess(1, { gapMs: 10, options: death.options });
      const question = `Killed after write ${writes}?`;
      const accepting = first.history.runs.accept(ask(question));
      const acknowledged = await Promise.race([accepting, pass(1_000).then(() => null)]);
      await pass(4_000);
      first.die();
      reached = death.reached();

      const second = startProcess(2, { gapMs: 10, options: dead(1) });
      await second.history.start();
      await pass(4_000);
      const { items } = await second.history.runs.list(localWorkspace, { text: null, limit: 100, cursor: null });
      const run = items.find((candidate) => candidate.question === question);
      expect([writes, run?.state, run?.id]).toEqual([writes, 'done', acknowledged?.id ?? run?.id]);
      expect([writes, answersIn(await eventsOf(run?.id ?? ''))]).toEqual([writes, models]);
      expect(second.calls.length).toBeLessThanOrEqual(models.length);
      const counted = await second.history.stats.models(localWorkspace, { days: 2 });
      const answered = counted.models.map((one) => one.answered);
      expect([writes, counted.runs, answered]).toEqual([writes, writes, models.map(() => writes)]);
      await second.history.close();
    }
    expect(writes).toBeGreaterThan(20);
  });
});

/** Nothing that the process asks of its store or log after that many writes is ever answered. */
function deathAfter(writes: number) {
  let left = writes;
  const never = new Promise<never>(() => {});
  const read = <T>(work: () => Promise<T>): Promise<T> => (left === 0 ? never : work());
  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (left === 0) {
      return never;
    }
    left -= 1;
    const last = left === 0;
    const result = await work();
    return last ? never : result;
  }
  const options = ({ store, log }: HistoryOptions): Partial<HistoryOptions> => ({
    log: {
      append: (runId, events) => write(() => log.append(runId, events)),
      read: (runId, after, limit) => read(() => log.read(runId, after, limit)),
      follow: (runId, after, signal) => log.follow(runId, after, signal),
      remove: (runId) => write(() => log.remove(runId)),
      close: () => log.close(),
    },
    store: {
      close: () => store.close(),
      collection(spec) {
        const inner = store.collection(spec);
        return {
          insert: (document) => write(() => inner.insert(document)),
          get: (id) => read(() => inner.get(id)),
          find: (query) => read(() => inner.find(query)),
          update: (filter, change) => write(() => inner.update(filter, change)),
          remove: (filter) => write(() => inner.remove(filter)),
        };
      },
    },
  });
  return { options, reached: () => left === 0 };
}

describe('a process that was stopped for longer than its lease', () => {
  test('writes nothing after another one took its runs over', async () => {
    const first = startProcess(1);
    await first.history.start();
    const { id } = await first.history.runs.accept(ask('Zombie?'));
    await pass(1_500);
    first.freeze(true);
    await pass(20_000);
    const second = startProcess(2, { gapMs: 30_000 });
    await second.history.start();
    await pass(1);
    expect(second.engine.requests).toHaveLength(1);
    // The new owner waits for a model and has written next to nothing when the old one wakes up.
    first.freeze(false);
    await pass(5_000);
    expect(first.calls).toEqual([`${id} a/one`]);
    await pass(400_000);
    const events = await eventsOf(id);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', state: 'done' });
    expect(answersIn(events)).toEqual(models);
    expect(second.engine.requests).toHaveLength(1);
  });
});

describe('a process that was stopped and whose heart does not beat yet', () => {
  test('asks whose its run is before it writes, also when the new owner has written nothing', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Who am I?'));
    await pass(500);
    first.freeze(true);
    await pass(16_000);
    const never = new Promise<AsyncIterable<readonly ConsensusEvent[]>>(() => {});
    const silent = {
      async *run() {
        yield* await never;
      },
    };
    const second = startProcess(2, { options: () => ({ engine: silent }) });
    await second.history.start();
    const before = await eventsOf(id);
    first.freeze(false);
    await pass(10_000);
    expect(await eventsOf(id)).toEqual(before);
  });

  test('renews before its first event a lease that ran out while the run was being stored', async () => {
    const written = Promise.withResolvers<void>();
    const first = startProcess(1, {
      options: ({ store }) => ({ store: withSessions(store, (insert) => written.promise.then(insert)) }),
    });
    const accepted = first.history.runs.accept(ask('Mine?'));
    await pass(20_000);
    written.resolve();
    const { id } = await accepted;
    await pass(500);
    const second = startProcess(2);
    await second.history.start();
    await pass(20_000);
    expect(await stateOf(first, id)).toBe('done');
    expect([first.engine.requests.length, second.engine.requests.length]).toEqual([1, 0]);
    await second.history.close();
  });

  test('goes on when nobody took its run', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Still mine?'));
    await pass(500);
    first.freeze(true);
    await pass(60_000);
    first.freeze(false);
    await pass(15_000);
    expect(await stateOf(first, id)).toBe('done');
    expect(first.engine.requests).toHaveLength(1);
  });
});

describe('while the store is down', () => {
  test('a run goes on in memory, and everything is stored when the store is back', async () => {
    const first = startProcess(1);
    const { id } = await first.history.runs.accept(ask('Through the outage?'));
    await pass(1_500);
    first.breakStore(true);
    await pass(15_000);
    expect(first.calls).toHaveLength(3);
    expect(answersIn(await eventsOf(id))).toEqual([]);
    first.breakStore(false);
    await pass(10_000);
    const events = await eventsOf(id);
    expect(answersIn(events)).toEqual(models);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', state: 'done' });
    expect(await stateOf(first, id)).toBe('done');
    expect(first.engine.requests).toHaveLength(1);
  });

  test('for over a minute, the run is left and taken up again from what was stored', async () => {
    const first = startProcess(1);
    await first.history.start();
    const { id } = await first.history.runs.accept(ask('Through a long outage?'));
    await pass(4_500);
    first.breakStore(true);
    await pass(80_000);
    first.breakStore(false);
    await pass(60_000);
    expect(await stateOf(first, id)).toBe('done');
    expect(first.engine.requests[1]?.prior?.answers.map((answer) => answer.state)).toEqual([
      'done',
      'writing',
      'waiting',
    ]);
    expect(answersIn(await eventsOf(id)).toSorted()).toEqual(models);
    await first.history.close();
  });
});

describe('a run whose acceptance the store broke off', () => {
  test('is taken up within seconds by its own process, and a repeated key leads to it', async () => {
    let failures = 1;
    const insert = (insertNow: () => Promise<void>) => {
      failures -= 1;
      return failures < 0 ? insertNow() : Promise.reject(new ConsilienceError('store_unavailable'));
    };
    const first = startProcess(1, { gapMs: 0, options: ({ store }) => ({ store: withSessions(store, insert) }) });
    await first.history.start();
    const order = ask('Half of this?', { idempotencyKey: 'k' });
    await expect(first.history.runs.accept(order)).rejects.toMatchObject({ code: 'store_unavailable' });
    const { id } = await first.history.runs.accept(order);
    expect(first.calls).toHaveLength(0);
    await pass(6_000);
    expect(first.calls).toEqual(models.map((model) => `${id} ${model}`));
    await first.history.close();
  });

  test('is not begun twice by a process whose store takes longer than a lease', async () => {
    const written = Promise.withResolvers<void>();
    const first = startProcess(1, {
      gapMs: 0,
      options: ({ store }) => ({ store: withSessions(store, () => written.promise) }),
    });
    await first.history.start();
    const accepted = first.history.runs.accept(ask('Slowly?'));
    await pass(25_000);
    written.resolve();
    const { id } = await accepted;
    await pass(1_000);
    expect(first.calls).toEqual(models.map((model) => `${id} ${model}`));
    await first.history.close();
  });
});

describe('cancelling', () => {
  test('a run that its process leaves meanwhile ends it all the same, without asking anybody', async () => {
    const first = startProcess(1, { options: () => ({ engine: { run: abandoned } }) });
    const { id } = await first.history.runs.accept(ask('Who stops this?'));
    const state = first.history.runs.cancel(localWorkspace, id);
    await pass(1_000);
    expect(await state).toBe('cancelled');
    const events = await eventsOf(id);
    expect(events.at(-1)).toMatchObject({ type: 'run-end', state: 'cancelled' });
  });

  test('reaches a run of another process within a second', async () => {
    const owner = startProcess(1, { gapMs: 60_000 });
    await owner.history.start();
    const { id } = await owner.history.runs.accept(ask('Stop from afar?'));
    await pass(1_500);
    const other = startProcess(2);
    const cancelling = other.history.runs.cancel(localWorkspace, id);
    await pass(1_200);
    expect(await cancelling).toBe('cancelled');
    expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'run-end', state: 'cancelled' });
  });
});

describe('closing', () => {
  test('refuses new runs and lets those in flight finish', async () => {
    const first = startProcess(1, { options: () => ({ finishMs: 20_000 }) });
    await first.history.start();
    const { id } = await first.history.runs.accept(ask('Time enough?', { idempotencyKey: 'k' }));
    const closing = first.history.close();
    await expect(first.history.runs.accept(ask('Too late?'))).rejects.toMatchObject({ code: 'shutting_down' });
    expect(await first.history.runs.accept(ask('Time enough?', { idempotencyKey: 'k' }))).toMatchObject({ id });
    await pass(12_000);
    await closing;
    expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'run-end', state: 'done' });
    expect(clock.pending).toBe(0);
  });

  test('hands over what does not finish in time; the next start takes it up at once, any number of times', async () => {
    let { id } = { id: '' };
    for (let processId = 1; processId <= 4; processId += 1) {
      const process = startProcess(processId, { gapMs: 2_000, options: () => ({ finishMs: 3_000 }) });
      await process.history.start();
      id = id === '' ? (await process.history.runs.accept(ask('Deploy after deploy?'))).id : id;
      expect(process.engine.requests.map((request) => request.runId)).toEqual([id]);
      await pass(500);
      const closing = process.history.close();
      await pass(6_000);
      await closing;
      expect(await stateOf(process, id)).toBe('queued');
      expect((await eventsOf(id)).some((event) => event.type === 'answer-error' || event.type === 'run-end')).toBe(
        false,
      );
    }
    const last = startProcess(9);
    await last.history.start();
    await pass(20_000);
    expect(await stateOf(last, id)).toBe('done');
  });
});

/** The store with another way to insert a session. */
function withSessions(store: DocumentStore, insert: (insertNow: () => Promise<void>) => Promise<void>): DocumentStore {
  return {
    collection<D extends Document>(spec: CollectionSpec<D>): Collection<D> {
      const inner = store.collection(spec);
      if (spec.name !== 'sessions') {
        return inner;
      }
      return {
        insert: (document) => insert(() => inner.insert(document)),
        get: (id) => inner.get(id),
        find: (query) => inner.find(query),
        update: (filter, change) => inner.update(filter, change),
        remove: (filter) => inner.remove(filter),
      };
    },
    close: () => store.close(),
  };
}

/** An engine that, once stopped, finds the log gone on without it. */
async function* abandoned({ runId }: RunRequest, signal: AbortSignal): AsyncGenerator<readonly ConsensusEvent[]> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  yield [{ runId, seq: 9, at: 0, type: 'answer-start', model: 'a/one', attempt: 1 }];
}
