/** The door of dispatch: calling models with retries, time limits, breakers, hedges and fair concurrency. */
export type { CallEvent, CallLimits } from './call.ts';
export { makeDispatcher } from './dispatcher.ts';
export type { ObservableDispatcher } from './dispatcher.ts';
export type { DispatchSettings } from './settings.ts';
