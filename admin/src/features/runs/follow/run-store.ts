import { fold } from '#api/contract';
import type { ConsensusEvent, ConsensusView } from '#api/contract';

/** What the page knows of a run: the fold of its events, how the connection stands, how fast each model writes. */
export interface RunSnapshot {
  readonly view: ConsensusView;
  readonly connection: 'live' | 'lost' | 'gone';
  /** Tokens a second of the answers that are being written, estimated at four characters a token. */
  readonly rates: ReadonlyMap<string, number>;
}

export interface RunStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => RunSnapshot;
  readonly push: (events: readonly ConsensusEvent[]) => void;
  readonly connection: (connection: RunSnapshot['connection']) => void;
}

const charactersPerToken = 4;
/** A rate over less time than this says little. */
const rateMsMin = 400;

/** Collects events and folds them together, so that 800 tokens a second cost one render each 33 ms. */
export function createRunStore(view: ConsensusView, schedule: (run: () => void) => void): RunStore {
  const listeners = new Set<() => void>();
  const paces = new Map<string, { firstAt: number; lastAt: number; characters: number }>();
  let snapshot: RunSnapshot = { view, connection: 'live', rates: new Map() };
  let waiting: ConsensusEvent[] = [];

  function publish(next: RunSnapshot) {
    snapshot = next;
    for (const listener of listeners) {
      listener();
    }
  }

  function flush() {
    const events = waiting;
    waiting = [];
    for (const event of events) {
      pace(paces, event);
    }
    publish({ ...snapshot, view: fold(snapshot.view, events), rates: rates(paces) });
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => snapshot,
    push(events) {
      if (waiting.length === 0 && events.length > 0) {
        schedule(flush);
      }
      waiting.push(...events);
    },
    connection(connection) {
      if (snapshot.connection !== connection) {
        publish({ ...snapshot, connection });
      }
    },
  };
}

function pace(paces: Map<string, { firstAt: number; lastAt: number; characters: number }>, event: ConsensusEvent) {
  if (event.type === 'answer-start') {
    paces.delete(event.model);
  }
  if (event.type !== 'answer-delta' || event.text === '') {
    return;
  }
  const known = paces.get(event.model);
  if (known) {
    known.lastAt = event.at;
    known.characters += event.text.length;
  } else {
    // The first piece was written before it came: it starts the clock and is not counted.
    paces.set(event.model, { firstAt: event.at, lastAt: event.at, characters: 0 });
  }
}

function rates(paces: ReadonlyMap<string, { firstAt: number; lastAt: number; characters: number }>) {
  const found = new Map<string, number>();
  for (const [model, { firstAt, lastAt, characters }] of paces) {
    if (lastAt - firstAt >= rateMsMin) {
      found.set(model, Math.round(characters / charactersPerToken / ((lastAt - firstAt) / 1000)));
    }
  }
  return found;
}

/** Text that grows 30 times a second is smooth to read; at 60 the page would work twice as much for it. */
const drawMsMin = 30;
const hiddenMs = 250;

/** Runs each call at an animation frame, at most 30 times a second; in a hidden tab, which has no frames, four times. */
export function frames(): (run: () => void) => void {
  let drawnAt = Number.NEGATIVE_INFINITY;
  return (run) => {
    let done = false;
    const once = () => {
      if (!done) {
        done = true;
        drawnAt = performance.now();
        run();
      }
    };
    const atFrame = () => {
      if (performance.now() - drawnAt >= drawMsMin) {
        once();
      } else if (!done) {
        requestAnimationFrame(atFrame);
      }
    };
    if (document.hidden) {
      setTimeout(once, hiddenMs);
      return;
    }
    requestAnimationFrame(atFrame);
    // A tab that is hidden before the frame comes would hold the events back.
    setTimeout(once, 2 * hiddenMs);
  };
}
