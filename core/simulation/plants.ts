import type { ConsensusEvent } from '../consensus/view/index.ts';
import type { Runs } from '../consilience.ts';
import type { Dispatcher } from '../dispatch/call.ts';
import { ConsilienceError } from '../errors.ts';
import type { HistoryOptions } from '../history/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';

type RunEngine = HistoryOptions['engine'];

/** Where a process of the simulation is put together: each part can be replaced by one with a fault. */
export interface Seams {
  readonly clock: (clock: Clock) => Clock;
  readonly store: (store: DocumentStore, clock: Clock) => DocumentStore;
  readonly log: (log: RunLog) => RunLog;
  readonly dispatcher: (dispatcher: Dispatcher) => Dispatcher;
  readonly engine: (engine: RunEngine) => RunEngine;
  readonly runs: (runs: Runs) => Runs;
}

const soundSeams: Seams = {
  clock: (clock) => clock,
  store: (store) => store,
  log: (log) => log,
  dispatcher: (dispatcher) => dispatcher,
  engine: (engine) => engine,
  runs: (runs) => runs,
};

/** Bugs that the simulation must find; each is wired into every process of a world. They exist here alone. */
export const plants: Readonly<Record<string, Partial<Seams>>> = {
  'insert-acknowledged-early': {
    store: (store, clock) =>
      withRuns(store, (runs) => ({
        insert: async (run) => void clock.after(50, () => void runs.insert(run).catch(() => {})),
      })),
  },
  'lease-not-renewed': {
    store: (store) =>
      withRuns(store, (runs) => ({
        update: (filter, change) =>
          'lease.until' in (change.set ?? {})
            ? runs.get(typeof filter['id'] === 'string' ? filter['id'] : '')
            : runs.update(filter, change),
      })),
  },
  'lease-not-respected': {
    store: (store) =>
      withRuns(store, (runs) => ({
        async find(query) {
          const page = await runs.find(query);
          return { ...page, items: page.items.map((run) => ({ ...run, lease: { ...Object(run).lease, until: 0 } })) };
        },
      })),
  },
  'stale-owner-writes': {
    store: (store) =>
      withRuns(store, (runs) => ({
        update({ epoch: _epoch, 'lease.owner': _owner, ...filter }, change) {
          return runs.update(filter, change);
        },
      })),
  },
  'sequence-not-fenced': {
    log: (log) => ({
      ...log,
      async append(runId, events) {
        try {
          await log.append(runId, events);
        } catch {
          const last = (await log.read(runId, 0, 10_000)).at(-1)?.seq ?? 0;
          await log.append(runId, numberedFrom(last + 1, events));
        }
      },
    }),
  },
  'key-not-unique': {
    store: (store) => ({
      collection: (spec) =>
        store.collection({ ...spec, indexes: spec.indexes.map((index) => ({ ...index, unique: false })) }),
      close: () => store.close(),
    }),
  },
  'answers-forgotten-on-recovery': {
    engine: (engine) => ({
      run: (request, signal) => engine.run({ ...request, prior: null }, signal),
    }),
  },
  'answer-ends-twice': {
    engine: (engine) => ({
      async *run(request, signal) {
        let seq = request.prior?.seq ?? 0;
        for await (const batch of engine.run(request, signal)) {
          const doubled = batch.flatMap((event): ConsensusEvent[] =>
            event.type === 'answer-error' ? [event, event] : [event],
          );
          yield numberedFrom(seq + 1, doubled);
          seq += doubled.length;
        }
      },
    }),
  },
  'deadline-forgotten': {
    engine: (engine) => ({
      run(request, signal) {
        const { limits } = request;
        const endless = { ...limits, firstTokenMs: 200_000, idleMs: 200_000, totalMs: 200_000, deadlineMs: 200_000 };
        return engine.run({ ...request, limits: endless }, signal);
      },
    }),
  },
  'cancel-lost': {
    engine: (engine) => ({ run: (request) => engine.run(request, new AbortController().signal) }),
  },
  'turns-of-others': { engine: (engine) => rememberingTurns(engine) },
  'timer-not-taken-back': {
    clock: (clock) => ({
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after(ms, callback) {
        const takeBack = clock.after(ms, callback);
        return ms > 2_000 ? () => {} : takeBack;
      },
    }),
  },
  'retries-without-end': {
    dispatcher: (dispatcher) => ({
      async *call(call, signal) {
        for (let attempt = 1; attempt <= 10; attempt += 1) {
          const [last, shown] = [attempt === 10, { text: false, error: false }];
          for await (const event of dispatcher.call(call, signal)) {
            shown.text ||= event.type === 'text';
            shown.error = event.type === 'error';
            if (!shown.error || shown.text || last || signal.aborted) {
              yield event;
            }
          }
          if (!shown.error || shown.text || signal.aborted) {
            return;
          }
        }
      },
    }),
  },
  'viewer-skips-on-resume': {
    runs: (runs) => ({
      ...runs,
      follow: (run, signal) => runs.follow({ ...run, after: run.after === 0 ? 0 : run.after + 1 }, signal),
    }),
  },
};

function withRuns(
  store: DocumentStore,
  change: (runs: Collection<Document>) => Partial<Collection<Document>>,
): DocumentStore {
  return {
    collection<D extends Document>(spec: CollectionSpec<D>): Collection<D> {
      const inner = store.collection(spec);
      return spec.name === 'runs' ? { ...inner, ...(change(inner) as unknown as Partial<Collection<D>>) } : inner;
    },
    close: () => store.close(),
  };
}

function numberedFrom(first: number, events: readonly ConsensusEvent[]): ConsensusEvent[] {
  return events.map((event, index) => ({ ...event, seq: first + index }));
}

/** Keeps the turns of the last session that had some, and gives them to every later run. */
function rememberingTurns(engine: RunEngine): RunEngine {
  let last: Parameters<RunEngine['run']>[0]['history'] = [];
  return {
    run(request, signal) {
      last = request.history.length > 0 ? request.history : last;
      return engine.run({ ...request, history: last }, signal);
    },
  };
}

/** Throws `config_invalid` for a name that nobody planted. */
export function seamsOf(plant: string | null): Seams {
  const planted = plant === null ? {} : plants[plant];
  if (planted === undefined) {
    throw new ConsilienceError('config_invalid', { message: `Plants are: ${Object.keys(plants).join(', ')}.` });
  }
  return { ...soundSeams, ...planted };
}
