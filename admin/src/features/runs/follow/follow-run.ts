import type { ConsensusEvent } from '#api/contract';
import { ApiError } from '../../../ui/fetch-json.ts';

export interface Follow {
  /** Opens the stream after this sequence. */
  readonly open: (after: number, signal: AbortSignal) => AsyncIterable<readonly ConsensusEvent[]>;
  readonly onEvents: (events: readonly ConsensusEvent[]) => void;
  /** `lost` when the connection broke and is being made again, `live` when events can come. */
  readonly onConnection: (connection: 'live' | 'lost') => void;
  /** Resolves after so many milliseconds, earlier when the browser is back online, or when aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

const retryMsMin = 300;
const retryMsMax = 8_000;

/**
 * Follows a run until its `run-end`: resumes after the last event that was received whenever the connection breaks, with
 * full jitter over a doubling bound. Throws the `ApiError` of a reply that another try would not change.
 */
export async function followRun(after: number, follow: Follow, signal: AbortSignal): Promise<void> {
  const progress = { seen: after, failures: 0, ended: false };
  while (!signal.aborted && !progress.ended) {
    const error = await followOnce(progress, follow, signal).then(
      () => null,
      (cause: unknown) => cause,
    );
    if (signal.aborted || progress.ended) {
      return;
    }
    if (isFinal(error)) {
      throw error;
    }
    progress.failures += 1;
    follow.onConnection('lost');
    const asked = error instanceof ApiError ? error.retryAfterMs : null;
    await follow.wait(asked ?? backoffMs(progress.failures, follow.random()), signal);
  }
}

interface Progress {
  seen: number;
  failures: number;
  ended: boolean;
}

/** One connection, to its end. */
async function followOnce(progress: Progress, follow: Follow, signal: AbortSignal): Promise<void> {
  for await (const events of follow.open(progress.seen, signal)) {
    follow.onConnection('live');
    follow.onEvents(events);
    const last = events.at(-1);
    if (last) {
      progress.failures = 0;
      progress.seen = Math.max(progress.seen, last.seq);
      progress.ended = last.type === 'run-end';
    }
    if (progress.ended) {
      return;
    }
  }
}

/** A refusal that a retry cannot change: the run is not there, or the request is wrong. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

export function backoffMs(failures: number, random: number): number {
  const bound = Math.min(retryMsMax, retryMsMin * 2 ** Math.min(failures - 1, 10));
  return bound / 2 + (bound / 2) * random;
}
