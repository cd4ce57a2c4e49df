import type { ConsensusEvent } from '../../consensus/view/events.ts';
import type { Viewer } from './viewers.ts';

/** Events that a viewer is served from storage at once. */
const pageMax = 1_000;

export interface FollowedLog {
  isClosed(): boolean;
  stored(runId: string, after: number, limit: number): readonly ConsensusEvent[];
  /** Its end is stored, and was seen. */
  hasEnded(runId: string, seen: number): boolean;
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
      } else if (viewer.removed || (!viewer.live && log.hasEnded(runId, viewer.seen))) {
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
