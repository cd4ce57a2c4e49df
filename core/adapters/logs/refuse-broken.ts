import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { ConsilienceError } from '../../errors.ts';

/** Events of one append, at most. */
const appendMax = 10_000;

/** Throws `internal` for events that no writer may append: with a hole, of another run, or after an end. */
export function refuseBroken(runId: string, events: readonly ConsensusEvent[]): void {
  const first = events[0]?.seq ?? 0;
  const whole = events.every(
    (event, index) =>
      event.runId === runId && event.seq === first + index && (event.type !== 'run-end' || index === events.length - 1),
  );
  if (!whole || events.length > appendMax || first < 1) {
    throw new ConsilienceError('internal', { message: 'The events appended to a run are not in sequence.' });
  }
}
