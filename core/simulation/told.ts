import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';

/** What events say when they are read in another way than by the fold that makes views; one sentence for each difference. */
export function untrueTo(events: readonly ConsensusEvent[], view: ConsensusView): string[] {
  const facts: Record<string, boolean> = {
    'the text of an answer is what was written of it': view.answers.every(
      ({ model, text }) => text === (writtenBy(model, events) ?? text),
    ),
    'an answer is in the state that it was told to be': view.answers.every(
      ({ model, state }) => state === (stateOf(model, events) ?? state),
    ),
    'each disagreement is shown': disagreementsIn(events) === null || disagreementsIn(events) === disagreements(view),
    'the text of the synthesis is what was written of it': isWritten(events, view),
  };
  return Object.keys(facts).filter((fact) => facts[fact] === false);
}

/** Null for a model that was not asked in this run. */
function writtenBy(model: string, events: readonly ConsensusEvent[]): string | null {
  const from = events.findLastIndex((e) => e.type === 'answer-start' && e.model === model);
  const parts = events.slice(from).map((e) => (e.type === 'answer-delta' && e.model === model ? e.text : ''));
  return from === -1 ? null : parts.join('');
}

function stateOf(model: string, events: readonly ConsensusEvent[]): string | null {
  const end = events.findLast((e) => (e.type === 'answer-end' || e.type === 'answer-error') && e.model === model);
  if (end?.type === 'answer-end') {
    return end.finish === 'refusal' ? 'refused' : 'done';
  }
  return end?.type === 'answer-error' ? (end.error.code === 'cancelled' ? 'cancelled' : 'failed') : null;
}

/** Null while nothing was compared. */
function disagreementsIn(events: readonly ConsensusEvent[]): number | null {
  const from = events.findLastIndex(({ type }) => type === 'agreement');
  return from === -1 ? null : events.slice(from).filter(({ type }) => type === 'disagreement').length;
}

function disagreements({ agreement }: ConsensusView): number {
  return agreement?.disagreements.length ?? 0;
}

function isWritten(events: readonly ConsensusEvent[], { synthesis }: ConsensusView): boolean {
  const from = events.findLastIndex(({ type }) => type === 'synthesis-start');
  if (from === -1 || synthesis === null || synthesis.kind !== 'synthesis') {
    return true;
  }
  const written = events.slice(from).map((e) => (e.type === 'synthesis-delta' ? e.text : ''));
  return written.join('') === synthesis.segments.map(({ text }) => text).join('');
}
