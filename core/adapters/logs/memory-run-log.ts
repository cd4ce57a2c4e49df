import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { ConsilienceError } from '../../errors.ts';
import type { RunLog } from '../../ports/run-log.ts';
import { followed } from './follow.ts';
import type { FollowedLog } from './follow.ts';
import { refuseBroken } from './refuse-broken.ts';
import { Viewers } from './viewers.ts';

/** Each run's events, and who follows runs by which opener: what lasts as long as somebody holds it. */
export interface MemoryLogs {
  readonly events: Map<string, ConsensusEvent[]>;
  readonly openers: Set<Viewers>;
}

export function memoryLogs(): MemoryLogs {
  return { events: new Map(), openers: new Set() };
}

/** The run log in memory, for simulations and tests: every opener of the same logs reads and continues the same runs. */
export function memoryRunLog(logs: MemoryLogs): RunLog {
  return new MemoryRunLog(logs);
}

class MemoryRunLog implements RunLog, FollowedLog {
  readonly #logs: MemoryLogs;
  readonly #viewers = new Viewers(null);
  #closed = false;

  constructor(logs: MemoryLogs) {
    this.#logs = logs;
    logs.openers.add(this.#viewers);
  }

  async append(runId: string, events: readonly ConsensusEvent[]): Promise<void> {
    if (events.length === 0) {
      return;
    }
    refuseBroken(runId, events);
    const stored = this.#logs.events.get(runId) ?? [];
    const last = stored.at(-1);
    if (events[0]?.seq !== (last?.seq ?? 0) + 1 || last?.type === 'run-end') {
      throw new ConsilienceError('stream_conflict');
    }
    this.#logs.events.set(runId, stored);
    stored.push(...events);
    for (const viewers of this.#logs.openers) {
      viewers.publish(runId, events);
    }
  }

  async read(runId: string, after: number, limit: number): Promise<readonly ConsensusEvent[]> {
    return this.stored(runId, after, limit);
  }

  async *follow(runId: string, after: number, signal: AbortSignal): AsyncIterable<readonly ConsensusEvent[]> {
    yield* followed(this, runId, { viewer: this.#viewers.join(runId, after, signal), signal });
  }

  async remove(runId: string): Promise<void> {
    this.#logs.events.delete(runId);
    for (const viewers of this.#logs.openers) {
      viewers.removed(runId);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#viewers.closed();
    this.#logs.openers.delete(this.#viewers);
  }

  isClosed(): boolean {
    return this.#closed;
  }

  stored(runId: string, after: number, limit: number): readonly ConsensusEvent[] {
    return this.#logs.events.get(runId)?.slice(after, after + limit) ?? [];
  }

  stateOf(runId: string, seen: number): 'none' | 'open' | 'ended' {
    const last = this.#logs.events.get(runId)?.at(-1);
    if (last === undefined) {
      return 'none';
    }
    return last.type === 'run-end' && last.seq <= seen ? 'ended' : 'open';
  }
}
