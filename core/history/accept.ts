import { createHash } from 'node:crypto';
import type { AcceptedRun, NewRun } from '../consilience.ts';
import { emptyView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { cleanQuestion, titleOf } from './clean-text.ts';
import { carriedInto, panelWith, refuseContinued } from './continuation.ts';
import type { Context, ResolvedPanel } from './context.ts';
import { startRun } from './drive.ts';
import { isRunId, isSessionId } from './ids.ts';
import { indexAccepted } from './indexing.ts';
import { leaseMs } from './leases.ts';
import type { RunRecord, SessionRecord } from './records.ts';
import { runBefore, turnsBefore } from './turns.ts';
import { allOf } from './wait.ts';

const panelMax = 8;
const modelNameMax = 200;
const keyFreshMs = 24 * 60 * 60_000;

/** A new run, checked, and not yet known to the store. */
export interface Order {
  readonly workspace: WorkspaceId;
  readonly question: string;
  readonly models: readonly string[] | null;
  readonly session: string | null;
  /** The run that the question follows; undefined follows the session's latest one. */
  readonly follows: string | null | undefined;
  /** The run that this one continues, and the one model that it asks. */
  readonly continues: RunRecord['continues'];
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null;
}

/** The run of this key and body that came before, or null. Throws `idempotency_key_reuse` when it had another body. */
export async function replayOf(context: Context, order: Order): Promise<AcceptedRun | null> {
  if (order.idempotency === null) {
    return null;
  }
  const { key, bodyHash } = order.idempotency;
  const runs = context.runsOf(order.workspace);
  const page = await runs.find({
    filter: { 'idempotency.key': key },
    text: null,
    sort: { field: 'id', order: 'ascending' },
    limit: 1,
    cursor: null,
  });
  const [run] = page.items;
  if (run === undefined) {
    return null;
  }
  if (run.createdAt < context.clock.now() - keyFreshMs) {
    await runs.update({ id: run.id, 'idempotency.key': key }, { unset: ['idempotency'] });
    return null;
  }
  if (run.idempotency?.bodyHash !== bodyHash) {
    throw new ConsilienceError('idempotency_key_reuse');
  }
  await ensureSession(context, run);
  return { id: run.id, session: run.session, replayed: true };
}

/** Everything that can be refused without the store. */
export function orderOf(run: NewRun): Order {
  const question = cleanQuestion(run.question);
  refusePanel(run.models);
  if (run.session !== null && !isSessionId(run.session)) {
    throw new ConsilienceError('session_unknown');
  }
  const { workspace, models, session, follows } = run;
  if (typeof follows === 'string' && (session === null || !isRunId(follows))) {
    throw new ConsilienceError('run_unknown');
  }
  const body = [question, models, session, ...(follows === undefined ? [] : [follows])];
  const idempotency = idempotencyOf(run.idempotencyKey, body);
  return { workspace, question, models, session, follows, continues: null, idempotency };
}

/** Throws `idempotency_key_invalid`. */
export function idempotencyOf(key: string | null, body: readonly unknown[]): Order['idempotency'] {
  if (key === null) {
    return null;
  }
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new ConsilienceError('idempotency_key_invalid');
  }
  return { key, bodyHash: createHash('sha256').update(JSON.stringify(body)).digest('hex') };
}

/** Stores the run under this id, and only then starts it. */
export async function acceptOrder(context: Context, order: Order, id: string): Promise<AcceptedRun> {
  if (order.session !== null) {
    await refuseUnknownSession(context, order.workspace, order.session);
  }
  const carried = await carriedInto(context, order.continues);
  const seating = { workspace: order.workspace, again: false, carried };
  const resolved = await panelWith(context, order.models, seating);
  const record = {
    ...newRecord(context, order, { id, panel: resolved.panel }),
    follows: await placeOf(context, order),
  };
  const history = await turnsBefore(context, record);
  if (context.phase.closing) {
    throw new ConsilienceError('shutting_down');
  }
  const replayed = await storeRun(context, order, record);
  if (replayed !== null) {
    return replayed;
  }
  context.telemetry.meter.runAccepted();
  context.logger.debug('run accepted', { run: record.id, session: record.session, models: record.models.length });
  startRun(context, record, {
    view: emptyView(record.id),
    request: {
      runId: record.id,
      session: record.session,
      question: record.question,
      history,
      panel: resolved.panel,
      synthesizers: resolved.synthesizers,
      limits: context.limits,
      prior: null,
      carried,
    },
  });
  inBackground(context, indexAccepted(context, record));
  return { id: record.id, session: record.session, replayed: false };
}

/** A process that died between the run's insert and its session's leaves this to whoever meets the run next. */
export async function ensureSession(context: Context, run: RunRecord): Promise<void> {
  if ((await context.sessionsOf(run.workspace).get(run.session)) === null) {
    await insertSession(context, run);
  }
}

