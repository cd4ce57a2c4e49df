import { openAnswers } from './answers.ts';
import type { Run } from './run-context.ts';
import type { Agreement } from './view/index.ts';

/** How often late answers may have the synthesis written anew. */
const reopeningsMax = 2;
/** The share of the deadline that must be left for it: a synthesis that stands is worth more than one cut short. */
const timeLeftShare = 0.2;

/**
 * Waits for the answers that are still coming. True as soon as one of them makes the synthesis over `basis` out of
 * date and it may be reopened; false when all have ended or the run was stopped.
 */
export async function lateAnswerReopens(run: Run, basis: Agreement | null, reopenings: number): Promise<boolean> {
  for (;;) {
    // An answer that ends while the verdict is made is not in it.
    const isComplete = openAnswers(run.events.view).length === 0;
    await run.verdict.refresh();
    if (run.stopped.aborted) {
      return false;
    }
    const { agreement } = run.events.view;
    if (reopenings < reopeningsMax && hasTime(run) && agreement !== null && outdates(agreement, basis)) {
      return true;
    }
    if (isComplete) {
      return false;
    }
    if (openAnswers(run.events.view).length > 0) {
      await run.pulse.next();
    }
  }
}

/** What the synthesis that stands, or is about to be written, rests on: one that was carried over, on what was known then. */
export function basisOf({ events: { view }, request: { carried } }: Run, reopenings: number): Agreement | null {
  const attempt = carried?.synthesis?.attempt;
  const isCarried = view.synthesis?.state === 'done' && view.synthesis.attempt === attempt;
  return carried !== null && isCarried && reopenings === 0 ? carried.agreement : view.agreement;
}

/**
 * Whether a reader of a synthesis over `before` would be misled now: there is something to compare for the first time,
 * another position leads, or a position has appeared that only newcomers hold.
 */
export function outdates(now: Agreement, before: Agreement | null): boolean {
  if (before === null || comparable(now) > comparable(before)) {
    return true;
  }
  const medoid = before.positions[0]?.models[0];
  const leads = medoid === undefined || now.positions[0]?.models.includes(medoid) === true;
  const known = new Set(before.models);
  return !leads || now.positions.some((p) => p.models.every((m) => !known.has(m)));
}

/** 0, 1 or 2: no answer takes a position, one does, or several do. */
function comparable({ positions }: Agreement): number {
  return Math.min(2, positions.flatMap((p) => p.models).length);
}

function hasTime(run: Run): boolean {
  return run.endsBy - run.engine.clock.monotonic() >= run.request.limits.deadlineMs * timeLeftShare;
}
