import { asConsilienceError } from '../consensus/event-error.ts';
import { fold, isOpen } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import { ensureSession } from './accept.ts';
import type { Context } from './context.ts';
import { carriedInto, panelWith } from './continuation.ts';
import { recordEnd, startRun } from './drive.ts';
import { endingEvents } from './ending.ts';
import { isOrphan, release, takeOver } from './leases.ts';
import { activeStates } from './records.ts';
import type { RunRecord } from './records.ts';
import { turnsBefore } from './turns.ts';
import { hasEnded } from './views.ts';
import { allOf } from './wait.ts';

/** A run that got no further with this many processes is ended instead of being tried again. */
const takeoversMax = 2;
const pagesMax = 50;
const pageMax = 200;

/** Takes over every run that nobody works on, of all workspaces (the one place that looks at all), and resumes it from its stored events. */
export async function recoverOrphans(context: Context): Promise<void> {
  if (!context.adopts) {
    return;
  }
  let cursor: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const active = await context.allRuns.find({
      filter: { state: { in: activeStates } },
      text: null,
      sort: { field: 'lease.until', order: 'ascending' },
      limit: pageMax,
      cursor,
    });
    const room = Math.max(0, context.runsMax - context.live.size);
    const orphans = active.items.filter((run) => isOrphan(context, run)).slice(0, room);
    await allOf(orphans.map((run) => recover(context, run)));
    cursor = active.next;
    if (cursor === null || context.phase.closing) {
      return;
    }
  }
}

/** Nothing when another process is faster. */
export async function recover(context: Context, orphan: RunRecord): Promise<void> {
  const found = await context.views.of(orphan.id);
  const ended = found.answers.filter((answer) => !isOpen(answer)).length;
  const run = await takeOver(context, orphan, ended);
  if (run === null) {
    return;
  }
  context.logger.info('run taken over', { run: run.id, takeovers: run.takeovers });
  try {
    await ensureSession(context, run);
    await resume(context, run, await context.views.of(run.id));
  } catch (error) {
    context.logger.warn('run could not be resumed', { run: run.id, code: asConsilienceError(error).code });
    await release(context, run, false);
  }
}

async function resume(context: Context, run: RunRecord, view: ConsensusView): Promise<void> {
  if (hasEnded(view)) {
    await recordEnd(context, run, { view, synthesisAt: null });
  } else if (run.cancelRequested) {
    await endRun(context, run, { view, code: 'cancelled' });
  } else if (run.takeovers > takeoversMax) {
    await endRun(context, run, { view, code: 'interrupted' });
  } else {
    const carried = await carriedInto(context, run.continues);
    const { panel, synthesizers } = await panelWith(context, run.models, {
      workspace: run.workspace,
      again: true,
      carried,
    });
    const history = await turnsBefore(context, run);
    startRun(context, run, {
      view,
      request: {
        runId: run.id,
        session: run.session,
        question: run.question,
        history,
        panel,
        synthesizers,
        limits: context.limits,
        prior: view.seq === 0 ? null : view,
        carried,
      },
    });
  }
}

async function endRun(context: Context, run: RunRecord, { view, code }: EndedRun): Promise<void> {
  const ending = { error: new ConsilienceError(code), at: context.clock.now() };
  const events = endingEvents(run, view, ending);
  await context.log.append(run.id, events);
  const ended = fold(view, events);
  context.views.keep(ended);
  await recordEnd(context, run, { view: ended, synthesisAt: null });
}

interface EndedRun {
  readonly view: ConsensusView;
  readonly code: 'interrupted' | 'cancelled';
}
