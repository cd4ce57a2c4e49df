/** The door of dispatch: calling models with retries, time limits, breakers, hedges and fair concurrency. */
export type { Call, CallEvent, CallLimits, Dispatcher } from './call.ts';
export { makeDispatcher } from './dispatcher.ts';
export type { DispatcherHost, DispatchSnapshot, ObservableDispatcher } from './dispatcher.ts';
export { dispatchDefaults } from './settings.ts';
export type { BreakerSettings, ConcurrencySettings, DispatchSettings } from './settings.ts';
