import type { Clock } from '#core';
import type { Lane } from './message.ts';

interface LaneState {
  tokens: number;
  /** By `clock.monotonic()`. */
  refilledAt: number;
  blockedUntil: number;
  readonly finals: Waiter[];
  readonly others: Waiter[];
  takeBack: (() => void) | null;
}

interface Waiter {
  readonly grant: () => void;
}

/** Lanes that nobody waits in and that are full are forgotten beyond this many. */
const lanesMax = 2_000;

/**
 * One token bucket a lane, shared by all messages of a workspace. A message waits with at most one request, so that the
 * queue is a round-robin, and with k messages each is edited every k-th time. Finals go first and alone use the reserve.
 */
export class Budget {
  readonly #clock: Clock;
  readonly #lanes = new Map<string, LaneState>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the request may go out; true then, false when the signal was aborted before. */
  take(lane: Lane, isFinal: boolean, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) {
      return Promise.resolve(false);
    }
    const state = this.#state(lane);
    return new Promise((resolve) => {
      const queue = isFinal ? state.finals : state.others;
      const leave = () => {
        queue.splice(queue.indexOf(waiter), 1);
        resolve(false);
        this.#pump(lane, state);
      };
      const waiter: Waiter = {
        grant: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(waiter);
      this.#pump(lane, state);
    });
  }

  /** The platform said how long to wait: nothing of this lane goes out before. */
  block(lane: Lane, ms: number): void {
    const state = this.#state(lane);
    state.blockedUntil = Math.max(state.blockedUntil, this.#clock.monotonic() + Math.ceil(ms));
    state.tokens = Math.min(state.tokens, 1);
    this.#pump(lane, state);
  }

  #state(lane: Lane): LaneState {
    const known = this.#lanes.get(lane.key);
    if (known !== undefined) {
      return known;
    }
    this.#forgetIdle();
    const now = this.#clock.monotonic();
    const state = { tokens: lane.burst, refilledAt: now, blockedUntil: now, finals: [], others: [], takeBack: null };
    this.#lanes.set(lane.key, state);
    return state;
  }

  #pump(lane: Lane, state: LaneState): void {
    state.takeBack?.();
    state.takeBack = null;
    const now = this.#clock.monotonic();
    this.#refill(lane, state, now);
    if (now >= state.blockedUntil) {
      serve(state, lane.reserve);
    }
    const needed = state.finals.length > 0 ? 1 : state.others.length > 0 ? 1 + lane.reserve : null;
    if (needed !== null) {
      const fillMs = ((needed - state.tokens) * 60_000) / lane.perMinute;
      // Whole milliseconds: a wait that rounds down to nothing would spin.
      const ms = Math.max(1, Math.ceil(Math.max(fillMs, state.blockedUntil - now)));
      state.takeBack = this.#clock.after(ms, () => this.#pump(lane, state));
    }
  }

  #refill(lane: Lane, state: LaneState, now: number): void {
    const gained = ((now - state.refilledAt) * lane.perMinute) / 60_000;
    state.tokens = Math.min(lane.burst, state.tokens + gained);
    state.refilledAt = now;
  }

  #forgetIdle(): void {
    if (this.#lanes.size < lanesMax) {
      return;
    }
    const longAgo = this.#clock.monotonic() - 60_000;
    for (const [key, state] of this.#lanes) {
      if (state.takeBack === null && state.refilledAt < longAgo && state.blockedUntil < longAgo) {
        this.#lanes.delete(key);
      }
    }
  }
}

function serve(state: LaneState, reserve: number): void {
  while (state.finals.length > 0 && state.tokens >= 1) {
    state.tokens -= 1;
    state.finals.shift()?.grant();
  }
  while (state.others.length > 0 && state.tokens >= 1 + reserve) {
    state.tokens -= 1;
    state.others.shift()?.grant();
  }
}
