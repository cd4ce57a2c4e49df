import { makeDispatcher } from '../dispatch/index.ts';
import type { CallEvent, CallLimits, DispatchSettings } from '../dispatch/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode, ErrorDetails } from '../errors.ts';
import type { ChatModel, ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import { answerScript, ScriptedModel } from './scripted-model.ts';
import type { Step } from './scripted-model.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

export const callLimits: CallLimits = {
  firstTokenMs: 20_000,
  idleMs: 15_000,
  totalMs: 60_000,
  deadlineMs: 90_000,
  attemptsMax: 3,
  hedge: false,
};

/** `Paris is it.` in two pieces, at 100 and 110 ms. */
export const quickAnswer = answerScript(['Paris', ' is it.'], { firstMs: 100, gapMs: 10 });

/** An attempt that fails after 50 ms. */
export function failing(code: ErrorCode, details: ErrorDetails = {}): Step[] {
  return [{ wait: 50 }, { fail: new ConsilienceError(code, details) }];
}

/** A model without end: its n-th call (from 1) plays `play(n)`. Counts its streams. */
export class Actor implements ChatModel {
  readonly id: string;
  readonly vendor: string;
  calls = 0;
  /** Streams that have not ended. */
  running = 0;
  readonly #clock: VirtualClock;
  readonly #play: (call: number) => readonly Step[];

  constructor(id: string, clock: VirtualClock, play: (call: number) => readonly Step[]) {
    this.id = id;
    this.vendor = id.split('/')[0] ?? id;
    this.#clock = clock;
    this.#play = play;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    this.calls += 1;
    this.running += 1;
    try {
      yield* new ScriptedModel(this.id, this.#clock, [this.#play(this.calls)]).stream(request, signal);
    } finally {
      this.running -= 1;
    }
  }
}

export interface ObservedCall {
  readonly events: CallEvent[];
  readonly done: Promise<void>;
}

/** A dispatcher on a virtual clock, with what it logged, and calls that collect their events. */
export function callScene(settings: Partial<DispatchSettings> = {}) {
  const clock = new VirtualClock();
  const lines: { level: string; message: string; fields: unknown }[] = [];
  const log = (level: string) => (message: string, fields: unknown) => void lines.push({ level, message, fields });
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const dispatcher = makeDispatcher({ clock, random: seededRandom(1), logger, settings });

  function script(...scripts: (readonly Step[])[]): ScriptedModel {
    return new ScriptedModel('acme/one', clock, scripts);
  }

  function actor(play: (call: number) => readonly Step[], id = 'acme/one'): Actor {
    return new Actor(id, clock, play);
  }

  function ask(
    model: ChatModel,
    change: Partial<CallLimits> = {},
    signal = new AbortController().signal,
  ): ObservedCall {
    const events: CallEvent[] = [];
    const request = { system: '', messages: [], maxOutputTokens: 100, temperature: null, output: null };
    const call = dispatcher.call({ model, request, limits: { ...callLimits, ...change } }, signal);
    return { events, done: collect(call, events) };
  }

  return { clock, lines, dispatcher, script, actor, ask };
}

/** One word an event: its text, its error's code, `start n`, or its type. */
export function inShort(events: readonly CallEvent[]): string[] {
  return events.map((event) => {
    if (event.type === 'start') {
      return `start ${event.attempt}`;
    }
    if (event.type === 'text') {
      return event.text;
    }
    return event.type === 'error' ? event.error.code : event.type;
  });
}

async function collect(call: AsyncIterable<CallEvent>, events: CallEvent[]): Promise<void> {
  for await (const event of call) {
    events.push(event);
  }
}
