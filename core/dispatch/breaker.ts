import type { Clock } from '../ports/clock.ts';
import { OutcomeWindow } from './outcome-window.ts';
import type { BreakerSettings } from './settings.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Which life of the breaker an attempt belongs to: what an attempt of an earlier life tells no longer counts. */
export type BreakerPass = number;

/**
 * Keeps calls away from a vendor that fails. Closed, it counts; open, it lets one probe through every `probeEveryMs`,
 * whether or not the probe before has ended; the first probe that shows life closes it.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #settings: BreakerSettings;
  readonly #onChange: (state: BreakerState, before: BreakerState) => void;
  #window: OutcomeWindow;
  #state: BreakerState = 'closed';
  #pass: BreakerPass = 0;
  #probeAt = 0;

  constructor(clock: Clock, settings: BreakerSettings, onChange: (state: BreakerState, before: BreakerState) => void) {
    this.#clock = clock;
    this.#settings = settings;
    this.#onChange = onChange;
    this.#window = new OutcomeWindow(settings.windowMs, settings.callsMin);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Until the next probe may go; 0 when a call may go now. */
  get waitMs(): number {
    return this.#state === 'closed' ? 0 : Math.max(0, this.#probeAt - this.#clock.monotonic());
  }

  /** Null when the call must not go. Takes the probe when one is due. */
  enter(): BreakerPass | null {
    if (this.#state === 'closed') {
      return this.#pass;
    }
    if (this.waitMs > 0) {
      return null;
    }
    this.#probeAt = this.#clock.monotonic() + this.#settings.probeEveryMs;
    this.#change('half-open');
    return this.#pass;
  }

  /** The vendor lives: it refused this very call for a reason of the call. */
  alive(pass: BreakerPass): void {
    if (pass === this.#pass && this.#state !== 'closed') {
      this.#pass += 1;
      this.#window = new OutcomeWindow(this.#settings.windowMs, this.#settings.callsMin);
      this.#change('closed');
    }
  }

  /** The vendor began an answer. */
  answered(pass: BreakerPass): void {
    if (pass === this.#pass && this.#state === 'closed') {
      this.#window.answered(this.#clock.monotonic());
    }
    this.alive(pass);
  }

  failed(pass: BreakerPass, afterAnswered: boolean): void {
    if (pass !== this.#pass) {
      return;
    }
    if (this.#state !== 'closed') {
      this.#change('open');
      return;
    }
    this.#window.failed(this.#clock.monotonic(), afterAnswered);
    if (this.#isFailing()) {
      this.#pass += 1;
      this.#probeAt = this.#clock.monotonic() + this.#settings.probeEveryMs;
      this.#change('open');
    }
  }

  #isFailing(): boolean {
    const { calls, failures, latestFailures } = this.#window.totals(this.#clock.monotonic());
    const { callsMin, failureShare, outageShare } = this.#settings;
    return calls >= callsMin && (failures >= failureShare * calls || latestFailures >= outageShare * callsMin);
  }

  #change(state: BreakerState): void {
    const before = this.#state;
    if (state !== before) {
      this.#state = state;
      this.#onChange(state, before);
    }
  }
}
