import { ConsilienceError } from '../errors.ts';
import type { Context } from './context.ts';
import type { RunRecord, SessionRecord } from './records.ts';
import { within } from './wait.ts';

const pageMax = 200;
const stopMsMax = 2_000;

/** False when it was not in this state. */
export async function removeForGood(
  context: Context,
  { workspace, id, state }: Pick<SessionRecord, 'workspace' | 'id' | 'state'>,
): Promise<boolean> {
  const removing = await context.sessionsOf(workspace).update({ id, state }, { set: { state: 'removing' } });
  if (removing !== null) {
    await removeSession(context, removing);
  }
  return removing !== null;
}

/** Sessions whose removal was begun and not finished: its process died, or the store failed half-way. */
export async function finishRemovals(context: Context): Promise<void> {
  const page = await context.allSessions.find({
    filter: { state: 'removing' },
    text: null,
    sort: { field: 'updatedAt', order: 'ascending' },
    limit: pageMax,
    cursor: null,
  });
  for (const session of page.items) {
    await removeSession(context, session);
  }
}

/** The session last, so that a process that dies half-way leaves something to go on with. */
async function removeSession(context: Context, session: SessionRecord): Promise<void> {
  for (;;) {
    const { items } = await context.runsOf(session.workspace).find({
      filter: { session: session.id },
      text: null,
      sort: { field: 'createdAt', order: 'descending' },
      limit: pageMax,
      cursor: null,
    });
    if (items.length === 0) {
      break;
    }
    for (const run of items) {
      await removeRun(context, run);
    }
  }
  await context.index.removeSession(session.workspace, session.id);
  await context.sessionsOf(session.workspace).remove({ id: session.id });
}

/**
 * Ended first, so that nobody takes it over; the record last, so that a process that dies half-way leaves something to
 * go on with. A process that still drives the run finds no log to continue, and leaves it.
 */
async function removeRun(context: Context, run: RunRecord): Promise<void> {
  const live = context.live.get(run.id);
  if (live !== undefined) {
    live.left = true;
    live.stop.abort(new ConsilienceError('cancelled'));
    await within(context.clock, stopMsMax, live.ended);
  }
  const runs = context.runsOf(run.workspace);
  await runs.update({ id: run.id }, { set: { state: 'cancelled', lease: { owner: '', until: 0 } }, inc: { epoch: 1 } });
  await context.log.remove(run.id);
  await runs.remove({ id: run.id });
  context.views.forget(run.id);
}
