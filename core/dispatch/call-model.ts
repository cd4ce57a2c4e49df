import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Meter } from '../ports/meter.ts';
import type { Random } from '../ports/random.ts';
import type { AttemptEnd } from './attempt.ts';
import type { Call, CallEvent } from './call.ts';
import type { Channel } from './channel.ts';
import type { ModelPace } from './model-pace.ts';
import { Race } from './race.ts';
import type { RaceListener } from './race.ts';
import { retryWaitMs } from './retry.ts';
import type { DispatchSettings } from './settings.ts';
import { sleep } from './sleep.ts';
import type { Permit, Vendor } from './vendor.ts';

export interface CallContext {
  readonly call: Call;
  readonly vendor: Vendor;
  readonly pace: ModelPace;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter?: Meter;
  readonly settings: DispatchSettings;
  readonly out: Channel<CallEvent>;
  /** Aborts when the caller stops the call or no longer reads it. */
  readonly signal: AbortSignal;
}

/**
 * One call: a place at the vendor, an attempt (perhaps raced by a second one), and further attempts while the error is
 * worth it, nothing was shown, and time and budget last. Pushes the events of `CallEvent` in their order.
 */
export async function callModel(context: CallContext): Promise<void> {
  const { vendor, pace, out, signal } = context;
  const progress = begin(context);
  out.push({ type: 'start', attempt: 1 });
  const permit = await vendor.enter(progress.deadlineAt, signal);
  if (permit instanceof ConsilienceError) {
    conclude(context, progress, { type: 'error', error: permit });
    return;
  }
  vendor.budget.callBegan();
  pace.callBegan();
  let end = await attempt(context, progress, permit);
  while (end.type === 'error') {
    const next = await nextPermit(context, progress, end.error);
    if (next === null) {
      break;
    }
    out.push({ type: 'start', attempt: progress.attempts + 1 });
    end = await attempt(context, progress, next);
  }
  vendor.budget.callEnded();
  conclude(context, progress, end);
}

/** Times are of the monotonic clock. */
interface Progress {
  readonly startedAt: number;
  readonly deadlineAt: number;
  /** Begun so far; a hedge is part of its attempt. */
  attempts: number;
  /** From the start of the call; null while nothing was shown. */
  firstTextMs: number | null;
}

function begin({ clock, call }: CallContext): Progress {
  const startedAt = clock.monotonic();
  return { startedAt, deadlineAt: startedAt + call.limits.deadlineMs, attempts: 0, firstTextMs: null };
}

async function attempt(context: CallContext, progress: Progress, permit: Permit): Promise<AttemptEnd> {
  const { call, clock, settings, signal } = context;
  if (signal.aborted) {
    const stopped: AttemptEnd = { type: 'error', error: new ConsilienceError('cancelled') };
    permit.leave(stopped);
    return stopped;
  }
  progress.attempts += 1;
  const race = new Race(
    {
      attempt: { ...call, deadlineAt: progress.deadlineAt, clock, floor: settings },
      permit,
      hedgeAfterMs: call.limits.hedge && progress.attempts === 1 ? context.pace.hedgeAfterMs() : null,
      hedgePermit: () => hedgePermit(context),
    },
    listen(context, progress),
  );
  const stop = () => {
    race.cut(new ConsilienceError('cancelled'));
  };
  signal.addEventListener('abort', stop, { once: true });
  const end = await race.result;
  signal.removeEventListener('abort', stop);
  report(context, end);
  return end;
}

/** What the race says goes straight to the reader: no step of a queue or a promise of our own for a token. */
function listen({ out, pace, clock }: CallContext, progress: Progress): RaceListener {
  return {
    thinking: () => {
      out.push({ type: 'thinking' });
    },
    text: (text) => {
      progress.firstTextMs ??= Math.round(clock.monotonic() - progress.startedAt);
      out.push({ type: 'text', text });
    },
    pace: (firstTextMs) => {
      pace.record(firstTextMs);
    },
    room: () => out.room(),
  };
}

function hedgePermit({ pace, vendor, logger, call }: CallContext): Permit | null {
  const permit = pace.mayHedge ? vendor.tryHedge() : null;
  if (permit !== null) {
    pace.hedged();
    logger.debug('call hedged', { model: call.model.id });
  }
  return permit;
}

/** Waits until the next attempt may go; null when the call ends with the error it has. */
async function nextPermit(context: CallContext, progress: Progress, error: ConsilienceError): Promise<Permit | null> {
  const { call, clock, random, settings, signal, vendor } = context;
  if (progress.firstTextMs !== null) {
    return null;
  }
  const retry = {
    error,
    attempts: progress.attempts,
    attemptsMax: call.limits.attemptsMax,
    remainingMs: progress.deadlineAt - clock.monotonic(),
  };
  const waitMs = retryWaitMs(retry, random, settings);
  if (waitMs === null || vendor.breaker.waitMs > waitMs || !vendor.budget.take()) {
    return null;
  }
  await sleep(clock, waitMs, signal);
  return vendor.enterAgain(progress.deadlineAt, signal);
}

/** Model text never reaches the log: an unknown error is known there by its name alone. */
function report({ logger, call }: CallContext, end: AttemptEnd): void {
  if (end.type === 'end') {
    return;
  }
  const { code, cause } = end.error;
  const fields = { model: call.model.id, code, cause: cause instanceof Error ? cause.name : typeof cause };
  if (code === 'provider_failed') {
    logger.warn('attempt failed', fields);
  } else {
    logger.debug('attempt failed', fields);
  }
}

function conclude(context: CallContext, progress: Progress, end: AttemptEnd): void {
  const { out, clock, signal, meter, call } = context;
  const ms = Math.round(clock.monotonic() - progress.startedAt);
  const outcome = end.type === 'end' ? end.finish : signal.aborted ? 'cancelled' : end.error.code;
  const { firstTextMs, attempts } = progress;
  meter?.callEnded({ model: call.model.id, outcome, firstTextMs, ms, attempts });
  if (end.type === 'end') {
    const { finish, usage, citations } = end;
    out.push({ type: 'end', finish, usage, citations, firstTokenMs: progress.firstTextMs ?? ms, ms });
  } else {
    out.push({ type: 'error', error: signal.aborted ? new ConsilienceError('cancelled') : end.error, ms });
  }
  out.close();
}
