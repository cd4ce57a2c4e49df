import type { Clock } from '../ports/clock.ts';
import { Pulse } from './pulse.ts';
import { reduce } from './view/index.ts';
import type { ConsensusEvent, ConsensusView, EventBody } from './view/index.ts';

/** Text that continues a text is written at ticks, so that runs write together: of few runs at every beat. */
const beatMs = 16;
/** Of more runs every second, third ... beat, some of them at each: so many for each beat that their ticks are apart. */
const runsABeat = 8;
const beatsMax = 5;

type Delta = Extract<EventBody, { type: 'answer-delta' | 'synthesis-delta' }>;

/**
 * Turns what happens in a run into its log: numbered, dated, folded into the run's own view and handed out in batches.
 * The first text of an answer or synthesis and every other event are ready at once; text that continues is merged until
 * the next tick, or for longer while the reader is slow. So what waits is bounded by the caps on answers. To write and show
 * a batch costs more than all else that is done for its text: 16 ms lie between two while few runs are open, 80 with many.
 */
export class EventWriter {
  #view: ConsensusView;
  #ready: ConsensusEvent[] = [];
  #closed = false;
  #takeBackTick: (() => void) | null = null;
  readonly #waiting = new Map<string, Delta>();
  readonly #pulse = new Pulse();
  readonly #clock: Clock;
  readonly #runs: OpenRuns;
  /** At which of the beats between two ticks this run's is. */
  readonly #place: number;

  /** Continues the sequence of `view`. */
  constructor(view: ConsensusView, clock: Clock) {
    this.#view = view;
    this.#clock = clock;
    this.#runs = openRunsOf(clock);
    this.#runs.count += 1;
    this.#place = this.#runs.begun % beatsMax;
    this.#runs.begun += 1;
  }

  /** The fold of everything written, without text that still waits for its tick. */
  get view(): ConsensusView {
    return this.#view;
  }

  /** Ignored once closed. */
  write(body: EventBody): void {
    if (this.#closed) {
      return;
    }
    if (continuesText(this.#view, body)) {
      this.#wait(body);
    } else {
      this.#flush();
      this.#append(body);
    }
  }

  /** Nothing is written any more; what was written can still be read. */
  close(): void {
    this.#flush();
    this.#runs.count -= this.#closed ? 0 : 1;
    this.#closed = true;
    this.#pulse.fire();
  }

  /** Everything written, each batch non-empty, until closed. For one reader. */
  async *batches(): AsyncGenerator<readonly ConsensusEvent[]> {
    for (;;) {
      while (this.#ready.length === 0) {
        if (this.#closed) {
          return;
        }
        await this.#pulse.next();
      }
      const batch = this.#ready;
      this.#ready = [];
      yield batch;
    }
  }

  #wait(delta: Delta): void {
    const key = delta.type === 'answer-delta' ? delta.model : `#${delta.segment}`;
    const before = this.#waiting.get(key);
    this.#waiting.set(key, before === undefined ? delta : { ...delta, text: before.text + delta.text });
    this.#armTick();
  }

  #armTick(): void {
    this.#takeBackTick ??= this.#clock.after(this.#untilTickMs(), () => this.#tick());
  }

  #untilTickMs(): number {
    const beats = Math.min(beatsMax, Math.ceil(this.#runs.count / runsABeat));
    const sinceMs = this.#clock.monotonic() + (this.#place % beats) * beatMs;
    return beats * beatMs - (sinceMs % (beats * beatMs));
  }

  #tick(): void {
    this.#takeBackTick = null;
    if (this.#ready.length > 0) {
      this.#armTick();
    } else {
      this.#flush();
    }
  }

  #flush(): void {
    this.#takeBackTick?.();
    this.#takeBackTick = null;
    const deltas = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const delta of deltas) {
      this.#append(delta);
    }
  }

  #append(body: EventBody): void {
    const head = { runId: this.#view.id, seq: this.#view.seq + 1, at: this.#clock.now() };
    const event: ConsensusEvent = { ...head, ...body };
    this.#view = reduce(this.#view, event);
    this.#ready.push(event);
    this.#pulse.fire();
  }
}

/** The runs that are open on one clock: those of a process, or of a test. */
interface OpenRuns {
  count: number;
  begun: number;
}

const openRuns = new WeakMap<Clock, OpenRuns>();

function openRunsOf(clock: Clock): OpenRuns {
  const runs = openRuns.get(clock) ?? { count: 0, begun: 0 };
  openRuns.set(clock, runs);
  return runs;
}

function continuesText(view: ConsensusView, body: EventBody): body is Delta {
  if (body.type === 'answer-delta') {
    return body.phase === 'writing' && view.answers.some((a) => a.model === body.model && a.text !== '');
  }
  return body.type === 'synthesis-delta' && (view.synthesis?.segments.length ?? 0) > 0;
}
