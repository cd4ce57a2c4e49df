import type { ConsensusEvent } from '../../consensus/view/events.ts';
import type { Viewer } from './viewers.ts';

/** Events that a viewer is served from storage at once. */
const pageMax = 1_000;

export interface FollowedLog {
  isClosed(): boolean;
  stored(runId: string, after: number, limit: number): readonly ConsensusEvent[];
  /** `ended` when its end is stored and was seen, `none` when nothing of it is stored. */
  stateOf(runId: string, seen: number): 'none' | 'open' | 'ended';
}

/** What one viewer of a run is shown: from storage until it has caught up, then live, until the run's end. */
export async function* followed(
  log: FollowedLog,
  runId: string,
  { viewer, signal }: { viewer: Viewer; signal: AbortSignal },
): AsyncGenerator<readonly ConsensusEvent[]> {
  try {
    while (!signal.aborted && !log.isClosed()) {
      const events = viewer.live ? viewer.take() : log.stored(runId, viewer.seen, pageMax);
      if (events.length > 0) {
        viewer.saw(events);
        yield events;
      } else if (viewer.removed || hasEnded(log, runId, viewer)) {
        return;
      } else {
        await viewer.news();
      }
      if (events.at(-1)?.type === 'run-end') {
        return;
      }
    }
  } finally {
    viewer.leave();
  }
}

function hasEnded(log: FollowedLog, runId: string, viewer: Viewer): boolean {
  if (viewer.live) {
    return false;
  }
  const state = log.stateOf(runId, viewer.seen);
  viewer.found ||= state !== 'none';
  return state === 'ended';
}
