/** The time that the stage needs; the engine's clock has this shape too, so that a test can play it. */
export interface StageClock {
  /** Milliseconds; only differences mean something. */
  monotonic(): number;
  after(ms: number, callback: () => void): () => void;
}

/** A piece of a response, due `atMs` after the request came; or the response's end. */
export type Frame = { readonly atMs: number; readonly text: string } | { readonly atMs: number; readonly end: Ending };

/** `close`: orderly; `reset`: the connection is torn (RST); `hang`: nothing more comes, the connection stays. */
export type Ending = 'close' | 'reset' | 'hang';

export interface Sink {
  /** The reader is slower than we are: write later. */
  readonly blocked: boolean;
  write(text: string): void;
  end(ending: Ending): void;
}

/**
 * Plays any number of paced responses on one timer. Deadlines are absolute, so a late tick is caught up with and never
 * adds to the next; all that is due for a response goes out in one write.
 */
export class Stage {
  readonly #clock: StageClock;
  readonly #performances = new Set<Performance>();
  #armedFor = Infinity;
  #disarm: () => void = () => {};

  constructor(clock: StageClock) {
    this.#clock = clock;
  }

  /** Responses that are still being played. */
  get size(): number {
    return this.#performances.size;
  }

  /** Plays the frames, whose times never decrease; the returned function stops. */
  play(frames: Iterator<Frame>, sink: Sink): () => void {
    const performance: Performance = { frames, sink, startedAt: this.#clock.monotonic(), next: null };
    this.#performances.add(performance);
    this.#advance(performance);
    this.#arm();
    return () => {
      this.#performances.delete(performance);
      this.#rest();
    };
  }

  stop(): void {
    this.#performances.clear();
    this.#rest();
  }

  #tick(): void {
    this.#armedFor = Infinity;
    for (const performance of this.#performances) {
      this.#advance(performance);
    }
    this.#arm();
  }

  /** Writes what is due. */
  #advance(performance: Performance): void {
    const { sink, startedAt } = performance;
    if (sink.blocked) {
      return;
    }
    const elapsed = this.#clock.monotonic() - startedAt;
    let text: string | null = null;
    let frame = (performance.next ??= take(performance.frames));
    while ('text' in frame && frame.atMs <= elapsed && (text?.length ?? 0) < writeCharsMax) {
      text = (text ?? '') + frame.text;
      frame = performance.next = take(performance.frames);
    }
    if (text !== null) {
      sink.write(text);
    }
    if ('end' in frame && frame.atMs <= elapsed) {
      this.#performances.delete(performance);
      sink.end(frame.end);
    }
  }

  #arm(): void {
    const now = this.#clock.monotonic();
    const due = Math.max(this.#nextDue(now), now + (this.#performances.size > crowd ? tickMs : 1));
    if (due >= this.#armedFor || due === Infinity) {
      return;
    }
    this.#disarm();
    this.#armedFor = due;
    this.#disarm = this.#clock.after(due - now, () => this.#tick());
  }

  #nextDue(now: number): number {
    let due = Infinity;
    for (const { sink, startedAt, next } of this.#performances) {
      due = Math.min(due, sink.blocked ? now + tickMs : startedAt + (next?.atMs ?? 0));
    }
    return due;
  }

  #rest(): void {
    if (this.#performances.size === 0) {
      this.#disarm();
      this.#armedFor = Infinity;
    }
  }
}

interface Performance {
  readonly frames: Iterator<Frame>;
  readonly sink: Sink;
  readonly startedAt: number;
  next: Frame | null;
}

function take(frames: Iterator<Frame>): Frame {
  const taken = frames.next();
  return taken.done === true ? { atMs: 0, end: 'close' } : taken.value;
}

/** With more responses than this, each tick serves many of them instead of one. */
const crowd = 64;
const tickMs = 5;
/** Most characters that one response writes in one tick, so that an endless one starves nobody. */
const writeCharsMax = 262_144;
