import {
  type Consilience,
  ConsilienceError,
  type ModelsView,
  type NewRun,
  type RunSummary,
  type SessionSummary,
  type WorkspaceId,
} from '#core';
import { type ConsensusEvent, type ConsensusView, emptyView, fold, type RunState } from '#core/view';

export const knownRun = 'run_01KAV3M8ZJ6Q4W0X5T7Y9B2C1D';
export const knownSession = 'ses_01KAV3M8ZJ6Q4W0X5T7Y9B2C1E';

export const endedRun = 'run_01KAV3M8ZJ6Q4W0X5T7Y9B2C1F';
export const knownShare = 'shr_8a6b1c2d3e4f5g6h7j8k9mnpqr';
export const knownToken = '0a6b1c2d3e4f5g6h7j8k9mnpqr';

interface FakeRun {
  readonly id: string;
  readonly session: string;
  readonly question: string;
  readonly events: ConsensusEvent[];
  /** Batches as they were appended: every live viewer is handed the same objects. */
  readonly waiting: Set<() => void>;
}

/** The product in memory: it records what it is asked and plays the events that a test appends. */
export class FakeConsilience implements Consilience {
  readonly accepted: NewRun[] = [];
  /** In whose workspace each call was made. */
  readonly calls: WorkspaceId[] = [];
  /** Thrown by the next call of `runs.accept`, once. */
  refusal: Error | null = null;
  /** Whether it has no room for a run. */
  isFull = false;
  /** How many viewers follow now. */
  following = 0;
  isClosed = false;
  readonly #runs = new Map<string, FakeRun>();
  readonly #batches = new Map<string, (readonly ConsensusEvent[])[]>();
  readonly #sessions = new Map<string, SessionSummary>();
  #made = 0;

  constructor() {
    this.reset();
  }

  /** Forgets all runs and sessions but the known ones, which are as they were in the beginning. */
  reset(): void {
    this.#runs.clear();
    this.#batches.clear();
    this.#sessions.clear();
    this.#begin(knownRun, knownSession, 'Is a tomato a fruit?');
    this.#begin(endedRun, knownSession, 'Is a tomato a fruit?');
    this.append(endedRun, [{ type: 'run-end', state: 'done', error: null, ms: 1, costMicros: 0 }]);
  }

