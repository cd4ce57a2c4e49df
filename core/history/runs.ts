import type { AcceptedRun, ListQuery, Runs } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { RunState } from '../consensus/view/index.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { acceptOrder, idempotencyOf, orderOf, refusePanel, replayOf } from './accept.ts';
import type { Order } from './accept.ts';
import type { Context } from './context.ts';
import { refuseContinuation } from './continuation.ts';
import { isRunId } from './ids.ts';
import { isOrphan } from './leases.ts';
import { activeStates, isActive, runSummary } from './records.ts';
import type { RunRecord } from './records.ts';
import { recover } from './recovery.ts';
import { runBefore } from './turns.ts';
import { sleep, within } from './wait.ts';

const retryAfterMs = 2_000;
/** How long `cancel` waits for the end of the run before it tells the state. */
const cancelMsMax = 3_000;
const cancelLookMs = 100;

export function makeRuns(context: Context): Runs {
  return {
    refuseIfFull: () => refuseIfFull(context),
    accept: (run) => accept(context, async () => orderOf(run)),
    addModel: ({ workspace, id, model, idempotencyKey }) =>
      accept(context, async () => {
        const record = await knownRun(context, workspace, id);
        const idempotency = idempotencyOf(idempotencyKey, [id, model]);
        const others = record.models.filter((one) => one !== model);
        const models = refusePanel([...others, model]);
        const { question, session } = record;
        const follows = (await runBefore(context, record))?.id ?? null;
        return { workspace, question, models, session, follows, continues: { run: id, model }, idempotency };
      }),
    async view(workspace, id) {
      const record = await knownRun(context, workspace, id);
      const view = context.live.get(id)?.view ?? (await context.views.of(id));
      return view.seq > 0 ? view : { ...view, question: record.question, session: record.session };
    },
    async *follow({ workspace, id, after }, signal) {
      await knownRun(context, workspace, id);
      yield* context.log.follow(id, after, signal);
    },
    async cancel(workspace, id) {
      const record = await knownRun(context, workspace, id);
      return isActive(record) ? cancelActive(context, record) : record.state;
    },
    async list(workspace, query) {
      const page = await context.runsOf(workspace).find({
        filter: {},
        text: query.text,
        sort: { field: 'createdAt', order: 'descending' },
        limit: listLimit(query),
        cursor: query.cursor,
      });
      const shown = await Promise.all(page.items.map((run) => isShown(context, run)));
      return { items: page.items.filter((_, index) => shown[index]).map(runSummary), next: page.next };
    },
  };
}

async function accept(context: Context, read: () => Promise<Order>): Promise<AcceptedRun> {
  const order = await read();
  const replayed = await replayOf(context, order);
  if (replayed !== null) {
    return replayed;
  }
  if (order.continues !== null) {
    refuseContinuation(await context.views.of(order.continues.run), order.continues.model);
  }
  refuseIfFull(context);
  context.admission.admitted();
  const id = context.ids.run();
  const accepted = acceptOrder(context, order, id);
  context.accepting.set(id, accepted);
  return accepted.finally(() => context.accepting.delete(id));
}

function refuseIfFull({ phase, admission, live, accepting, telemetry, random }: Context): void {
  if (phase.closing) {
    throw new ConsilienceError('shutting_down', { retryAfterMs });
  }
  if (!admission.admits(live.size + accepting.size)) {
    telemetry.meter.runRefused();
    throw new ConsilienceError('overloaded', { retryAfterMs: retryAfterMs * (1 + random.next()) });
  }
}

export function listLimit({ limit }: ListQuery): number {
  return Math.min(Math.max(1, Math.trunc(limit)), 100);
}

/** Throws `run_unknown`. */
async function knownRun(context: Context, workspace: WorkspaceId, id: string): Promise<RunRecord> {
  const record = isRunId(id) ? await context.runsOf(workspace).get(id) : null;
  if (record === null || !(await isShown(context, record))) {
    throw new ConsilienceError('run_unknown');
  }
  return record;
}

/** Not part of a session that was removed; one that is not in the store yet comes with the run's recovery. */
async function isShown(context: Context, run: RunRecord): Promise<boolean> {
  const session = await context.sessionsOf(run.workspace).get(run.session);
  return session === null || session.state === 'open';
}

/** Asks whoever drives the run to stop it, and waits a moment for that. */
async function cancelActive(context: Context, { workspace, id }: RunRecord): Promise<RunState> {
  const { clock } = context;
  const until = clock.monotonic() + cancelMsMax;
  const live = context.live.get(id);
  if (live !== undefined) {
    live.stop.abort(new ConsilienceError('cancelled'));
    await within(clock, cancelMsMax, live.ended);
  }
  for (let asked = false; ; asked = true) {
    const record = await knownRun(context, workspace, id);
    if (!isActive(record) || clock.monotonic() >= until) {
      return record.state;
    }
    if (!asked) {
      // It is another process's, or was left by this one a moment ago.
      await context.runsOf(workspace).update({ id, state: { in: activeStates } }, { set: { cancelRequested: true } });
    }
    if (context.adopts && isOrphan(context, record)) {
      await recover(context, record);
    }
    await sleep(clock, cancelLookMs);
  }
}
