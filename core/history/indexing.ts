import { asConsilienceError } from '../consensus/event-error.ts';
import { emptyView } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { IndexedRun, IndexedText } from '../ports/history-index.ts';
import type { Context } from './context.ts';
import type { RunRecord, SessionRecord } from './records.ts';

const pageMax = 200;

/** What a run is found by, as far as it has come. An index that fails holds no run back: it can be written again. */
export async function indexRun(context: Context, record: RunRecord, view: ConsensusView): Promise<void> {
  await quietly(context, () => context.index.putRun(indexedRun(record, view)));
}

export async function indexSession(context: Context, session: SessionRecord): Promise<void> {
  const { id, workspace, title, starred, state, updatedAt } = session;
  await quietly(context, () =>
    context.index.putSession({ id, workspace, title, starred, hidden: state !== 'open', updatedAt }),
  );
}

export async function unindexSession(context: Context, { workspace, session }: RunRecord): Promise<void> {
  await quietly(context, () => context.index.removeSession(workspace, session));
}

/** After a run was accepted: its question can be found while it is being answered. Never rejects. */
export async function indexAccepted(context: Context, record: RunRecord): Promise<void> {
  await quietly(context, async () => {
    const session = await context.sessionsOf(record.workspace).get(record.session);
    if (session !== null) {
      await Promise.all([indexSession(context, session), indexRun(context, record, emptyView(record.id))]);
    }
    if ((await context.sessionsOf(record.workspace).get(record.session)) === null) {
      // It was erased meanwhile, or is not stored yet and will be indexed by whoever ends the run.
      await unindexSession(context, record);
    }
  });
}

/** Fills an index that was never written, such as one of a new version, from the store. */
export async function fillIndex(context: Context): Promise<void> {
  if (!(await context.index.isEmpty())) {
    return;
  }
  let cursor: string | null = null;
  do {
    const page = await context.allSessions.find({
      filter: {},
      text: null,
      sort: { field: 'createdAt', order: 'descending' },
      limit: pageMax,
      cursor,
    });
    for (const session of page.items) {
      if (context.phase.closing) {
        return;
      }
      await indexSession(context, session);
      await indexRunsOf(context, session);
    }
    cursor = page.next;
  } while (cursor !== null);
}

async function indexRunsOf(context: Context, session: SessionRecord): Promise<void> {
  let cursor: string | null = null;
  do {
    const page = await context.runsOf(session.workspace).find({
      filter: { session: session.id },
      text: null,
      sort: { field: 'createdAt', order: 'descending' },
      limit: pageMax,
      cursor,
    });
    for (const run of page.items) {
      await indexRun(context, run, await context.views.of(run.id));
    }
    cursor = page.next;
  } while (cursor !== null && !context.phase.closing);
}

function indexedRun(record: RunRecord, { agreement, answers, synthesis }: ConsensusView): IndexedRun {
  const { id, workspace, session, createdAt, models, question } = record;
  const said = answers.filter(({ state, text }) => text !== '' && (state === 'done' || state === 'refused'));
  const texts: readonly IndexedText[] = [
    { place: 'question', model: null, text: question },
    ...(synthesis === null ? [] : [{ place: 'synthesis', model: null, text: unmarked(synthesis.text) } as const]),
    ...said.map(({ model, text }) => ({ place: 'answer', model, text: unmarked(text) }) as const),
  ];
  const band = agreement?.band ?? null;
  const disagrees = (agreement?.disagreements.length ?? 0) > 0;
  return { id, workspace, session, at: createdAt, models, band, disagrees, texts };
}

/** Without the marks of Markdown, which nobody looks for and a piece of the text would show. */
function unmarked(text: string): string {
  return text
    .replaceAll(/^[ \t]*(?:#{1,6}|>|[-*+])[ \t]+|\*\*|__|`+/gm, '')
    .replaceAll(/(?<!\s)\s*\|[\s|:-]*/g, ' ')
    .trim();
}

async function quietly(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    context.logger.warn('history not indexed', { code: asConsilienceError(error).code });
  }
}
