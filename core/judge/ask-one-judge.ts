import type { CallEvent, Dispatcher } from '../dispatch/call.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel, ChatRequest, Usage } from '../ports/chat-model.ts';
import { type JudgeOutput, parseJudgeOutput } from './judge-output.ts';

/** What may be spent on judges in one run; shared by all of its calls. */
export interface JudgeBudget {
  callsLeft: number;
  /** By `clock.monotonic()`. */
  readonly endsBy: number;
  readonly outputTokensMax: number;
}

export interface JudgeCall {
  readonly model: ChatModel;
  readonly request: Pick<ChatRequest, 'system' | 'messages' | 'output'>;
  readonly budget: JudgeBudget;
  readonly now: () => number;
}

/** Either an output or why there is none. */
export type JudgeReply = { readonly usages: readonly Usage[] } & (
  | { readonly output: JudgeOutput; readonly error: null }
  | { readonly output: null; readonly error: ConsilienceError }
);

/** One judge, at temperature 0; asked once more without the structured form only where the server refused that form. */
export async function askOneJudge(
  dispatcher: Dispatcher,
  { model, request, budget, now }: JudgeCall,
  signal: AbortSignal,
): Promise<JudgeReply> {
  const first = await call(dispatcher, { model, request, budget, now }, signal);
  if (first.error?.code !== 'request_rejected') {
    return first;
  }
  const second = await call(dispatcher, { model, request: { ...request, output: null }, budget, now }, signal);
  return { ...second, usages: [...first.usages, ...second.usages] };
}

async function call(
  dispatcher: Dispatcher,
  { model, request, budget, now }: JudgeCall,
  signal: AbortSignal,
): Promise<JudgeReply> {
  const leftMs = budget.endsBy - now();
  if (budget.callsLeft <= 0 || leftMs <= 0) {
    return { output: null, error: new ConsilienceError('deadline_passed'), usages: [] };
  }
  budget.callsLeft -= 1;
  const times = { firstTokenMs: leftMs, idleMs: leftMs, totalMs: leftMs, deadlineMs: leftMs };
  const asked = {
    model,
    request: { ...request, maxOutputTokens: budget.outputTokensMax, temperature: 0 },
    limits: { ...times, attemptsMax: 1, hedge: false },
  };
  let text = '';
  for await (const event of dispatcher.call(asked, signal)) {
    text += event.type === 'text' ? event.text : '';
    if (event.type === 'end' || event.type === 'error') {
      return replyOf(event, text);
    }
  }
  return { output: null, error: new ConsilienceError('internal'), usages: [] };
}

function replyOf(event: Extract<CallEvent, { type: 'end' | 'error' }>, text: string): JudgeReply {
  if (event.type === 'error') {
    return { output: null, error: event.error, usages: [] };
  }
  const output = event.finish === 'stop' ? parseJudgeOutput(text) : null;
  const usages = [event.usage];
  return output === null
    ? { output, error: new ConsilienceError('judge_invalid'), usages }
    : { output, error: null, usages };
}
