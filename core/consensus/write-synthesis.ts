import type { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { synthesise } from '../synthesis/index.ts';
import type { SynthesisTask } from '../synthesis/index.ts';
import { completeAnswers, countedAnswers, openAnswers } from './answers.ts';
import { eventError } from './event-error.ts';
import type { Run } from './run-context.ts';
import type { Agreement, ConsensusView, EventBody } from './view/index.ts';

/** Models that are asked to write one synthesis, one after the other. */
const writersMax = 3;

type SynthesisEnd = Extract<EventBody, { type: 'synthesis-end' }>;

/**
 * Writes the synthesis of what has come: by a model when several answers take a position, by code when one or none
 * does. A synthesis that an earlier process completed stays unless it is `reopened`. When superseded it stops without an end.
 */
export async function writeSynthesis(
  run: Run,
  { reopened, superseded }: { reopened: boolean; superseded: AbortSignal },
): Promise<void> {
  const { view } = run.events;
  const kept = view.synthesis?.state === 'done' && !reopened;
  if (kept || completeAnswers(view).length === 0) {
    return;
  }
  const { agreement } = view;
  if (agreement === null || agreement.positions.flatMap((p) => p.models).length < 2) {
    run.events.write(chosenByCode(view, null));
    return;
  }
  const stop = AbortSignal.any([run.stopped, superseded]);
  for await (const event of synthesise(run.engine, taskOf(run, agreement, reopened), stop)) {
    if (!stop.aborted) {
      run.events.write(event);
    }
  }
}

function taskOf(
  { engine, request, events: { view }, endsBy }: Run,
  agreement: Agreement,
  reopened: boolean,
): SynthesisTask {
  return {
    runId: view.id,
    sources: { question: view.question, answers: countedAnswers(view), agreement },
    synthesizers: writersOf(view, request.synthesizers),
    attempt: (view.synthesis?.attempt ?? 0) + 1,
    reason: reasonNow(view, reopened),
    endsBy: Math.min(endsBy, engine.clock.monotonic() + request.limits.deadlineMs),
    limits: request.limits,
  };
}

/** In the order wanted, but whose own answer failed in this run comes last: it would mostly fail again, and take its time. */
function writersOf(view: ConsensusView, wanted: readonly ChatModel[]): readonly ChatModel[] {
  const failed = new Set(view.answers.filter(({ state }) => state === 'failed').map(({ model }) => model));
  return [...wanted.filter(({ id }) => !failed.has(id)), ...wanted.filter(({ id }) => failed.has(id))].slice(
    0,
    writersMax,
  );
}

function reasonNow(view: ConsensusView, reopened: boolean): 'quorum' | 'all-answered' | 'late-answer' {
  if (reopened) {
    return 'late-answer';
  }
  return openAnswers(view).length > 0 ? 'quorum' : 'all-answered';
}

/** The best single answer, or nothing when no answer takes a position. */
export function chosenByCode(view: ConsensusView, error: ConsilienceError | null): SynthesisEnd {
  const model = bestAnswer(view);
  return {
    type: 'synthesis-end',
    kind: model === null ? 'none' : 'best-answer',
    model,
    error: error === null ? null : eventError(error),
    ms: 0,
    inputTokens: 0,
    outputTokens: 0,
    costMicros: null,
  };
}

/** The medoid of the leading position; without a verdict, the first answer that came whole. */
function bestAnswer(view: ConsensusView): string | null {
  const { agreement } = view;
  return agreement === null ? (countedAnswers(view)[0]?.model ?? null) : (agreement.positions[0]?.models[0] ?? null);
}
