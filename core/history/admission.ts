import type { Clock } from '../ports/clock.ts';
import type { ProcessLoad } from '../ports/process-load.ts';

export interface AdmissionOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly load: ProcessLoad;
  /** Most runs in flight, however little they are. */
  readonly runsMax: number;
}

/** The load that is aimed at: above it a refusal, and every token, would wait for its turn. */
const busyShareAim = 0.9;
/** A refusal takes two turns of the event loop: one hears of the connection, the next one of the question. */
const delayMsMax = 25;
const memoryShareMax = 0.8;
/** As many are let in however busy the process is: with fewer it is the machine that is too small, or shared. */
const runsLeast = 48;
/** As many are let in when memory is short. */
const runsLeastMemory = 8;
/** As many are let in before anything was measured. */
const runsStart = 128;
const lookEveryMs = 250;
/** What was seen over a longer time says nothing of now: what was learned before it is forgotten. */
const looksMsMax = 2_000;
/** So many looks in a row must find too much before it counts: a burst that comes in is work of its own. */
const looksBusyMin = 6;
/**
 * After a refusal, and while there are many, runs are let in at the pace that was kept, and some: those let in together
 * would end together too.
 */
const pacedMs = 2_000;
const pacedShare = 0.5;
const paceOver = 1.5;
const pacedLeast = 4;
const paceLooks = 16;

/**
 * How many runs this process takes on at once, learned from what they cost: load grows with the runs in flight, so their
 * number times aim / load is how many there is room for. Past that, one more run would make all of them late, and
 * refusing it at once keeps the work that is done at its peak.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #limit: number;
  #lookedAt: number;
  #inFlightThen = 0;
  #memoryFull = false;
  #looksBusy = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #admitted = 0;
  /** How many were let in between two looks, over the last ones. */
  #pace = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#limit = Math.min(options.runsMax, runsStart);
    this.#lookedAt = options.clock.monotonic();
  }

  /** Most runs in flight, as it stands. */
  get limit(): number {
    return this.#memoryFull ? Math.min(this.#limit, runsLeastMemory) : Math.floor(this.#limit);
  }

  /** Whether one more run may join those in flight. */
  admits(inFlight: number): boolean {
    const now = this.#options.clock.monotonic();
    if (now - this.#lookedAt >= lookEveryMs) {
      this.#look(inFlight, now - this.#lookedAt);
    }
    const isPaced = now - this.#refusedAt <= pacedMs && inFlight > pacedShare * this.limit;
    const inPace = !isPaced || this.#admitted < Math.max(pacedLeast, paceOver * this.#pace);
    const admits = inFlight < this.limit && inPace;
    if (!admits) {
      this.#refusedAt = now;
    }
    return admits;
  }

  /** It has joined them. */
  admitted(): void {
    this.#admitted += 1;
  }

  #look(inFlight: number, sinceMs: number): void {
    const { load, clock } = this.#options;
    const looks = sinceMs / lookEveryMs;
    const kept = Math.max(0, 1 - looks / paceLooks);
    this.#pace = this.#pace * kept + (this.#admitted / looks) * (1 - kept);
    this.#admitted = 0;
    const { busyShare, delayMs, memoryShare } = load.sample();
    const meanInFlight = (this.#inFlightThen + inFlight) / 2;
    this.#lookedAt = clock.monotonic();
    this.#inFlightThen = inFlight;
    this.#memoryFull = memoryShare > memoryShareMax;
    if (sinceMs > looksMsMax) {
      this.#limit = Math.max(this.#limit, Math.min(this.#options.runsMax, runsStart));
    } else {
      this.#learn(meanInFlight, Math.max(busyShare, Math.min(1, (busyShareAim * delayMs) / delayMsMax)));
    }
  }

  /** Half-way down to what there is room for; up by a tenth while the limit is used. */
  #learn(inFlight: number, load: number): void {
    const { runsMax } = this.#options;
    const least = Math.min(runsLeast, runsMax);
    this.#looksBusy = load > busyShareAim ? this.#looksBusy + 1 : 0;
    const room = (inFlight * busyShareAim) / Math.max(load, 0.01);
    if (this.#looksBusy >= looksBusyMin) {
      this.#limit = Math.max(least, Math.min(this.#limit, (this.#limit + room) / 2));
    } else if (this.#looksBusy === 0 && inFlight > 0.7 * this.#limit) {
      this.#limit = Math.min(runsMax, Math.max(this.#limit, Math.min(room, this.#limit * 1.1)));
    }
  }
}
