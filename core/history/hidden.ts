import { ConsilienceError } from '../errors.ts';
import type { Context } from './context.ts';
import { indexSession } from './indexing.ts';
import { activeStates } from './records.ts';
import type { SessionRecord } from './records.ts';
import { removeForGood } from './removal.ts';

/** How long a session that was hidden can be restored. */
const restorableMs = 10 * 60_000;
const pageMax = 200;

/** Hides a session at once, with its runs, and stops those in flight. Null when it is not open. */
export async function hideSession(context: Context, { workspace, id }: SessionRecord): Promise<SessionRecord | null> {
  const set = { state: 'hidden', hiddenAt: context.clock.now() };
  const hidden = await context.sessionsOf(workspace).update({ id, state: 'open' }, { set });
  if (hidden !== null) {
    await indexSession(context, hidden);
    await stopRuns(context, hidden);
  }
  return hidden;
}

/** Null when it was not hidden, or is gone for good. */
export async function restoreSession(
  context: Context,
  { workspace, id }: Pick<SessionRecord, 'workspace' | 'id'>,
): Promise<SessionRecord | null> {
  const set = { state: 'open', hiddenAt: null };
  const restored = await context.sessionsOf(workspace).update({ id, state: 'hidden' }, { set });
  if (restored !== null) {
    await indexSession(context, restored);
  }
  return restored;
}

/** Removes for good, in all workspaces, what was hidden longer ago than it can be restored. */
export async function forgetHidden(context: Context): Promise<void> {
  const page = await context.allSessions.find({
    filter: { state: 'hidden', hiddenAt: { lt: context.clock.now() - restorableMs } },
    text: null,
    sort: { field: 'hiddenAt', order: 'ascending' },
    limit: pageMax,
    cursor: null,
  });
  for (const { id, workspace } of page.items) {
    await removeForGood(context, { id, workspace, state: 'hidden' });
  }
}

async function stopRuns(context: Context, { workspace, id }: SessionRecord): Promise<void> {
  const runs = context.runsOf(workspace);
  const active = await runs.find({
    filter: { session: id, state: { in: activeStates } },
    text: null,
    sort: { field: 'createdAt', order: 'descending' },
    limit: pageMax,
    cursor: null,
  });
  for (const run of active.items) {
    context.live.get(run.id)?.stop.abort(new ConsilienceError('cancelled'));
    await runs.update({ id: run.id, state: { in: activeStates } }, { set: { cancelRequested: true } });
  }
}
