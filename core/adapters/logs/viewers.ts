import type { ConsensusEvent } from '../../consensus/view/events.ts';
import { viewerBacklogMax } from '../../ports/run-log.ts';

/** Who follows which run in this process, and what each has still to be shown. */
export class Viewers {
  readonly #byRun = new Map<string, Set<Viewer>>();

  get empty(): boolean {
    return this.#byRun.size === 0;
  }

  join(runId: string, after: number, signal: AbortSignal): Viewer {
    const viewers = this.#byRun.get(runId) ?? new Set();
    this.#byRun.set(runId, viewers);
    const viewer = new Viewer(after, signal, () => {
      viewers.delete(viewer);
      if (viewers.size === 0 && this.#byRun.get(runId) === viewers) {
        this.#byRun.delete(runId);
      }
    });
    viewers.add(viewer);
    return viewer;
  }

  /** Each followed run, and the least event that one of its viewers knows to be stored. */
  *runs(): Iterable<readonly [string, number]> {
    for (const [runId, viewers] of this.#byRun) {
      yield [runId, Math.min(...[...viewers].map((viewer) => viewer.known))];
    }
  }

  publish(runId: string, events: readonly ConsensusEvent[]): void {
    this.#tell(runId, (viewer) => viewer.show(events));
  }

  storedElsewhere(runId: string): void {
    this.#tell(runId, (viewer) => viewer.lookInStorage());
  }

  /** Nothing of the run is stored. For a viewer that found nothing of it yet, it may be still to come. */
  goneElsewhere(runId: string): void {
    this.#tell(runId, (viewer) => {
      if (viewer.found) {
        viewer.end();
      }
    });
  }

  removed(runId: string): void {
    this.#tell(runId, (viewer) => viewer.end());
  }

  closed(): void {
    for (const runId of this.#byRun.keys()) {
      this.removed(runId);
    }
  }

  #tell(runId: string, message: (viewer: Viewer) => void): void {
    for (const viewer of this.#byRun.get(runId) ?? []) {
      message(viewer);
    }
  }
}

/** One viewer: served from storage until it has caught up, then from memory, and from storage again when it falls behind. */
export class Viewer {
  /** The last event that it was given. */
  seen: number;
  /** Something of the run was stored when it looked. */
  found = false;
  /** The run is gone: nothing more will come. */
  removed = false;
  readonly #signal: AbortSignal;
  readonly #leave: () => void;
  /** Events after `seen` that it has not taken yet, without a hole; null while storage has to be asked. */
  #backlog: ConsensusEvent[] | null = null;
  #wake: (() => void) | null = null;

  constructor(after: number, signal: AbortSignal, leave: () => void) {
    this.seen = after;
    this.#signal = signal;
    this.#leave = leave;
    signal.addEventListener('abort', this.#awake);
  }

  /** The last event that it has or will be given without looking into storage. */
  get known(): number {
    return this.#backlog?.at(-1)?.seq ?? this.seen;
  }

  /** It has caught up with storage: what comes is kept for it. */
  get live(): boolean {
    return this.#backlog !== null;
  }

  /** What came since it took last. */
  take(): readonly ConsensusEvent[] {
    const events = this.#backlog ?? [];
    this.#backlog = [];
    return events;
  }

  saw(events: readonly ConsensusEvent[]): void {
    this.seen = events.at(-1)?.seq ?? this.seen;
    this.found = true;
  }

  /** It has caught up: resolves when there is more, or it is over. */
  async news(): Promise<void> {
    this.#backlog = [];
    if (!this.#signal.aborted && !this.removed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  show(events: readonly ConsensusEvent[]): void {
    if (this.#backlog === null) {
      return;
    }
    if (events[0]?.seq === this.known + 1 && this.#backlog.length + events.length <= viewerBacklogMax) {
      this.#backlog.push(...events);
    } else {
      this.#backlog = null;
    }
    this.#awake();
  }

  lookInStorage(): void {
    this.#backlog = null;
    this.#awake();
  }

  end(): void {
    this.removed = true;
    this.#awake();
  }

  leave(): void {
    this.#signal.removeEventListener('abort', this.#awake);
    this.#leave();
  }

  readonly #awake = (): void => {
    this.#wake?.();
  };
}
