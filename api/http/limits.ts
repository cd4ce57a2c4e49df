/** Every bound of the server that is not the protocol's own. */
export interface ServerLimits {
  /** Requests a minute from one address of this machine, starting a run apart. */
  readonly loopbackRequestsPerMinute: number;
  readonly loopbackRunsPerMinute: number;
  /** The same for an address of another machine. */
  readonly requestsPerMinute: number;
  readonly runsPerMinute: number;
  /** Longest time for a request to arrive whole, and for its headers. */
  readonly requestMsMax: number;
  readonly headersMsMax: number;
  /** Longest silence of a connection. */
  readonly idleMsMax: number;
  /** Longest time a route may take, event streams apart. */
  readonly handlerMsMax: number;
  /** Time between two comments that keep an event stream open. */
  readonly heartbeatMs: number;
  /** How long a viewer may take nothing before its stream is closed. */
  readonly stallMsMax: number;
  /** Most event streams open at once. */
  readonly streamsMax: number;
}

export const serverLimits: ServerLimits = {
  loopbackRequestsPerMinute: 60_000,
  loopbackRunsPerMinute: 12_000,
  requestsPerMinute: 600,
  runsPerMinute: 120,
  requestMsMax: 30_000,
  headersMsMax: 20_000,
  idleMsMax: 60_000,
  handlerMsMax: 30_000,
  heartbeatMs: 15_000,
  stallMsMax: 20_000,
  streamsMax: 2_000,
};
