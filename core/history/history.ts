import { asConsilienceError } from '../consensus/event-error.ts';
import type { Runs, Sessions, Stats } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import { scoped } from '../workspaces/scoped.ts';
import { Admission } from './admission.ts';
import type { Context, HistoryOptions, LiveRun } from './context.ts';
import { Flights } from './flights.ts';
import { daySpec } from './day-record.ts';
import { makeIds } from './ids.ts';
import { leaseOwner, release, renew, renewMs } from './leases.ts';
import { makeStats } from './model-stats.ts';
import { activeStates, runSpec, sessionSpec } from './records.ts';
import { recoverOrphans } from './recovery.ts';
import { makeRuns } from './runs.ts';
import { forgetHidden } from './hidden.ts';
import { fillIndex } from './indexing.ts';
import { finishRemovals } from './removal.ts';
import { makeSessions } from './sessions.ts';
import { Views } from './views.ts';
import { allOf, within } from './wait.ts';

export interface History {
  readonly runs: Runs;
  readonly sessions: Sessions;
  readonly stats: Stats;
  /** How much this process has to do, and can. */
  state(): HistoryState;
  /** Takes over what a dead process left, now and every 5 seconds; keeps the leases of runs in flight. */
  start(): Promise<void>;
  /**
   * Refuses new runs, lets those in flight finish for `finishMs` and leaves the rest to the next start.
   * Store and log stay open: they belong to whoever made them.
   */
  close(): Promise<void>;
}

export interface HistoryState {
  /** Runs in flight, with those on their way into the store. */
  readonly inFlight: number;
  /** Most runs that are let in at the moment. */
  readonly limit: number;
  /** No more runs are taken. */
  readonly draining: boolean;
}

const tickMs = 1_000;
const recoverMs = 5_000;
const forgetMs = 60_000;
const stopMsMax = 2_000;

/** Runs and sessions: accepted durably, driven to their end, found again. */
export function makeHistory(options: HistoryOptions): History {
  const context = makeContext(options);
  const { clock } = options;
  let recoveredAt = clock.monotonic();
  let forgottenAt = clock.monotonic();
  let ticking = Promise.resolve();
  let takeBackTick: (() => void) | null = null;

  async function tick(): Promise<void> {
    await quietly(context, 'leases', () => keepLeases(context));
    if (clock.monotonic() - recoveredAt >= recoverMs) {
      recoveredAt = clock.monotonic();
      await quietly(context, 'recovery', () => recoverOrphans(context));
    }
    if (clock.monotonic() - forgottenAt >= forgetMs) {
      forgottenAt = clock.monotonic();
      await quietly(context, 'removals', () => finishRemovals(context));
      await quietly(context, 'removals', () => forgetHidden(context));
    }
    schedule();
  }

  function schedule(): void {
    takeBackTick = clock.after(tickMs, () => {
      ticking = tick();
    });
  }

  return {
    runs: makeRuns(context),
    sessions: makeSessions(context),
    stats: makeStats(context),
    state: () => ({
      inFlight: context.live.size + context.accepting.size,
      limit: context.admission.limit,
      draining: context.phase.closing,
    }),
    async start() {
      await quietly(context, 'removals', () => finishRemovals(context));
      await quietly(context, 'recovery', () => recoverOrphans(context));
      schedule();
      const filled = quietly(context, 'index', () => fillIndex(context));
      context.background.add(filled);
    },
    async close() {
      context.phase.closing = true;
      await Promise.allSettled(context.accepting.values());
      await within(clock, options.finishMs, allEnded(context));
      await Promise.all(context.background);
      await ticking;
      takeBackTick?.();
      await handOver(context);
    },
  };
}

function allEnded(context: Context): Promise<unknown> {
  return Promise.all(Array.from(context.live.values(), (run) => run.ended));
}

function makeContext(options: HistoryOptions): Context {
  const allRuns = options.store.collection(runSpec);
  const allSessions = options.store.collection(sessionSpec);
  const allDays = options.store.collection(daySpec);
  return {
    ...options,
    allRuns,
    allSessions,
    daysOf: (workspace) => scoped(allDays, workspace),
    runsOf: (workspace) => scoped(allRuns, workspace),
    sessionsOf: (workspace) => scoped(allSessions, workspace),
    live: new Map(),
    accepting: new Map(),
    background: new Set(),
    phase: { closing: false },
    handingOver: new AbortController(),
    admission: new Admission(options),
    flights: new Flights(options.engine, options.clock),
    views: new Views(options.log),
    ids: makeIds(options.clock, options.random),
    leaseOwner: leaseOwner(options.owner),
  };
}

/** Renews the leases that are due, all in one moment, and stops what another process wants stopped. */
async function keepLeases(context: Context): Promise<void> {
  const dueSince = context.clock.monotonic() - renewMs;
  const due = Array.from(context.live.values()).filter((run) => run.renewedAt <= dueSince && !run.left);
  await allOf(due.map((run) => keepLease(context, run)));
  await stopRequested(context);
}

async function keepLease(context: Context, run: LiveRun): Promise<void> {
  try {
    await renew(context, run);
  } catch (error) {
    if (asConsilienceError(error).code !== 'stream_conflict') {
      throw error;
    }
    run.left = true;
    run.stop.abort(error);
  }
}

async function stopRequested(context: Context): Promise<void> {
  if (context.live.size === 0) {
    return;
  }
  const page = await context.allRuns.find({
    filter: { state: { in: activeStates }, cancelRequested: true, 'lease.owner': context.leaseOwner },
    text: null,
    sort: { field: 'id', order: 'ascending' },
    limit: 200,
    cursor: null,
  });
  for (const { id } of page.items) {
    context.live.get(id)?.stop.abort(new ConsilienceError('cancelled'));
  }
}

/** What has not finished is left as it stands, with its lease given back. */
async function handOver(context: Context): Promise<void> {
  const rest = [...context.live.values()];
  for (const run of rest) {
    run.left = true;
    run.stop.abort(new ConsilienceError('shutting_down'));
  }
  context.handingOver.abort();
  await within(context.clock, stopMsMax, allEnded(context));
  await quietly(context, 'hand-over', async () => {
    await allOf(rest.map(({ record }) => release(context, record, true)));
  });
}

/** The store may be down for a while: the next tick tries again. */
async function quietly(context: Context, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.logger.warn(`${what} failed`, { code: asConsilienceError(error).code });
  }
}
