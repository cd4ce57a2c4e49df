import type { ConsensusEvent } from '../consensus/view/index.ts';
import type { Runs, SharedRun, Shares } from '../consilience.ts';
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
  readonly shares: (shares: Shares) => Shares;
}

const soundSeams: Seams = {
  clock: (clock) => clock,
  store: (store) => store,
  log: (log) => log,
  dispatcher: (dispatcher) => dispatcher,
  engine: (engine) => engine,
  runs: (runs) => runs,
  shares: (shares) => shares,
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
  'two-continue-one': {
    store: (store) => ({
      collection: (spec) =>
        store.collection({
          ...spec,
          indexes: spec.indexes.filter(({ fields }) => !fields.includes('continues.run')),
        }),
      close: () => store.close(),
    }),
  },
  'lease-kept-on-close': {
    store: (store) =>
      withRuns(store, (runs) => ({
        update: (filter, change) =>
          change.set?.['state'] === 'queued' ? Promise.resolve(null) : runs.update(filter, change),
      })),
  },
  'log-outlives-erasure': { log: (log) => ({ ...log, remove: () => Promise.resolve() }) },
  'link-outlives-erasure': { shares: (shares) => rememberingShares(shares) },
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
  'grace-forgotten': {
    engine: (engine) => ({
      run: (request, signal) => engine.run({ ...request, limits: { ...request.limits, graceMs: 0 } }, signal),
    }),
  },
  'synthesis-charged-twice': {
    engine: (engine) => ({
      async *run(request, signal) {
        let more = 0;
        for await (const batch of engine.run(request, signal)) {
          yield batch.map((event): ConsensusEvent => {
            if (event.type === 'synthesis-end' && event.costMicros !== null) {
              more += event.costMicros;
              return { ...event, costMicros: 2 * event.costMicros };
            }
            return event.type === 'run-end' ? { ...event, costMicros: event.costMicros + more } : event;
          });
        }
      },
    }),
  },
  'call-outlives-its-run': {
    dispatcher: (dispatcher) => ({ call: (call) => dispatcher.call(call, new AbortController().signal) }),
  },
  'vendor-avoided-for-ever': { dispatcher: (dispatcher) => unforgivingDispatcher(dispatcher) },
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
  'view-without-disagreements': {
    runs: (runs) => ({
      ...runs,
      async view(workspace, id) {
        const view = await runs.view(workspace, id);
        return view.agreement === null ? view : { ...view, agreement: { ...view.agreement, disagreements: [] } };
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

/** A link that was opened once opens ever after. */
function rememberingShares(shares: Shares): Shares {
  const opened = new Map<string, SharedRun>();
  return {
    ...shares,
    async open(token) {
      const shared = opened.get(token) ?? (await shares.open(token));
      opened.set(token, shared);
      return shared;
    },
  };
}

/** Calls no vendor any more that has failed three times. */
function unforgivingDispatcher(dispatcher: Dispatcher): Dispatcher {
  const failures = new Map<string, number>();
  return {
    async *call(call, signal) {
      const { vendor } = call.model;
      if ((failures.get(vendor) ?? 0) >= 3) {
        yield { type: 'error', error: new ConsilienceError('breaker_open'), ms: 0 };
        return;
      }
      for await (const event of dispatcher.call(call, signal)) {
        failures.set(vendor, (failures.get(vendor) ?? 0) + (event.type === 'error' ? 1 : 0));
        yield event;
      }
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
