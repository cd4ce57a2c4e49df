import { ConsilienceError } from '../errors.ts';
import { completeAnswers, openAnswers } from './answers.ts';
import { endAnswer } from './ask-models.ts';
import { eventError } from './event-error.ts';
import type { Run } from './run-context.ts';
import type { ConsensusView, EventBody } from './view/index.ts';
import { chosenByCode } from './write-synthesis.ts';

type RunEnd = Extract<EventBody, { type: 'run-end' }>;

/** Ends a run of which every answer and the synthesis have ended. */
export function endCompleted(run: Run): void {
  const { view } = run.events;
  const error = completeAnswers(view).length === 0 ? noAnswers(view) : null;
  endRun(run, error === null ? 'done' : 'failed', error);
}

/**
 * Ends a run that was stopped by a person or by its deadline. One that was stopped for any other reason, such as the
 * end of this process or the loss of its log, stays open: it is not for this process to end.
 */
export function endStopped(run: Run): void {
  const reason = run.stopped.reason as ConsilienceError;
  if (reason.code === 'cancelled') {
    endCancelled(run, reason);
  } else if (reason.code === 'deadline_passed') {
    endLate(run, reason);
  }
}

function endCancelled(run: Run, reason: ConsilienceError): void {
  endOpenAnswers(run, reason);
  if (run.events.view.synthesis?.state === 'writing') {
    run.events.write({ ...chosenByCode(run.events.view, reason), kind: 'none', model: null });
  }
  endRun(run, 'cancelled', null);
}

function endLate(run: Run, reason: ConsilienceError): void {
  endOpenAnswers(run, reason);
  run.verdict.conclude();
  const { view } = run.events;
  if (completeAnswers(view).length > 0 && view.synthesis?.state !== 'done') {
    run.events.write(chosenByCode(view, reason));
  }
  endCompleted(run);
}

/** Ends a run that met a fault of the engine itself. */
export function endFailed(run: Run, error: ConsilienceError): void {
  endOpenAnswers(run, error);
  if (run.events.view.synthesis?.state === 'writing') {
    run.events.write(chosenByCode(run.events.view, error));
  }
  endRun(run, 'failed', error);
}

function endOpenAnswers(run: Run, error: ConsilienceError): void {
  for (const answer of openAnswers(run.events.view)) {
    endAnswer(run, answer, error);
  }
}

function endRun(run: Run, state: RunEnd['state'], error: ConsilienceError | null): void {
  const { startedAt, costMicros } = run.events.view;
  const ms = Math.max(0, run.engine.clock.now() - startedAt);
  run.events.write({ type: 'run-end', state, error: error === null ? null : eventError(error), ms, costMicros });
}

/** One sentence a model: who failed and why. */
function noAnswers({ answers }: ConsensusView): ConsilienceError {
  const each = answers.map((a) => `${a.label}: ${a.error?.message ?? 'No answer.'}`);
  return new ConsilienceError('no_answers', { message: `No model answered. ${each.join(' ')}` });
}
