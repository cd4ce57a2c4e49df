import type { ConsilienceError } from '../errors.ts';
import type { ChatModel, ChatRequest, Citation, FinishReason, Usage } from '../ports/chat-model.ts';

/** One question to one model, with everything that bounds it. */
export interface Call {
  readonly model: ChatModel;
  readonly request: ChatRequest;
  readonly limits: CallLimits;
}

/** Milliseconds. The bounds are those of the configuration. */
export interface CallLimits {
  /** From the start of an attempt to its first text or sign of thinking. */
  readonly firstTokenMs: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
  /** One attempt, from start to end marker. */
  readonly totalMs: number;
  /** All attempts together, waits included. */
  readonly deadlineMs: number;
  /** 1 to 3; a new attempt only while no text was shown. */
  readonly attemptsMax: number;
  /** Whether a second call may race a slow first one. */
  readonly hedge: boolean;
}

/**
 * What a call reports, in this order: `start`, `thinking`?, `text`*, then `end` or `error`; a retry, only possible
 * before any text, begins again with `start`. The first `start` comes at once, while a place at the vendor may still be
 * waited for. A hedge is part of its attempt and has no `start` of its own.
 */
export type CallEvent =
  | { readonly type: 'start'; readonly attempt: number }
  | { readonly type: 'thinking' }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'end';
      readonly finish: FinishReason;
      readonly usage: Usage;
      readonly citations: readonly Citation[];
      /** From the start of the call, waits and earlier attempts included. */
      readonly firstTokenMs: number;
      readonly ms: number;
    }
  | { readonly type: 'error'; readonly error: ConsilienceError; readonly ms: number };

/**
 * Calls models and never throws: what goes wrong is the call's last event. One dispatcher a process: it remembers each
 * vendor's failures and each model's speed.
 */
export interface Dispatcher {
  /** Aborting the signal ends the call with `error` (`cancelled`) and closes its sockets within a second. */
  call(call: Call, signal: AbortSignal): AsyncIterable<CallEvent>;
}
