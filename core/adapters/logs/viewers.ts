import type { ConsensusEvent } from '../../consensus/view/events.ts';
import type { Clock } from '../../ports/clock.ts';
import { viewerBacklogMax } from '../../ports/run-log.ts';

/** From so many viewers of one run on, they are told together of what came in a while. */
const crowdMin = 32;
const crowdTickMs = 50;
/** ... and with so many, less often: sockets are what costs then. */
const hugeCrowdMin = 256;
const hugeCrowdTickMs = 150;

/** What a crowd has not been told yet. */
interface Held {
  readonly events: ConsensusEvent[];
  readonly takeBack: () => void;
}

/** Who follows which run in this process, and what each has still to be shown. */
export class Viewers {
  readonly #byRun = new Map<string, Set<Viewer>>();
  readonly #held = new Map<string, Held>();
  readonly #clock: Pick<Clock, 'after'> | null;

  /** Without a clock a crowd is told as everybody is. */
  constructor(clock: Pick<Clock, 'after'> | null) {
    this.#clock = clock;
  }

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
      const held = this.#held.get(runId)?.events.at(-1)?.seq ?? 0;
      yield [runId, Math.max(held, Math.min(...[...viewers].map((viewer) => viewer.known)))];
    }
  }

  /** A write for each viewer and event is what costs: a crowd is told at a tick, and at once of the end. */
  publish(runId: string, events: readonly ConsensusEvent[]): void {
    const held = this.#held.get(runId);
    const viewers = this.#byRun.get(runId)?.size ?? 0;
    if (held !== undefined) {
      held.events.push(...events);
    } else if (this.#clock !== null && viewers >= crowdMin) {
      const tickMs = viewers >= hugeCrowdMin ? hugeCrowdTickMs : crowdTickMs;
      const takeBack = this.#clock.after(tickMs, () => this.#release(runId));
      this.#held.set(runId, { events: [...events], takeBack });
    } else {
      this.#tell(runId, (viewer) => viewer.show(events));
    }
    if (events.at(-1)?.type === 'run-end') {
      this.#release(runId);
    }
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
    this.#held.get(runId)?.takeBack();
    this.#held.delete(runId);
    this.#tell(runId, (viewer) => viewer.end());
  }

  closed(): void {
    for (const runId of this.#held.keys()) {
      this.#release(runId);
    }
    for (const runId of this.#byRun.keys()) {
      this.removed(runId);
    }
  }

  #release(runId: string): void {
    const held = this.#held.get(runId);
    if (held !== undefined) {
      held.takeBack();
      this.#held.delete(runId);
      this.#tell(runId, (viewer) => viewer.show(held.events));
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
  #backlog: readonly ConsensusEvent[] | null = null;
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

  /** Who has nothing else to take is handed the very array, as all who follow are: what is made of it can be shared. */
  show(events: readonly ConsensusEvent[]): void {
    if (this.#backlog === null) {
      return;
    }
    const next = this.known + 1;
    const fresh = (events[0]?.seq ?? next) < next ? events.filter(({ seq }) => seq >= next) : events;
    if (fresh[0]?.seq === next && this.#backlog.length + fresh.length <= viewerBacklogMax) {
      this.#backlog = this.#backlog.length === 0 ? fresh : [...this.#backlog, ...fresh];
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
