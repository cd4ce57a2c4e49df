import type { RunRequest } from '../consensus/request.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';

/** One run on a shared flight: makes the flight's events its own. */
export class Passenger {
  readonly #request: RunRequest;
  readonly #joinedAt: number;
  #startedAt: number | null = null;
  #costMicros = 0;

  constructor(request: RunRequest, joinedAt: number) {
    this.#request = request;
    this.#joinedAt = joinedAt;
  }

  /** The same events as this run's. A call that another run pays for costs this one nothing. */
  own(events: readonly ConsensusEvent[], pays: boolean): readonly ConsensusEvent[] {
    const isOwn = events[0]?.runId === this.#request.runId;
    return isOwn && pays && this.#startedAt === null ? events : events.map((event) => this.#ownEvent(event, pays));
  }

  #ownEvent(event: ConsensusEvent, pays: boolean): ConsensusEvent {
    const { runId, session } = this.#request;
    const head = { runId, at: Math.max(event.at, this.#joinedAt) };
    this.#startedAt ??= event.at;
    switch (event.type) {
      case 'run-start':
        return { ...event, ...head, session };
      case 'answer-end':
      case 'judge-end':
      case 'synthesis-end': {
        const costMicros = pays || event.costMicros === null ? event.costMicros : 0;
        this.#costMicros += costMicros ?? 0;
        return { ...event, ...head, costMicros };
      }
      case 'run-end':
        return { ...event, ...head, ms: this.#ownMs(event.ms), costMicros: this.#costMicros };
      case 'answers-carried':
      case 'answer-start':
      case 'answer-delta':
      case 'answer-error':
      case 'agreement':
      case 'disagreement':
      case 'judge-start':
      case 'synthesis-start':
      case 'synthesis-delta':
        return { ...event, ...head };
    }
  }

  #ownMs(flightMs: number): number {
    return Math.max(0, flightMs - Math.max(0, this.#joinedAt - (this.#startedAt ?? this.#joinedAt)));
  }
}
