import { completeAnswers, openAnswers } from '../consensus/answers.ts';
import { eventError } from '../consensus/event-error.ts';
import type { ConsensusEvent, ConsensusView, EventBody, PanelModel, RunState } from '../consensus/view/index.ts';
import { chosenByCode } from '../consensus/write-synthesis.ts';
import type { ConsilienceError } from '../errors.ts';
import type { RunRecord } from './records.ts';

/** Why a run ends that no engine ends: `cancelled`, `interrupted`, or the engine's own fault. */
export interface Ending {
  readonly error: ConsilienceError;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The events that end a run where it stands, so that no answer or synthesis stays open. Unless somebody cancelled it, the
 * best answer that came stands for a missing synthesis; an interrupted run that has one is done.
 */
export function endingEvents(run: RunRecord, view: ConsensusView, ending: Ending): ConsensusEvent[] {
  return [
    ...(view.seq === 0 ? [runStart(run)] : []),
    ...openModels(run, view).map((model) => answerError(model, ending.error)),
    ...synthesisEnd(view, ending.error),
    runEnd(view, ending),
  ].map((body, index) => ({ runId: run.id, seq: view.seq + 1 + index, at: ending.at, ...body }));
}

function runStart({ question, session, models, rehearsal }: RunRecord): EventBody {
  const panel = models.map((model): PanelModel => {
    return { model, vendor: model.split('/')[0] ?? model, label: model, rehearsal, late: false };
  });
  return { type: 'run-start', question, session, panel, quorum: 0 };
}

function openModels(run: RunRecord, view: ConsensusView): readonly string[] {
  return view.seq === 0 ? run.models : openAnswers(view).map((answer) => answer.model);
}

function answerError(model: string, error: ConsilienceError): EventBody {
  return { type: 'answer-error', model, error: eventError(error), ms: 0 };
}

function synthesisEnd(view: ConsensusView, error: ConsilienceError): EventBody[] {
  const isWriting = view.synthesis?.state === 'writing';
  if (error.code === 'cancelled') {
    return isWriting ? [{ ...chosenByCode(view, error), kind: 'none', model: null }] : [];
  }
  const isMissing = view.synthesis === null && completeAnswers(view).length > 0;
  return isWriting || isMissing ? [chosenByCode(view, error)] : [];
}

function runEnd(view: ConsensusView, { error, at }: Ending): EventBody {
  const state = endState(view, error);
  return {
    type: 'run-end',
    state,
    error: state === 'failed' ? eventError(error) : null,
    ms: view.startedAt === 0 ? 0 : Math.max(0, at - view.startedAt),
    costMicros: view.costMicros,
  };
}

function endState(view: ConsensusView, error: ConsilienceError): Exclude<RunState, 'queued' | 'running'> {
  if (error.code === 'cancelled') {
    return 'cancelled';
  }
  return error.code === 'interrupted' && completeAnswers(view).length > 0 ? 'done' : 'failed';
}
