import { ConsilienceError } from '../errors.ts';
import type { EventError } from './view/index.ts';

/** An error as the log keeps it: code, what happened, what to do. */
export function eventError(error: ConsilienceError): EventError {
  return { code: error.code, message: error.message, action: error.action };
}

/** Whatever was thrown, as an error of the table; what is not one already tells nothing of itself to people. */
export function asConsilienceError(thrown: unknown): ConsilienceError {
  return thrown instanceof ConsilienceError ? thrown : new ConsilienceError('internal', { cause: thrown });
}
