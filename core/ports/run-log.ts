import type { ConsensusEvent } from '../consensus/view/events.ts';

/**
 * The append-only log of each run's events, with live fan-out. What a viewer has seen is durable:
 * an event is stored before it is shown. Sequences start at 1 and have no holes.
 */
export interface RunLog {
  /**
   * Stores the events, which continue the run's sequence, and then shows them to its viewers.
   * `stream_conflict` when the sequence does not continue: another writer has taken the run over.
   */
  append(runId: string, events: readonly ConsensusEvent[]): Promise<void>;
  /** The stored events with `seq > after`, in order, at most `limit` (1 to 10,000) of them. */
  read(runId: string, after: number, limit: number): Promise<readonly ConsensusEvent[]>;
  /**
   * The stored events with `seq > after`, then the coming ones, in batches, without hole or repeat; ends after `run-end`,
   * when the run is removed, and, without an error, when the signal is aborted.
   * A viewer that falls more than `viewerBacklogMax` events behind is served from storage again, so memory stays bounded.
   */
  follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<readonly ConsensusEvent[]>;
  /** Removes a run's events. */
  remove(runId: string): Promise<void>;
  close(): Promise<void>;
}

export const viewerBacklogMax = 4_096;
