import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AttemptEnd } from './attempt.ts';
import { Breaker } from './breaker.ts';
import type { BreakerPass } from './breaker.ts';
import { Concurrency } from './concurrency.ts';
import type { Admission } from './concurrency.ts';
import { RetryBudget } from './retry-budget.ts';
import type { DispatchSettings } from './settings.ts';

/** Errors that say the vendor is down. `total_timeout` is one only when no text came. */
const faults: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider_overloaded',
  'provider_failed',
  'connect_failed',
  'connect_timeout',
  'first_token_timeout',
  'idle_timeout',
  'too_slow',
  'stream_cut',
  'stream_invalid',
]);

/** Errors that say the vendor is given too much at once. */
const pressure: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'rate_limited',
  'provider_overloaded',
  'connect_timeout',
  'first_token_timeout',
  'idle_timeout',
  'too_slow',
  'total_timeout',
]);

/** What is known of one vendor in this process; its models share it. */
export class Vendor {
  readonly name: string;
  readonly breaker: Breaker;
  readonly places: Concurrency;
  readonly budget: RetryBudget;

  constructor(name: string, host: { clock: Clock; logger: Logger; settings: DispatchSettings }) {
    this.name = name;
    this.places = new Concurrency(host.clock, host.settings.concurrency);
    this.budget = new RetryBudget(host.settings);
    this.breaker = new Breaker(host.clock, host.settings.breaker, (state, before) => {
      // Probes come and go for as long as an outage lasts; only its beginning is worth a warning.
      const level = before === 'closed' ? 'warn' : state === 'closed' ? 'info' : 'debug';
      host.logger[level](`breaker ${state}`, { vendor: name });
      if (state === 'open') {
        this.places.dismiss();
      }
    });
  }

  /** A permit for one attempt, or why there is none. Waits for a place until `deadlineAt` of the monotonic clock. */
  async enter(deadlineAt: number, signal: AbortSignal): Promise<Permit | ConsilienceError> {
    if (signal.aborted) {
      return this.#refusal('aborted');
    }
    if (this.breaker.waitMs > 0) {
      return this.#refusal('dismissed');
    }
    if (!this.places.tryEnter()) {
      const admission = await this.places.wait(deadlineAt, signal);
      if (admission !== 'entered') {
        return this.#refusal(admission);
      }
    }
    return this.#permit() ?? this.#refusal('dismissed');
  }

  /** As `enter`, for a retry that the budget has allowed; null, and its share given back, when it may not go. */
  async enterAgain(deadlineAt: number, signal: AbortSignal): Promise<Permit | null> {
    const permit = await this.enter(deadlineAt, signal);
    if (permit instanceof ConsilienceError) {
      this.budget.give();
      return null;
    }
    permit.extra = true;
    return permit;
  }

  /** A permit for a second call beside a slow one: only while all is well and a place is free now. */
  tryHedge(): Permit | null {
    if (this.breaker.state !== 'closed' || !this.places.tryEnter()) {
      return null;
    }
    if (!this.budget.take()) {
      this.places.leave();
      return null;
    }
    const permit = this.#permit();
    if (permit !== null) {
      permit.extra = true;
    }
    return permit;
  }

  #permit(): Permit | null {
    const pass = this.breaker.enter();
    if (pass === null) {
      this.places.leave();
      return null;
    }
    return new Permit(this, pass);
  }

  #refusal(admission: Exclude<Admission, 'entered'>): ConsilienceError {
    switch (admission) {
      case 'dismissed':
        return new ConsilienceError('breaker_open', { retryAfterMs: this.breaker.waitMs });
      case 'full':
        return new ConsilienceError('rate_limited', { message: `Too many calls wait for ${this.name} already.` });
      case 'expired':
        return new ConsilienceError('rate_limited', { message: `No place at ${this.name} became free in time.` });
      case 'aborted':
        return new ConsilienceError('cancelled');
    }
  }
}

/** One attempt's place at a vendor. What the attempt learns goes back to the vendor by it. */
export class Permit {
  /** Whether it is one of the vendor's extra calls, which ends with it. */
  extra = false;
  readonly #vendor: Vendor;
  readonly #pass: BreakerPass;
  #answered = false;

  constructor(vendor: Vendor, pass: BreakerPass) {
    this.#vendor = vendor;
    this.#pass = pass;
  }

  /** The first text came. Told now and not at the end: failures are quick, and must not be weighed against nothing. */
  answered(): void {
    this.#answered = true;
    this.#vendor.breaker.answered(this.#pass);
    this.#vendor.budget.succeeded();
    this.#vendor.places.grow();
  }

  /** Gives the place back, once. */
  leave(end: AttemptEnd): void {
    if (end.type === 'error') {
      this.#judge(end.error.code);
    } else if (!this.#answered) {
      this.answered();
    }
    if (this.extra) {
      this.#vendor.budget.give();
    }
    this.#vendor.places.leave();
  }

  #judge(code: ErrorCode): void {
    const { breaker, places } = this.#vendor;
    // While the breaker is not closed the vendor is down, not crowded: probes say nothing about a limit.
    if (breaker.state === 'closed' && pressure.has(code)) {
      places.shrink();
    }
    if (faults.has(code) || (code === 'total_timeout' && !this.#answered)) {
      breaker.failed(this.#pass, this.#answered);
    } else if (code !== 'cancelled' && code !== 'total_timeout') {
      breaker.alive(this.#pass);
    }
  }
}
