import { ConsilienceError } from '../errors.ts';
import { promptModels } from './answers.ts';
import type { Engine } from './engine.ts';
import { EventWriter } from './event-writer.ts';
import { Pulse } from './pulse.ts';
import type { RunRequest } from './request.ts';
import { Verdict } from './verdict.ts';
import { emptyView } from './view/index.ts';

/** How long after its deadline a run that something still holds is ended by force. */
const guardMs = 1_000;

/** What the steps of one run share. Its state is `events.view`, the fold of its own events, and nothing else. */
export interface Run {
  readonly engine: Engine;
  readonly request: RunRequest;
  readonly events: EventWriter;
  readonly verdict: Verdict;
  /** Beats when an answer ended, a wait is over or the run was stopped. */
  readonly pulse: Pulse;
  /** Aborted with a `ConsilienceError`: `cancelled`, `deadline_passed`, or why this process must leave the run to another. */
  readonly stopped: AbortSignal;
  /** When the run must be over, by `clock.monotonic()`. */
  readonly endsBy: number;
  /** Models whose answers the quorum waits for. */
  readonly prompt: ReadonlySet<string>;
  /** How many answers start the synthesis. */
  readonly quorum: number;
  /** Stops whatever still works for the run. */
  release(): void;
}

export function openRun(engine: Engine, request: RunRequest, signal: AbortSignal): Run {
  const { clock } = engine;
  const stop = new AbortController();
  const pulse = new Pulse();
  const events = new EventWriter(request.prior ?? emptyView(request.runId), clock);
  const lastsMs = longestMs(request);
  const stopFor = (reason: ConsilienceError) => {
    stop.abort(reason);
    pulse.fire();
  };
  const onAbort = () => stopFor(reasonOf(signal));
  const takeBackGuard = clock.after(lastsMs + guardMs, () => stopFor(new ConsilienceError('deadline_passed')));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) {
    onAbort();
  }
  const prompt = promptModels(request.panel);
  return {
    engine,
    request,
    events,
    pulse,
    prompt,
    verdict: new Verdict({ engine, events, stopped: stop.signal }),
    stopped: stop.signal,
    endsBy: clock.monotonic() + lastsMs,
    quorum: Math.max(1, Math.min(request.limits.quorum, prompt.size)),
    release() {
      takeBackGuard();
      signal.removeEventListener('abort', onAbort);
      stopFor(new ConsilienceError('cancelled'));
    },
  };
}

function longestMs({ limits, panel }: RunRequest): number {
  return limits.deadlineMs + (panel.some((m) => m.late) ? limits.researchMs : 0);
}

function reasonOf(signal: AbortSignal): ConsilienceError {
  return signal.reason instanceof ConsilienceError ? signal.reason : new ConsilienceError('cancelled');
}
