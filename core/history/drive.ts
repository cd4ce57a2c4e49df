import { asConsilienceError } from '../consensus/event-error.ts';
import type { RunRequest } from '../consensus/request.ts';
import { fold } from '../consensus/view/index.ts';
import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { Context, LiveRun } from './context.ts';
import { countRun } from './counting.ts';
import { endingEvents } from './ending.ts';
import { indexRun, indexSession, unindexSession } from './indexing.ts';
import { isUnavailable, Journal } from './journal.ts';
import { leaseMs, ownedUpdate, release, renew } from './leases.ts';
import { isActive } from './records.ts';
import type { RunRecord } from './records.ts';
import { tellEnd } from './tell.ts';
import { hasEnded } from './views.ts';
import { allOf, sleep } from './wait.ts';

const recordAttemptsMax = 8;

/** Starts working on a run that belongs to this process; `view` is the fold of its stored events. */
export function startRun(
  context: Context,
  record: RunRecord,
  work: { request: RunRequest; view: ConsensusView },
): void {
  const run: LiveRun = {
    record,
    ...work,
    stop: new AbortController(),
    synthesisAt: null,
    renewedAt: leasedAt(context, record),
    left: false,
    ended: Promise.resolve(),
  };
  context.live.set(record.id, run);
  run.ended = driven(context, run);
}

/** By the monotonic clock. A record can have taken longer to be stored than its lease lasts. */
function leasedAt({ clock }: Context, { lease }: RunRecord): number {
  return clock.monotonic() - Math.max(0, clock.now() - (lease.until - leaseMs));
}

async function driven(context: Context, run: LiveRun): Promise<void> {
  try {
    await runToItsEnd(context, run);
    if (!run.left) {
      await recordEnd(context, run.record, run);
    }
  } catch (error) {
    await leave(context, run, error);
  } finally {
    context.live.delete(run.record.id);
    context.views.keep(run.view);
  }
}

/** From the engine's first event to the run's last one in the log. */
async function runToItsEnd(context: Context, run: LiveRun): Promise<void> {
  const journal = new Journal({
    clock: context.clock,
    store: (events) => store(context, run, events),
    onLost: (error) => run.stop.abort(error),
    hurry: context.handingOver.signal,
  });
  const failure = await fromEngine(context, run, journal);
  if (run.left) {
    // What is being written then ends before the process does.
    await journal.rest();
    return;
  }
  await journal.settle();
  if (!hasEnded(run.view)) {
    const error = run.stop.signal.aborted ? new ConsilienceError('cancelled') : failure;
    await journal.append(endingEvents(run.record, run.view, { error, at: context.clock.now() }));
    await journal.settle();
  }
}

/** Whatever the engine yields, into the journal; the error is why the engine ended, should the run not have ended with it. */
async function fromEngine(context: Context, run: LiveRun, journal: Journal): Promise<ConsilienceError> {
  const batches = context.flights.run(run.record.workspace, run.request, run.stop.signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await engineSays(batches);
      if (next instanceof ConsilienceError) {
        return next;
      }
      if (run.left) {
        return new ConsilienceError('interrupted');
      }
      await journal.append(next);
    }
  } finally {
    await batches.return?.();
  }
}

/** The next batch, or why there is none: only the engine's own failures end a run as failed. */
async function engineSays(
  batches: AsyncIterator<readonly ConsensusEvent[]>,
): Promise<readonly ConsensusEvent[] | ConsilienceError> {
  try {
    const next = await batches.next();
    return next.done === true ? new ConsilienceError('internal') : next.value;
  } catch (error) {
    return asConsilienceError(error);
  }
}

/** A process that was stopped for longer than its lease asks whether the run is still its own before it writes. */
async function store(context: Context, run: LiveRun, events: readonly ConsensusEvent[]): Promise<void> {
  if (run.left) {
    throw new ConsilienceError('stream_conflict');
  }
  if (context.clock.monotonic() - run.renewedAt > leaseMs) {
    await renew(context, run);
  }
  await context.log.append(run.record.id, events);
  const isFirst = run.view.seq === 0;
  run.view = fold(run.view, events);
  run.synthesisAt = events.findLast(({ type }) => type === 'synthesis-start')?.at ?? run.synthesisAt;
  if (isFirst) {
    await takeBackErased(context, run.record).catch(unlessUnavailable);
  }
}

/**
 * A run that was erased before its first event has begun a log anew, which nobody else would ever remove: who erases it
 * from now on removes the log after the record.
 */
async function takeBackErased(context: Context, { id, workspace }: RunRecord): Promise<void> {
  const record = await context.runsOf(workspace).get(id);
  if (record === null || !isActive(record)) {
    await context.log.remove(id);
    throw new ConsilienceError('stream_conflict');
  }
}

/** The events are stored: a store that fails just now does not make them be stored again. */
function unlessUnavailable(error: unknown): void {
  if (!isUnavailable(error)) {
    throw error;
  }
}

/** Puts the end of a run, which its log already tells, into its record and its session. */
export async function recordEnd(
  context: Context,
  record: RunRecord,
  { view, synthesisAt }: Pick<LiveRun, 'view' | 'synthesisAt'>,
): Promise<void> {
  await allOf([indexRun(context, record, view), persistently(context, () => countRun(context, record, view))]);
  const { score, band } = view.agreement ?? { score: null, band: null };
  const endedAt = view.startedAt + (view.ms ?? 0);
  const { state, costMicros } = view;
  const set = { state, score, band, costMicros, endedAt, lease: { owner: '', until: 0 } };
  // Together, for one wait for the disk. A run that is not this process's any more was refused by its log before.
  const [ended, session] = await persistently(context, () =>
    allOf([
      ownedUpdate(context, record, { set }),
      context
        .sessionsOf(record.workspace)
        .update({ id: record.session }, { set: { updatedAt: endedAt, ...(score === null ? {} : { score, band }) } }),
    ]),
  );
  // What was erased meanwhile has just been indexed again.
  await (session === null ? unindexSession(context, record) : indexSession(context, session));
  if (ended !== null) {
    tellEnd(context, record, { view, synthesisAt });
  }
}

/** Tried again while the store is down, for about half a minute. */
async function persistently<T>(context: Context, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const isOver = attempt === recordAttemptsMax || context.handingOver.signal.aborted;
      if (!isUnavailable(error) || isOver) {
        throw error;
      }
      await sleep(context.clock, Math.min(100 * 2 ** attempt, 10_000), context.handingOver.signal);
    }
  }
}

/** Gives up on a run without ending it: whoever takes it over finds everything that is stored. */
async function leave(context: Context, run: LiveRun, error: unknown): Promise<void> {
  if (run.left) {
    return;
  }
  run.left = true;
  run.stop.abort(error);
  context.logger.warn('run left to be taken over', { run: run.record.id, code: asConsilienceError(error).code });
  try {
    await release(context, run.record, false);
  } catch {
    // The store is down: the lease runs out by itself.
  }
}