  readonly runs: Consilience['runs'] = {
    refuseIfFull: () => {
      if (this.isFull) {
        throw new ConsilienceError('overloaded', { retryAfterMs: 3_000 });
      }
    },
    accept: async (run) => {
      this.calls.push(run.workspace);
      this.accepted.push(run);
      const { refusal } = this;
      this.refusal = null;
      if (refusal !== null) {
        throw refusal;
      }
      const number = String(++this.#made).padStart(20, '0');
      const id = `run_${number}`;
      const session = run.session ?? `ses_${number}`;
      this.#begin(id, session, run.question);
      return { id, session, replayed: run.idempotencyKey === 'again' };
    },
    view: async (workspace, id) => {
      this.calls.push(workspace);
      return this.#view(this.#run(id));
    },
    addModel: async ({ workspace, id, idempotencyKey }) => {
      this.calls.push(workspace);
      const { session, question } = this.#run(id);
      const added = `run_${String(++this.#made).padStart(20, '0')}`;
      this.#begin(added, session, question);
      return { id: added, session, replayed: idempotencyKey === 'again' };
    },
    follow: (run, signal) => {
      this.calls.push(run.workspace);
      return this.#follow(run, signal);
    },
    cancel: async (workspace, id) => {
      this.calls.push(workspace);
      const { state } = this.#view(this.#run(id));
      if (state === 'queued' || state === 'running') {
        this.append(id, [{ type: 'run-end', state: 'cancelled', error: null, ms: 1, costMicros: 0 }]);
        return 'cancelled' satisfies RunState;
      }
      return state;
    },
    list: async (workspace, { limit }) => {
      this.calls.push(workspace);
      return { items: [...this.#runs.values()].slice(0, limit).map((run) => this.#summary(run)), next: null };
    },
  };

  readonly sessions: Consilience['sessions'] = {
    list: async (workspace, { limit }) => {
      this.calls.push(workspace);
      return { items: [...this.#sessions.values()].slice(0, limit), next: null };
    },
    get: async (workspace, id) => {
      this.calls.push(workspace);
      const runs = [...this.#runs.values()].filter((run) => run.session === id).map((run) => this.#summary(run));
      return { ...this.#session(id), runs };
    },
    change: async ({ workspace, id, title, starred }) => {
      this.calls.push(workspace);
      const before = this.#session(id);
      const changed = { ...before, title: title ?? before.title, starred: starred ?? before.starred };
      this.#sessions.set(id, changed);
      return changed;
    },
    hide: async (workspace, id) => {
      this.calls.push(workspace);
      this.#session(id);
    },
    restore: async (workspace, id) => {
      this.calls.push(workspace);
      return this.#session(id);
    },
    remove: async (workspace, id) => {
      this.calls.push(workspace);
      this.#session(id);
      this.#sessions.delete(id);
    },
  };

  readonly shares: Consilience['shares'] = {
    create: async (workspace, run) => {
      this.calls.push(workspace);
      const { state } = this.#view(this.#run(run));
      if (state === 'queued' || state === 'running') {
        throw new ConsilienceError('run_open');
      }
      return { id: knownShare, run, createdAt: 1_700_000_000_000, token: knownToken };
    },
    list: async (workspace, run) => {
      this.calls.push(workspace);
      this.#run(run);
      return [{ id: knownShare, run, createdAt: 1_700_000_000_000 }];
    },
    revoke: async (workspace, id) => {
      this.calls.push(workspace);
      if (id !== knownShare) {
        throw new ConsilienceError('share_unknown');
      }
    },
    open: async (token) => {
      if (token !== knownToken) {
        throw new ConsilienceError('share_unknown');
      }
      return { view: this.#view(this.#run(knownRun)), sharedAt: 1_700_000_000_000 };
    },
  };

  readonly models: Consilience['models'] = {
    describe: async (_signal, workspace) => this.#described(workspace),
    change: async ({ workspace }) => this.#described(workspace),
    check: async (workspace, vendor) => {
      this.calls.push(workspace);
      return { vendor, works: true, ms: 5, at: 1_700_000_000_000, error: null };
    },
  };

  readonly stats: Consilience['stats'] = {
    models: async (workspace, { days }) => {
      this.calls.push(workspace);
      return { since: '2026-11-25', days, runs: 0, models: [], pairs: [] };
    },
  };

  /** The service asks without a workspace. */
  #described(workspace?: WorkspaceId): ModelsView {
    this.calls.push(...(workspace === undefined ? [] : [workspace]));
    return modelsView;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** Adds events to a run, as one batch; sequence and time are filled in. */
  append(id: string, bodies: readonly Body[]): void {
    const run = this.#run(id);
    const batch = bodies.map((body, index) => ({
      ...body,
      runId: id,
      seq: run.events.length + index + 1,
      at: 1_700_000_000_000,
    }));
    run.events.push(...batch);
    this.#batches.get(id)?.push(batch);
    for (const wake of run.waiting) {
      wake();
    }
  }

  async *#follow(
    { id, after }: { id: string; after: number },
    signal: AbortSignal,
  ): AsyncGenerator<readonly ConsensusEvent[]> {
    const run = this.#run(id);
    const batches = this.#batches.get(id) ?? [];
    this.following++;
    try {
      for (let next = 0; !signal.aborted;) {
        const batch = batches[next];
        if (batch === undefined) {
          await woken(run, signal);
          continue;
        }
        next++;
        const fresh = (batch[0]?.seq ?? 0) > after ? batch : batch.filter((event) => event.seq > after);
        if (fresh.length > 0) {
          yield fresh;
        }
        if (batch.at(-1)?.type === 'run-end') {
          return;
        }
      }
    } finally {
      this.following--;
    }
  }

  #begin(id: string, session: string, question: string): void {
    this.#runs.set(id, { id, session, question, events: [], waiting: new Set() });
    this.#batches.set(id, []);
    this.#sessions.set(session, {
      id: session,
      title: question,
      createdAt: 1_700_000_000_000,
      updatedAt: 1_700_000_000_000,
      runCount: 1,
      score: null,
      band: null,
      starred: false,
      found: null,
    });
    this.append(id, [{ type: 'run-start', question, session, panel: [panelModel], quorum: 1 }]);
  }

  #run(id: string): FakeRun {
    const run = this.#runs.get(id);
    if (run === undefined) {
      throw new ConsilienceError('run_unknown');
    }
    return run;
  }

  #session(id: string): SessionSummary {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      throw new ConsilienceError('session_unknown');
    }
    return session;
  }

  #view(run: FakeRun): ConsensusView {
    return fold(emptyView(run.id), run.events);
  }

  #summary(run: FakeRun): RunSummary {
    const { state, startedAt, answers } = this.#view(run);
    return {
      id: run.id,
      session: run.session,
      question: run.question,
      follows: null,
      continues: null,
      state,
      createdAt: startedAt,
      endedAt: null,
      models: answers.map((answer) => answer.model),
      score: null,
      band: null,
      costMicros: null,
      rehearsal: true,
    };
  }
}

type Body = ConsensusEvent extends infer E
  ? E extends ConsensusEvent
    ? Omit<E, 'runId' | 'seq' | 'at'>
    : never
  : never;

function woken(run: FakeRun, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      run.waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    run.waiting.add(wake);
    signal.addEventListener('abort', wake);
  });
}

const panelModel = {
  model: 'rehearsal/alder',
  vendor: 'rehearsal',
  label: 'Alder (rehearsal)',
  rehearsal: true,
  late: false,
};

const modelsView: ModelsView = {
  source: 'rehearsal',
  sentence: 'These are rehearsal models: their answers are played from a file.',
  howToChange: 'Put a key in .env and start again.',
  models: [{ ...panelModel, inPanel: true, on: true }],
  vendors: [{ vendor: 'rehearsal', address: 'http://127.0.0.1:1', error: null, check: null }],
  synthesizer: 'rehearsal/alder',
  chosen: { panel: false, synthesizer: false },
  embedder: 'lexical',
  suggestions: ['Is a tomato a fruit?'],
};
