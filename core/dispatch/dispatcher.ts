import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Meter } from '../ports/meter.ts';
import type { Random } from '../ports/random.ts';
import type { BreakerState } from './breaker.ts';
import type { CallEvent, Dispatcher } from './call.ts';
import { callModel } from './call-model.ts';
import { Channel } from './channel.ts';
import { ModelPace } from './model-pace.ts';
import { dispatchDefaults } from './settings.ts';
import type { DispatchSettings } from './settings.ts';
import { Vendor } from './vendor.ts';

export interface DispatcherHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Told of each call when it has ended. */
  readonly meter?: Meter;
  /** Replaces single defaults. */
  readonly settings?: Partial<DispatchSettings>;
}

export interface ObservableDispatcher extends Dispatcher {
  snapshot(): DispatchSnapshot;
}

/** What the dispatcher knows at this moment, for health and for choosing models. */
interface DispatchSnapshot {
  readonly vendors: readonly {
    readonly vendor: string;
    readonly breaker: BreakerState;
    readonly concurrencyMax: number;
    readonly inFlight: number;
    readonly queued: number;
  }[];
  readonly models: readonly {
    readonly model: string;
    /** How many of the latest first texts the figures come from, at most 100. */
    readonly samples: number;
    readonly firstTextMsP50: number | null;
    readonly firstTextMsP95: number | null;
  }[];
}

/** Vendors or models that are remembered; beyond that the ones not called for longest are forgotten. */
const rememberedMax = 1_000;

/** Calls models for everyone in this process; see `Dispatcher`. A call begins when its first event is asked for. */
export function makeDispatcher(host: DispatcherHost): ObservableDispatcher {
  const settings: DispatchSettings = { ...dispatchDefaults, ...host.settings };
  const vendors = new Map<string, Vendor>();
  const paces = new Map<string, ModelPace>();

  return {
    call: (call, signal) => {
      const vendor = recall(vendors, call.model.vendor, (name) => new Vendor(name, { ...host, settings }));
      const pace = recall(paces, call.model.id, () => new ModelPace(settings));
      return begin({ ...host, call, vendor, pace, settings }, signal);
    },
    snapshot: () => ({
      vendors: Array.from(vendors, ([vendor, { breaker, places }]) => ({
        vendor,
        breaker: breaker.state,
        concurrencyMax: places.limit,
        inFlight: places.inFlight,
        queued: places.queued,
      })),
      models: Array.from(paces, ([model, pace]) => ({
        model,
        samples: pace.samples,
        firstTextMsP50: pace.quantile(0.5),
        firstTextMsP95: pace.quantile(0.95),
      })),
    }),
  };
}

type CallParts = Omit<Parameters<typeof callModel>[0], 'out' | 'signal'>;

/** The call runs while it is read: the caller's signal and leaving the loop both stop it. */
function begin(parts: CallParts, signal: AbortSignal): AsyncIterable<CallEvent> {
  const stop = new AbortController();
  const abort = () => {
    stop.abort();
  };
  const out = new Channel<CallEvent>(() => {
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    void callModel({ ...parts, out, signal: stop.signal })
      .catch((error: unknown) => {
        failUnexpectedly(parts, out, error);
      })
      .finally(() => {
        signal.removeEventListener('abort', abort);
      });
  }, abort);
  return out;
}

/** A fault of ours must not break the promise that a call never throws and always ends. */
function failUnexpectedly({ logger, call }: CallParts, out: Channel<CallEvent>, error: unknown): void {
  logger.error('dispatch failed', { model: call.model.id, name: error instanceof Error ? error.name : typeof error });
  out.push({ type: 'error', error: new ConsilienceError('internal', { cause: error }), ms: 0 });
  out.close();
}

function recall<T>(known: Map<string, T>, name: string, make: (name: string) => T): T {
  const found = known.get(name) ?? make(name);
  // Set again, the entry is the youngest: a Map keeps the order of insertion.
  known.delete(name);
  known.set(name, found);
  if (known.size > rememberedMax) {
    for (const [oldest] of known) {
      known.delete(oldest);
      break;
    }
  }
  return found;
}
