import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallLimits } from './call.ts';

export interface WatchSettings {
  readonly floorCharacters: number;
  readonly floorWindowMs: number;
}

export interface WatchSetup {
  readonly limits: CallLimits;
  readonly deadlineAt: number;
  readonly clock: Clock;
  readonly floor: WatchSettings;
}

/** How long a finished stream may take to end by itself. */
const finishGraceMs = 250;

type Phase = 'waiting' | 'alive' | 'writing' | 'finished' | 'paused';

/**
 * Says when an attempt has taken too long: to its first sign of life (text or thinking), between two pieces, below the
 * floor of characters after the first text, or in total. One timer looks at a stamp, so a token costs no timer.
 */
export class Watch {
  readonly #setup: WatchSetup;
  readonly #onCut: (error: ConsilienceError) => void;
  readonly #totalAt: number;
  readonly #firstAt: number;
  #phase: Phase = 'waiting';
  /** The phase to go back to after a pause. */
  #resumed: Phase = 'waiting';
  #lastAt: number;
  #characters = 0;
  #windowAt = 0;
  #windowCharacters = 0;
  #slowWindows = 0;
  #takeBack: (() => void) | null = null;

  constructor(setup: WatchSetup, onCut: (error: ConsilienceError) => void) {
    const now = setup.clock.monotonic();
    this.#setup = setup;
    this.#onCut = onCut;
    this.#lastAt = now;
    this.#totalAt = Math.min(now + setup.limits.totalMs, setup.deadlineAt);
    this.#firstAt = now + setup.limits.firstTokenMs;
    this.#arm();
  }

  /** A piece came, with this many characters of text. */
  saw(characters: number): void {
    this.#lastAt = this.#setup.clock.monotonic();
    this.#characters += characters;
    if (this.#phase === 'writing' || this.#phase === 'finished') {
      return;
    }
    if (characters > 0) {
      this.#enter('writing');
    } else if (this.#phase === 'waiting') {
      this.#enter('alive');
    }
  }

  /** The consumer is behind: the vendor is not to blame for the silence. */
  pause(): void {
    this.#resumed = this.#phase;
    this.#phase = 'paused';
  }

  resume(): void {
    this.#lastAt = this.#setup.clock.monotonic();
    this.#enter(this.#resumed);
  }

  finished(): void {
    this.#lastAt = this.#setup.clock.monotonic();
    this.#enter('finished');
  }

  stop(): void {
    this.#takeBack?.();
    this.#takeBack = null;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#windowAt = this.#lastAt;
    this.#windowCharacters = this.#characters;
    this.#slowWindows = 0;
    if (this.#takeBack !== null) {
      this.#arm();
    }
  }

  #arm(): void {
    this.#takeBack?.();
    const { clock } = this.#setup;
    this.#takeBack = clock.after(Math.max(0, this.#dueAt() - clock.monotonic()), () => {
      this.#look();
    });
  }

  #dueAt(): number {
    const { limits, floor } = this.#setup;
    const idleAt = this.#lastAt + limits.idleMs;
    switch (this.#phase) {
      case 'waiting':
        return Math.min(this.#totalAt, this.#firstAt);
      case 'alive':
        return Math.min(this.#totalAt, idleAt);
      case 'writing':
        return Math.min(this.#totalAt, idleAt, this.#windowAt + floor.floorWindowMs);
      case 'finished':
        return Math.min(this.#totalAt, this.#lastAt + finishGraceMs);
      case 'paused':
        return this.#totalAt;
    }
  }

  #look(): void {
    const late = this.#late(this.#setup.clock.monotonic());
    if (late === null) {
      this.#arm();
    } else {
      this.stop();
      this.#onCut(late);
    }
  }

  #late(now: number): ConsilienceError | null {
    const { limits } = this.#setup;
    if (now >= this.#totalAt) {
      return new ConsilienceError('total_timeout');
    }
    switch (this.#phase) {
      case 'waiting':
        return now >= this.#firstAt ? new ConsilienceError('first_token_timeout') : null;
      case 'alive':
        return now - this.#lastAt >= limits.idleMs ? new ConsilienceError('idle_timeout') : null;
      case 'writing':
        if (now - this.#lastAt >= limits.idleMs) {
          return new ConsilienceError('idle_timeout');
        }
        return this.#isTooSlow(now) ? new ConsilienceError('too_slow') : null;
      case 'finished':
        return now - this.#lastAt >= finishGraceMs ? new ConsilienceError('stream_cut') : null;
      case 'paused':
        return null;
    }
  }

  #isTooSlow(now: number): boolean {
    const { floor } = this.#setup;
    if (now - this.#windowAt < floor.floorWindowMs) {
      return false;
    }
    const slow = this.#characters - this.#windowCharacters < floor.floorCharacters;
    this.#slowWindows = slow ? this.#slowWindows + 1 : 0;
    this.#windowAt += floor.floorWindowMs;
    this.#windowCharacters = this.#characters;
    return this.#slowWindows >= 2;
  }
}
