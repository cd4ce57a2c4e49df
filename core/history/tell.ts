import { runSpan } from '../telemetry/run-span.ts';
import type { Context, LiveRun } from './context.ts';
import type { RunRecord } from './records.ts';

/** Tells those who watch from outside how a run went: one line, one count, one trace. */
export function tellEnd(
  context: Context,
  { id, workspace }: RunRecord,
  { view, synthesisAt }: Pick<LiveRun, 'view' | 'synthesisAt'>,
): void {
  const { state, ms, agreement, answers, costMicros } = view;
  const { logger, telemetry } = context;
  const failed = answers.flatMap(({ model, error }) => (error === null ? [] : [`${model} ${error.code}`]));
  const quorumMs = synthesisAt === null ? null : Math.max(0, synthesisAt - view.startedAt);
  const late = answers.filter((answer) => answer.late && answer.state === 'done').length;
  const answered = answers.filter((answer) => answer.state === 'done').length;
  const score = agreement?.score ?? null;
  logger.info('run ended', {
    run: id,
    state,
    ms,
    asked: answers.length,
    answered,
    late,
    quorumMs,
    score,
    costMicros,
    failed,
  });
  if (state !== 'queued' && state !== 'running') {
    telemetry.meter.runEnded({ state, ms: ms ?? 0, quorumMs, late, score });
    telemetry.tracer.record(runSpan({ view, workspace, synthesisAt, withContent: telemetry.withContent }));
  }
}