/** Whoever is held up for long finds the session that another process has made of the same run. */
async function insertSession(context: Context, record: RunRecord): Promise<void> {
  try {
    await context.sessionsOf(record.workspace).insert(newSession(record));
  } catch (error) {
    if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict') {
      throw error;
    }
  }
}

function newSession(record: RunRecord): SessionRecord {
  return {
    id: record.session,
    workspace: record.workspace,
    title: titleOf(record.question),
    createdAt: record.createdAt,
    updatedAt: record.createdAt,
    runCount: 1,
    score: null,
    band: null,
    starred: false,
    state: 'open',
    hiddenAt: null,
  };
}

function newRecord(context: Context, order: Order, { id, panel }: NewRecord): RunRecord {
  const createdAt = context.clock.now();
  return {
    id,
    workspace: order.workspace,
    session: order.session ?? context.ids.session(),
    question: order.question,
    continues: order.continues,
    models: panel.map((member) => member.model),
    state: 'running',
    createdAt,
    endedAt: null,
    score: null,
    band: null,
    costMicros: null,
    rehearsal: panel.some((member) => member.rehearsal),
    ...(order.idempotency === null ? {} : { idempotency: order.idempotency }),
    lease: { owner: context.leaseOwner, until: createdAt + leaseMs },
    epoch: 1,
    takeovers: 0,
    progress: 0,
    cancelRequested: false,
  };
}

interface NewRecord {
  readonly id: string;
  readonly panel: ResolvedPanel['panel'];
}

/** The run that the new one follows. Throws `run_unknown` when it is not of the session. */
async function placeOf(context: Context, { workspace, session, follows }: Order): Promise<string | null> {
  if (session === null || follows === null) {
    return null;
  }
  if (follows === undefined) {
    const latest = await runBefore(context, { workspace, session, createdAt: Number.MAX_SAFE_INTEGER });
    return latest?.id ?? null;
  }
  const before = await context.runsOf(workspace).get(follows);
  if (before?.session !== session) {
    throw new ConsilienceError('run_unknown');
  }
  return follows;
}

function inBackground({ background }: Context, work: Promise<void>): void {
  background.add(work);
  void work.then(() => background.delete(work));
}

/** Null when the run and its place in a session are stored; the earlier run when its key is taken. */
async function storeRun(context: Context, order: Order, record: RunRecord): Promise<AcceptedRun | null> {
  const isNew = order.session === null;
  if (isNew && order.idempotency === null) {
    // No earlier run can stand in the way, so both share one wait for the disk.
    await allOf([context.runsOf(order.workspace).insert(record), addToSession(context, record, isNew)]);
    return null;
  }
  const replayed = await insertOnce(context, order, record);
  if (replayed === null) {
    await addToSession(context, record, isNew);
  }
  return replayed;
}

/** Null when it was inserted; the earlier run when its key is taken. Throws `run_continued`. */
async function insertOnce(context: Context, order: Order, record: RunRecord): Promise<AcceptedRun | null> {
  const mayBeTaken = order.idempotency !== null || order.continues !== null;
  for (;;) {
    try {
      await context.runsOf(order.workspace).insert(record);
      return null;
    } catch (error) {
      if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict' || !mayBeTaken) {
        throw error;
      }
    }
    const replayed = await replayOf(context, order);
    if (replayed !== null) {
      return replayed;
    }
    if (order.continues !== null) {
      await refuseContinued(context, order.workspace, order.continues.run);
    }
  }
}

/** With or after the run's insert: a process that dies in between leaves a run, and its recovery makes the session. */
async function addToSession(context: Context, record: RunRecord, isNew: boolean): Promise<void> {
  if (isNew) {
    await insertSession(context, record);
    return;
  }
  const joined = await context.sessionsOf(record.workspace).update(
    { id: record.session, state: 'open' },
    {
      set: { updatedAt: record.createdAt },
      inc: { runCount: 1 },
    },
  );
  if (joined === null) {
    await context.runsOf(record.workspace).remove({ id: record.id });
    throw new ConsilienceError('session_unknown');
  }
}

async function refuseUnknownSession(context: Context, workspace: WorkspaceId, id: string): Promise<void> {
  const session = await context.sessionsOf(workspace).get(id);
  if (session?.state !== 'open') {
    throw new ConsilienceError('session_unknown');
  }
}

/** Throws `panel_invalid`. */
export function refusePanel<T extends readonly string[] | null>(models: T): T {
  if (models === null) {
    return models;
  }
  const right = models.length >= 1 && models.length <= panelMax && new Set(models).size === models.length;
  if (!right || models.some((model) => model.length > modelNameMax)) {
    throw new ConsilienceError('panel_invalid');
  }
  return models;
}
