import { countedAnswers, openAnswers } from './answers.ts';
import type { Run } from './run-context.ts';

/** The share of the deadline after which the synthesis starts with what there is, so that it has time to be written. */
const lastCallShare = 0.75;

/**
 * Resolves when the synthesis may start: the quorum and its grace are over, or no answer is coming that a run waits
 * for, or time presses. Until then at least one answer counts, unless all have ended or the run was stopped.
 */
export async function enoughAnswers(run: Run): Promise<void> {
  const { clock } = run.engine;
  const { graceMs, deadlineMs } = run.request.limits;
  let hurried = false;
  const hurry = () => {
    hurried = true;
    run.pulse.fire();
  };
  const takeBack = [clock.after(deadlineMs * lastCallShare, hurry)];
  let graceRuns = false;
  try {
    while (!run.stopped.aborted && !mayStart(run, hurried)) {
      if (!graceRuns && countedAnswers(run.events.view).length >= run.quorum) {
        graceRuns = true;
        takeBack.push(clock.after(graceMs, hurry));
      }
      await run.pulse.next();
    }
  } finally {
    for (const cancel of takeBack) {
      cancel();
    }
  }
}

function mayStart({ events, prompt }: Run, hurried: boolean): boolean {
  const open = openAnswers(events.view);
  const counted = countedAnswers(events.view).length;
  return open.length === 0 || (counted > 0 && (hurried || !open.some((a) => prompt.has(a.model))));
}
