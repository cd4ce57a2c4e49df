import type { RunRequest } from '../consensus/request.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { RunEngine } from './context.ts';
import { Passenger } from './passenger.ts';

/**
 * Equal questions asked at the same time share one flight through the engine: the models are asked once, and every run
 * gets the events as its own. Equal means the same workspace, question, panel and limits, and nothing that
 * came before. A run that joins within a second is given at once what has come; one that is stopped leaves, and the
 * flight ends with the last. What a shared call costs is counted in one run.
 */
export class Flights {
  readonly #engine: RunEngine;
  readonly #clock: Clock;
  readonly #open = new Map<string, Flight>();

  constructor(engine: RunEngine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** What the engine yields for this request, alone or together with equal ones. */
  run(workspace: WorkspaceId, request: RunRequest, signal: AbortSignal): AsyncIterable<readonly ConsensusEvent[]> {
    if (request.prior !== null || request.carried !== null || request.history.length > 0) {
      return this.#engine.run(request, signal);
    }
    const key = keyOf(workspace, request);
    let flight = this.#open.get(key);
    if (flight === undefined) {
      const taken = new Flight({ engine: this.#engine, clock: this.#clock, request }, () => {
        if (this.#open.get(key) === taken) {
          this.#open.delete(key);
        }
      });
      flight = taken;
      this.#open.set(key, taken);
    }
    return follow(flight, new Passenger(request, this.#clock.now()), signal);
  }
}

function keyOf(workspace: WorkspaceId, { question, panel, synthesizers, limits }: RunRequest): string {
  const models = panel.map(({ model }) => model);
  return JSON.stringify([workspace, question, models, synthesizers.map(({ id }) => id), limits]);
}

/** A batch of the engine, and who pays for the calls that end in it. */
interface Leg {
  readonly events: readonly ConsensusEvent[];
  readonly payer: Passenger | null;
}

/** How long others may join: events are kept for them. */
const joinMs = 1_000;

interface FlightPlan {
  readonly engine: RunEngine;
  readonly clock: Clock;
  readonly request: RunRequest;
}

/** One run of the engine for all its passengers; whoever has seen everything fetches the next batch for all. */
class Flight {
  /** Each with the number of legs it has seen. */
  readonly passengers = new Map<Passenger, number>();
  /** Those that somebody may still need, and how many there were before them. */
  #legs: Leg[] = [];
  #legsBefore = 0;
  #joinable = true;
  readonly #takeBackJoin: () => void;
  readonly #stop = new AbortController();
  readonly #batches: AsyncIterator<readonly ConsensusEvent[]>;
  readonly #onClosed: () => void;
  #fetching: Promise<void> | null = null;
  ended = false;

  constructor({ engine, clock, request }: FlightPlan, onClosed: () => void) {
    this.#batches = engine.run(request, this.#stop.signal)[Symbol.asyncIterator]();
    this.#onClosed = onClosed;
    this.#takeBackJoin = clock.after(joinMs, () => this.#close());
  }

  /** What the passenger has not seen yet. */
  take(passenger: Passenger): readonly Leg[] {
    const seen = this.passengers.get(passenger) ?? 0;
    const legs = this.#legs.slice(seen - this.#legsBefore);
    this.passengers.set(passenger, this.#legsBefore + this.#legs.length);
    this.#forget();
    return legs;
  }

  /** Resolves when there is one leg more, or the flight has ended. */
  fetch(): Promise<void> {
    this.#fetching ??= this.#next();
    return this.#fetching;
  }

  /** Nobody joins any more, and the engine ends the run for this reason. */
  stop(reason: unknown): void {
    this.#close();
    this.#stop.abort(reason);
  }

  leave(passenger: Passenger): void {
    this.passengers.delete(passenger);
    if (this.passengers.size === 0) {
      this.#close();
      void this.#batches.return?.().catch(() => undefined);
    }
  }

  async #next(): Promise<void> {
    try {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.#end();
      } else {
        const [payer = null] = this.passengers.keys();
        this.#legs.push({ events: next.value, payer });
      }
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      this.#fetching = null;
    }
  }

  #end(): void {
    this.ended = true;
    this.#close();
  }

  #close(): void {
    this.#joinable = false;
    this.#takeBackJoin();
    this.#onClosed();
    this.#forget();
  }

  /** What all have seen, once nobody joins any more. */
  #forget(): void {
    if (!this.#joinable) {
      const seenByAll = Math.min(...this.passengers.values()) - this.#legsBefore;
      if (seenByAll > 0 && Number.isFinite(seenByAll)) {
        this.#legs = this.#legs.slice(seenByAll);
        this.#legsBefore += seenByAll;
      }
    }
  }
}

async function* follow(
  flight: Flight,
  passenger: Passenger,
  signal: AbortSignal,
): AsyncGenerator<readonly ConsensusEvent[]> {
  flight.passengers.set(passenger, 0);
  let wake: (() => void) | null = null;
  const onAbort = () => {
    if (flight.passengers.size === 1) {
      flight.stop(signal.reason);
    } else {
      wake?.();
    }
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  try {
    for (;;) {
      const legs = flight.take(passenger);
      if (legs.length > 0) {
        yield joined(legs.map(({ events, payer }) => passenger.own(events, payer === passenger)));
      } else if (flight.ended) {
        return;
      } else if (!signal.aborted) {
        // A race with one promise for the whole run would keep every batch alive until its end.
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          flight.fetch().then(resolve, reject);
        });
      } else if (flight.passengers.size > 1) {
        return;
      } else {
        // All others have left since it was stopped: the end is for it to see.
        flight.stop(signal.reason);
        await flight.fetch();
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    flight.leave(passenger);
  }
}

function joined(batches: readonly (readonly ConsensusEvent[])[]): readonly ConsensusEvent[] {
  const [first, ...rest] = batches;
  return first === undefined || rest.length > 0 ? batches.flat() : first;
}
