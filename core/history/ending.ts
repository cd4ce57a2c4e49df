import { isOpen } from '../consensus/view/index.ts';
import type { ConsensusEvent, ConsensusView, EventBody, EventError, PanelModel } from '../consensus/view/index.ts';
import type { RunRecord } from './records.ts';

/** How a run ends that no engine ends. */
export interface Ending {
  readonly state: 'failed' | 'cancelled';
  readonly error: EventError;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The events that end a run where it stands, so that no answer or synthesis stays open. */
export function endingEvents(run: RunRecord, view: ConsensusView, ending: Ending): ConsensusEvent[] {
  return bodies(run, view, ending).map((body, index) => ({
    runId: run.id,
    seq: view.seq + 1 + index,
    at: ending.at,
    ...body,
  }));
}

function bodies(run: RunRecord, view: ConsensusView, { state, error, at }: Ending): EventBody[] {
  const panel = run.models.map((model) => namedPanelModel(model, run.rehearsal));
  const open = view.seq === 0 ? panel : view.answers.filter(isOpen);
  return [
    ...(view.seq === 0
      ? [{ type: 'run-start', question: run.question, session: run.session, panel, quorum: 0 } as const]
      : []),
    ...open.map(({ model }): EventBody => ({ type: 'answer-error', model, error, ms: 0 })),
    ...(view.synthesis?.state === 'writing' ? [emptySynthesisEnd(error)] : []),
    {
      type: 'run-end',
      state,
      error,
      ms: view.startedAt === 0 ? 0 : Math.max(0, at - view.startedAt),
      costMicros: view.answers.reduce((sum, answer) => sum + (answer.costMicros ?? 0), 0),
    },
  ];
}

function namedPanelModel(model: string, rehearsal: boolean): PanelModel {
  return { model, vendor: model.split('/')[0] ?? model, label: model, rehearsal, late: false };
}

function emptySynthesisEnd(error: EventError): EventBody {
  return {
    type: 'synthesis-end',
    kind: 'none',
    model: null,
    error,
    ms: 0,
    inputTokens: 0,
    outputTokens: 0,
    costMicros: null,
  };
}
