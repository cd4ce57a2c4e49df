import type { DispatchSettings } from './settings.ts';

/**
 * How many extra calls (retries and hedges) a vendor gets. Two rules hold at once, each with the same small minimum so
 * that a quiet service may still retry:
 * - at any moment, extra calls are at most a share of the calls in flight;
 * - since its last success, they are at most that share of its calls. So a vendor that is wholly down, whatever the
 *   pace of the calls and whatever its errors, is called at most 1.1 times a call.
 */
export class RetryBudget {
  readonly #settings: DispatchSettings;
  #calls = 0;
  #extra = 0;
  #callsSinceSuccess = 0;
  #extraSinceSuccess = 0;

  constructor(settings: DispatchSettings) {
    this.#settings = settings;
  }

  callBegan(): void {
    this.#calls += 1;
    this.#callsSinceSuccess += 1;
  }

  callEnded(): void {
    this.#calls -= 1;
  }

  succeeded(): void {
    this.#callsSinceSuccess = 0;
    this.#extraSinceSuccess = 0;
  }

  /** True takes one extra call, which `give` ends. */
  take(): boolean {
    if (this.#extra >= this.#most(this.#calls) || this.#extraSinceSuccess >= this.#most(this.#callsSinceSuccess)) {
      return false;
    }
    this.#extra += 1;
    this.#extraSinceSuccess += 1;
    return true;
  }

  give(): void {
    this.#extra -= 1;
  }

  #most(calls: number): number {
    return Math.max(this.#settings.extraConcurrencyMin, Math.floor(this.#settings.extraShareMax * calls));
  }
}
