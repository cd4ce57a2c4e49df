import type { RunSummary, SessionFilter, Sessions, SessionSummary } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { cleanTitle } from './clean-text.ts';
import type { Context } from './context.ts';
import { hideSession, restoreSession } from './hidden.ts';
import { isSessionId } from './ids.ts';
import { indexSession } from './indexing.ts';
import { runSummary, sessionSummary } from './records.ts';
import type { RunRecord, SessionRecord } from './records.ts';
import { removeForGood } from './removal.ts';
import { listLimit } from './runs.ts';

/** Runs of one session that are shown; a longer session shows its newest ones. */
const runsShownMax = 1_000;
const pageMax = 200;

export function makeSessions(context: Context): Sessions {
  return {
    async list(workspace, query) {
      const filter = { ...noFilter, ...query.filter };
      if (needsIndex(query.text, filter)) {
        return found(context, workspace, { ...filter, ...query });
      }
      const page = await context.sessionsOf(workspace).find({
        filter: { state: 'open', ...(filter.starred === null ? {} : { starred: true }) },
        text: null,
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
    async change({ workspace, id, title, starred }) {
      const set = {
        ...(title === undefined ? {} : { title: cleanTitle(title) }),
        ...(starred === undefined ? {} : { starred }),
      };
      await knownSession(context, workspace, id);
      const after = await context.sessionsOf(workspace).update({ id, state: 'open' }, { set });
      if (after === null) {
        return unknown();
      }
      await indexSession(context, after);
      return sessionSummary(after);
    },
    async hide(workspace, id) {
      const session = await knownSession(context, workspace, id);
      if ((await hideSession(context, session)) === null) {
        unknown();
      }
    },
    async restore(workspace, id) {
      const restored = isSessionId(id) ? await restoreSession(context, { workspace, id }) : null;
      return sessionSummary(restored ?? unknown());
    },
    async remove(workspace, id) {
      await knownSession(context, workspace, id);
      if (!(await removeForGood(context, { workspace, id, state: 'open' }))) {
        unknown();
      }
    },
  };
}

const noFilter: SessionFilter = { since: null, until: null, model: null, band: null, disagrees: null, starred: null };

/** Whether only the words or the runs of a session tell if it is asked for. */
function needsIndex(text: string | null, { since, until, model, band, disagrees }: SessionFilter): boolean {
  return [text, since, until, model, band, disagrees].some((one) => one !== null);
}

type Search = SessionFilter & { readonly text: string | null; readonly limit: number; readonly cursor: string | null };

async function found(context: Context, workspace: WorkspaceId, search: Search) {
  const { text, since, until, model, band, disagrees, starred, cursor } = search;
  const asked = { workspace, text, since, until, model, band, disagrees, starred, cursor, limit: listLimit(search) };
  const page = await context.index.find(asked);
  const sessions = await Promise.all(page.items.map(({ session }) => context.sessionsOf(workspace).get(session)));
  const items = page.items.flatMap(({ run, hits }, index): SessionSummary[] => {
    const session = sessions[index];
    return session?.state === 'open' ? [{ ...sessionSummary(session), found: { run, hits } }] : [];
  });
  return { items, next: page.next };
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
