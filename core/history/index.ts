/** Runs and sessions, durable: accepted, driven, resumed, found again. */
export type { HistoryOptions, Owner, ResolvedPanel, RunEngine } from './context.ts';
export { makeHistory } from './history.ts';
export type { History } from './history.ts';
