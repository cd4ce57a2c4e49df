/** What the dispatcher itself decides; what a call may take stands in its own limits. */
export interface DispatchSettings {
  /** Backoff before the n-th retry is a random time up to `backoffBaseMs * 2^(n-1)` ... */
  readonly backoffBaseMs: number;
  /** ... but never more than this. */
  readonly backoffMsMax: number;
  /** Share of a vendor's calls that may be extra: retries and hedges together. */
  readonly extraShareMax: number;
  /** Extra calls of a vendor that are allowed at once however few its calls are. */
  readonly extraConcurrencyMin: number;
  /** Share of a model's calls that may be hedged. */
  readonly hedgeShareMax: number;
  /** First-token times that must be known before a call is hedged. */
  readonly hedgeSamplesMin: number;
  /** An answer with fewer characters than this in two successive windows is cut. */
  readonly floorCharacters: number;
  readonly floorWindowMs: number;
  readonly breaker: BreakerSettings;
  readonly concurrency: ConcurrencySettings;
}

export interface BreakerSettings {
  readonly windowMs: number;
  readonly callsMin: number;
  /** Failures over calls in the window that open the breaker. */
  readonly failureShare: number;
  /** Failures over the latest `callsMin` calls that open it though an earlier good time is still in the window. */
  readonly outageShare: number;
  readonly probeEveryMs: number;
}

export interface ConcurrencySettings {
  readonly limitMin: number;
  readonly limitMax: number;
  /** The limit begins at the top: to refuse before a vendor has complained would help nobody. */
  readonly limitStart: number;
  /** The queue holds this many times the limit. */
  readonly queueFactor: number;
  readonly shrinkFactor: number;
  /** One burst of complaints shrinks the limit once. */
  readonly shrinkEveryMs: number;
  /** After this long without a complaint the limit is what it was at the start. */
  readonly forgetMs: number;
}

export const dispatchDefaults: DispatchSettings = {
  backoffBaseMs: 250,
  backoffMsMax: 8_000,
  extraShareMax: 0.1,
  extraConcurrencyMin: 3,
  hedgeShareMax: 0.1,
  hedgeSamplesMin: 20,
  floorCharacters: 20,
  floorWindowMs: 10_000,
  breaker: { windowMs: 30_000, callsMin: 20, failureShare: 0.5, outageShare: 0.8, probeEveryMs: 5_000 },
  concurrency: {
    limitMin: 2,
    limitMax: 200,
    limitStart: 200,
    queueFactor: 2,
    shrinkFactor: 0.7,
    shrinkEveryMs: 1_000,
    forgetMs: 60_000,
  },
};
