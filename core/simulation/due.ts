import type { RunLimits } from '../consensus/request.ts';
import type { ConsensusEvent, PanelModel } from '../consensus/view/index.ts';

type AnswerEvent = Extract<ConsensusEvent, { type: 'answer-end' | 'answer-error' }>;
type RunStart = Extract<ConsensusEvent, { type: 'run-start' }>;

const lastCallShare = 0.75;
const toleranceMs = 60;

/**
 * Whether the first synthesis of a run began when it was due: all answers have ended, or only those are coming that a
 * run does not wait for, or the grace after the quorum is over, or time presses. For a run that nothing disturbed.
 */
export function beganInTime(events: readonly ConsensusEvent[], limits: RunLimits): boolean {
  const began = events.find(({ type }) => type === 'synthesis-start' || type === 'synthesis-end')?.at;
  const dueAt = synthesisDueAt(events, limits);
  return began === undefined || dueAt === null || Math.abs(began - dueAt) <= toleranceMs;
}

function synthesisDueAt([start, ...events]: readonly ConsensusEvent[], limits: RunLimits): number | null {
  const ends = events.filter((event) => event.type === 'answer-end' || event.type === 'answer-error');
  if (start?.type !== 'run-start' || ends.length === 0) {
    return null;
  }
  return Math.min(...ends.map((_, at) => dueAfter(ends.slice(0, at + 1), start, limits)));
}

/** When it is due if no more answers end; infinite for as long as it waits for one. */
function dueAfter(ends: readonly AnswerEvent[], start: RunStart, limits: RunLimits): number {
  const at = ends.at(-1)?.at ?? start.at;
  const ended = new Set(ends.map(({ model }) => model));
  const counted = ends.filter((event) => event.type === 'answer-end' && event.finish !== 'refusal').length;
  const isOver = start.panel.every(({ model }) => ended.has(model));
  if (isOver || counted === 0) {
    return isOver ? at : Infinity;
  }
  const isAwaited = [...promptOf(start.panel)].some((model) => !ended.has(model));
  const graceOver = counted >= start.quorum ? at + limits.graceMs : Infinity;
  return Math.min(isAwaited ? Infinity : at, graceOver, Math.max(at, start.at + lastCallShare * limits.deadlineMs));
}

/** Those that a run waits for. */
function promptOf(panel: readonly PanelModel[]): ReadonlySet<string> {
  const prompt = panel.filter(({ late }) => !late);
  return new Set((prompt.length > 0 ? prompt : panel).map(({ model }) => model));
}
