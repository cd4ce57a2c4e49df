import { memoryLogs, memoryRunLog } from '../adapters/logs/memory-run-log.ts';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import type { MemoryTables } from '../adapters/stores/memory-store.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { RunRecord, SessionRecord } from '../history/records.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collection, CollectionSpec, Document, DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';
import type { Chance } from './chance.ts';
import type { StoreFaults } from './plan.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Sees every change at the moment when it lasts. */
export interface DiskWatcher {
  appended(process: SimulatedProcess, append: Appended): void;
  /** `before` is null for a new run, `after` for one that was removed. */
  changed(process: SimulatedProcess, before: RunRecord | null, after: RunRecord | null): void;
  /** A change was made, and whoever made it is told that the store is down. */
  replyLost(): void;
  /** A process passes a point before or after a change: where it may be killed. */
  passes(process: SimulatedProcess, point: string): void;
}

export interface Appended {
  readonly runId: string;
  readonly events: readonly ConsensusEvent[];
  /** When the process asked for it. */
  readonly askedAt: number;
}

interface DiskOf {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly faults: StoreFaults;
  readonly watcher: DiskWatcher;
}

/** What outlives processes. A process reaches it by ports of its own, which stop with it. */
export class SimulatedDisk {
  readonly #tables: MemoryTables = new Map();
  readonly #logs = memoryLogs();
  readonly #of: DiskOf;
  /** False once faults have healed. */
  faulty = true;

  constructor(of: DiskOf) {
    this.#of = of;
  }

  get runs(): ReadonlyMap<string, RunRecord> {
    return (this.#tables.get('runs') ?? new Map()) as ReadonlyMap<string, RunRecord>;
  }

  get sessions(): ReadonlyMap<string, SessionRecord> {
    return (this.#tables.get('sessions') ?? new Map()) as ReadonlyMap<string, SessionRecord>;
  }

  /** Runs of which events are stored. */
  logs(): Iterable<string> {
    return this.#logs.events.keys();
  }

  events(runId: string): readonly ConsensusEvent[] {
    return this.#logs.events.get(runId) ?? [];
  }

  storeOf(process: SimulatedProcess): DocumentStore {
    const store = memoryStore(this.#tables);
    return {
      collection: <D extends Document>(spec: CollectionSpec<D>) =>
        this.#collection(process, store.collection(spec), spec.name),
      close: () => store.close(),
    };
  }

  logOf(process: SimulatedProcess): RunLog {
    const log = memoryRunLog(this.#logs);
    const { watcher } = this.#of;
    void process.died.then(() => log.close());
    return {
      append: (runId, events) => {
        const askedAt = this.#of.clock.monotonic();
        return this.#write(process, 'append', async () => {
          await log.append(runId, events);
          watcher.appended(process, { runId, events, askedAt });
        });
      },
      read: (runId, after, limit) => this.#read(process, () => log.read(runId, after, limit)),
      follow: (runId, after, signal) => log.follow(runId, after, signal),
      remove: (runId) => this.#write(process, 'remove log', () => log.remove(runId)),
      close: () => log.close(),
    };
  }

  #collection<D extends Document>(process: SimulatedProcess, inner: Collection<D>, name: string): Collection<D> {
    const { watcher } = this.#of;
    const changed = (before: RunRecord | null, after: Document | null) => {
      if (name === 'runs') {
        watcher.changed(process, before, after as RunRecord | null);
      }
    };
    return {
      insert: (document) =>
        this.#write(process, `insert ${name}`, async () => {
          await inner.insert(document);
          changed(null, document);
        }),
      get: (id) => this.#read(process, () => inner.get(id)),
      find: (query) => this.#read(process, () => inner.find(query)),
      update: (filter, change) =>
        this.#write(process, `update ${name}`, async () => {
          const before = (typeof filter['id'] === 'string' ? this.runs.get(filter['id']) : undefined) ?? null;
          const after = await inner.update(filter, change);
          if (after !== null) {
            changed(before, after);
          }
          return after;
        }),
      remove: (filter) => this.#write(process, `remove ${name}`, () => inner.remove(filter)),
    };
  }

  async #read<T>(process: SimulatedProcess, work: () => Promise<T>): Promise<T> {
    await process.turn();
    this.#refuseDown(false);
    const result = await work();
    await process.turn();
    return result;
  }

  async #write<T>(process: SimulatedProcess, what: string, work: () => Promise<T>): Promise<T> {
    const { chance, faults, watcher } = this.#of;
    watcher.passes(process, `before ${what}`);
    await process.turn();
    if (faults.latencyMsMax > 0) {
      await process.sleep(chance.between(0, faults.latencyMsMax));
      await process.turn();
    }
    this.#refuseDown(true);
    const result = await work();
    watcher.passes(process, `after ${what}`);
    await process.turn();
    if (this.faulty && chance.happens(faults.lostReply)) {
      watcher.replyLost();
      throw new ConsilienceError('store_unavailable');
    }
    return result;
  }

  #refuseDown(writes: boolean): void {
    const now = this.#of.clock.monotonic();
    const down = this.#of.faults.outages.some((o) => now >= o.fromMs && now < o.untilMs && (writes || o.readsToo));
    if (down) {
      throw new ConsilienceError('store_unavailable');
    }
  }
}
