/** Runs and sessions, durable: accepted, driven, resumed, found again. */
export type { HistoryOptions, ResolvedPanel, Telemetry } from './context.ts';
export { makeHistory } from './history.ts';
export type { History } from './history.ts';
