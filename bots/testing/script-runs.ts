import type { Clock, Consilience, Random } from '#core';
import { emptyView, fold } from '#core/view';
import type { ConsensusEvent, ConsensusView, EventBody } from '#core/view';

/** Runs that play by themselves: their events come at their times, and can be followed from any of them. */
export class ScriptedRuns implements Pick<Consilience['runs'], 'follow'> {
  readonly #clock: Clock;
  readonly #events = new Map<string, ConsensusEvent[]>();
  readonly #ended = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Plays these bodies, each so many milliseconds after the one before. */
  play(run: string, steps: readonly { readonly afterMs: number; readonly body: EventBody }[]): void {
    const events: ConsensusEvent[] = [];
    this.#events.set(run, events);
    let at = 0;
    for (const { afterMs, body } of steps) {
      at += afterMs;
      this.#clock.after(at, () => {
        events.push({ ...body, runId: run, seq: events.length + 1, at: this.#clock.now() });
        if (body.type === 'run-end') {
          this.#ended.set(run, this.#clock.monotonic());
        }
        for (const wake of this.#waiting) {
          wake();
        }
      });
    }
  }

  view(run: string): ConsensusView {
    return fold(emptyView(run), this.#events.get(run) ?? []);
  }

  /** By `clock.monotonic()`; null while it goes on. */
  endedAt(run: string): number | null {
    return this.#ended.get(run) ?? null;
  }

  async *follow(
    { id, after }: { readonly id: string; readonly after: number },
    signal: AbortSignal,
  ): AsyncIterable<readonly ConsensusEvent[]> {
    let seen = after;
    while (!signal.aborted) {
      const news = (this.#events.get(id) ?? []).slice(seen);
      if (news.length === 0) {
        await this.#next(signal);
        continue;
      }
      seen += news.length;
      yield news;
      if (news.at(-1)?.type === 'run-end') {
        return;
      }
    }
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

const models = ['openai/one', 'anthropic/two', 'google/three'] as const;

/** A short run of three models, in a rhythm of chance. */
export function chanceRun(random: Random): { afterMs: number; body: EventBody }[] {
  const wait = (most: number) => Math.floor(random.next() * most);
  const steps: { afterMs: number; body: EventBody }[] = [{ afterMs: wait(50), body: start }];
  const deltas = 5 + wait(30);
  for (let step = 0; step < deltas; step += 1) {
    const model = models[wait(models.length)] ?? models[0];
    steps.push({ afterMs: wait(900), body: { type: 'answer-delta', model, phase: 'writing', text: `word ${step} ` } });
  }
  steps.push({ afterMs: wait(400), body: { ...end, state: random.next() < 0.1 ? 'cancelled' : 'done' } });
  return steps;
}

const start: EventBody = {
  type: 'run-start',
  question: 'Which is larger, 9.11 or 9.9?',
  session: 'ses_1',
  quorum: 2,
  panel: models.map((model) => ({ model, vendor: model, label: model, rehearsal: true, late: false })),
};
const end = { type: 'run-end', state: 'done', error: null, ms: 1_000, costMicros: 0 } as const;
