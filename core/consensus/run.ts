import { askOpenModels } from './ask-models.ts';
import { consultJudge } from './consult-judge.ts';
import type { Engine } from './engine.ts';
import { endCompleted, endFailed, endStopped } from './ending.ts';
import { asConsilienceError } from './event-error.ts';
import { enoughAnswers } from './quorum.ts';
import { begin } from './recovery.ts';
import { basisOf, lateAnswerReopens } from './reopening.ts';
import type { RunRequest } from './request.ts';
import { openRun } from './run-context.ts';
import type { Run } from './run-context.ts';
import { writeSynthesis } from './write-synthesis.ts';
import type { ConsensusEvent } from './view/index.ts';

/**
 * Asks every model of the panel, compares their answers as they come and has one synthesis written: all of it told as
 * events, in non-empty batches whose `seq` has no holes, ending with `run-end`. Never throws.
 *
 * With `request.prior` it continues the log of an interrupted process; a log that has its `run-end` yields nothing.
 * Aborting the signal ends the run as cancelled within a second. Aborting it with a `ConsilienceError` of another code
 * (`shutting_down`, `stream_conflict`), or leaving the loop, ends nothing: calls are stopped, and the log can be
 * continued later.
 */
export async function* consensusRun(
  engine: Engine,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly ConsensusEvent[]> {
  if (request.prior !== null && request.prior.ms !== null) {
    return;
  }
  const run = openRun(engine, request, signal);
  void conduct(run);
  try {
    yield* run.events.batches();
  } finally {
    run.events.close();
    run.release();
  }
}

/** Never rejects. */
async function conduct(run: Run): Promise<void> {
  try {
    await Promise.race([story(run), whenStopped(run)]);
    if (run.stopped.aborted) {
      endStopped(run);
    } else {
      endCompleted(run);
    }
  } catch (error) {
    run.engine.logger.error('run broke', { run: run.request.runId, error });
    endFailed(run, asConsilienceError(error));
  } finally {
    run.events.close();
    run.release();
  }
}

async function story(run: Run): Promise<void> {
  begin(run);
  await run.engine.heavy.do(() => askOpenModels(run));
  if (run.events.view.synthesis?.state !== 'done') {
    await enoughAnswers(run);
  }
  for (let reopenings = 0; !run.stopped.aborted; reopenings += 1) {
    await run.verdict.refresh({ evenOfOne: true });
    await consultJudge(run);
    const basis = basisOf(run, reopenings);
    const superseded = new AbortController();
    const [outOfDate] = await Promise.all([
      lateAnswerReopens(run, basis, reopenings).then((reopens) => {
        if (reopens) {
          superseded.abort();
        }
        return reopens;
      }),
      writeSynthesis(run, { reopened: reopenings > 0, superseded: superseded.signal }),
    ]);
    if (!outOfDate) {
      return;
    }
  }
}

async function whenStopped({ stopped }: Run): Promise<void> {
  if (!stopped.aborted) {
    await new Promise((resolve) => {
      stopped.addEventListener('abort', resolve, { once: true });
    });
  }
}
