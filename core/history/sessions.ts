import type { RunSummary, Sessions } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { cleanTitle } from './clean-text.ts';
import type { Context } from './context.ts';
import { isSessionId } from './ids.ts';
import { runSummary, sessionSummary } from './records.ts';
import type { RunRecord, SessionRecord } from './records.ts';
import { listLimit } from './runs.ts';
import { within } from './wait.ts';

/** Runs of one session that are shown; a longer session shows its newest ones. */
const runsShownMax = 1_000;
const pageMax = 200;
const stopMsMax = 2_000;

export function makeSessions(context: Context): Sessions {
  return {
    async list(workspace, query) {
      const page = await context.sessionsOf(workspace).find({
        filter: { state: 'open' },
        text: query.text,
        sort: { field: 'updatedAt', order: 'descending' },
        limit: listLimit(query),
        cursor: query.cursor,
      });
      return { items: page.items.map(sessionSummary), next: page.next };
    },
    async get(workspace, id) {
      const session = await knownSession(context, workspace, id);
      return { ...sessionSummary(session), runs: await runsOfSession(context, session) };
    },
    async rename({ workspace, id, title }) {
      const set = { title: cleanTitle(title) };
      await knownSession(context, workspace, id);
      const renamed = await context.sessionsOf(workspace).update({ id, state: 'open' }, { set });
      return sessionSummary(renamed ?? unknown());
    },
    async remove(workspace, id) {
      await knownSession(context, workspace, id);
      const removing = await context
        .sessionsOf(workspace)
        .update({ id, state: 'open' }, { set: { state: 'removing' } });
      await removeSession(context, removing ?? unknown());
    },
  };
}

/** Sessions whose removal a dead process had begun. */
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

/** Throws `session_unknown`. */
async function knownSession(context: Context, workspace: WorkspaceId, id: string): Promise<SessionRecord> {
  const session = isSessionId(id) ? await context.sessionsOf(workspace).get(id) : null;
  return session?.state === 'open' ? session : unknown();
}

function unknown(): never {
  throw new ConsilienceError('session_unknown');
}

async function runsOfSession(context: Context, session: SessionRecord): Promise<RunSummary[]> {
  const newestFirst: RunRecord[] = [];
  let cursor: string | null = null;
  do {
    const page = await runPage(context, session, cursor);
    newestFirst.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && newestFirst.length < runsShownMax);
  const runs = newestFirst.toReversed();
  return runs.map((run, index) => inPlace(run, runs[index - 1]));
}

/** Runs of before the time of branches follow each other as they were asked. */
function inPlace(run: RunRecord, before: RunRecord | undefined): RunSummary {
  const summary = runSummary(run);
  return run.follows === undefined ? { ...summary, follows: before?.id ?? null } : summary;
}

function runPage(context: Context, session: SessionRecord, cursor: string | null) {
  return context.runsOf(session.workspace).find({
    filter: { session: session.id },
    text: null,
    sort: { field: 'createdAt', order: 'descending' },
    limit: pageMax,
    cursor,
  });
}

/** The session last, so that a process that dies half-way leaves something to go on with. */
async function removeSession(context: Context, session: SessionRecord): Promise<void> {
  for (;;) {
    const { items } = await runPage(context, session, null);
    if (items.length === 0) {
      break;
    }
    for (const run of items) {
      await removeRun(context, run);
    }
  }
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
