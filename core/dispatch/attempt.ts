import { ConsilienceError } from '../errors.ts';
import type { ChatModel, ChatRequest, Citation, FinishReason, ModelEvent, Usage } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallLimits } from './call.ts';
import { Watch } from './watch.ts';
import type { WatchSettings } from './watch.ts';

export interface AttemptSetup {
  readonly model: ChatModel;
  readonly request: ChatRequest;
  readonly limits: CallLimits;
  /** Of the monotonic clock: the whole call's end. */
  readonly deadlineAt: number;
  readonly clock: Clock;
  readonly floor: WatchSettings;
}

/** Hears an attempt, in the tick in which the thing happened. Nothing comes after `ended`. */
export interface AttemptListener {
  /** Any number of times before the first text, not after it. */
  thinking(): void;
  /** The first text has a visible character in it. */
  text(attempt: Attempt, text: string): void;
  ended(attempt: Attempt, end: AttemptEnd): void;
  /** Null when more may come; else what to wait for first. */
  room(): Promise<void> | null;
}

export type AttemptEnd =
  | {
      readonly type: 'end';
      readonly finish: FinishReason;
      readonly usage: Usage;
      readonly citations: readonly Citation[];
    }
  | { readonly type: 'error'; readonly error: ConsilienceError };

/** One stream of one model, read under watch. It ends once: by the vendor, by the watch, or by `cut`. Never throws. */
export class Attempt {
  readonly #setup: AttemptSetup;
  readonly #listener: AttemptListener;
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  readonly #watch: Watch;
  readonly #citations: Citation[] = [];
  /** Blank text before the first visible character is held back: an answer of spaces alone was not shown. */
  #blank = '';
  #written = false;
  #finish: AttemptEnd | null = null;
  #ended = false;

  constructor(setup: AttemptSetup, listener: AttemptListener) {
    this.#setup = setup;
    this.#listener = listener;
    this.#startedAt = setup.clock.monotonic();
    this.#watch = new Watch(setup, (error) => {
      this.#end(this.#finish ?? { type: 'error', error });
      this.#stop.abort(error);
    });
  }

  get elapsedMs(): number {
    return this.#setup.clock.monotonic() - this.#startedAt;
  }

  /** Begins to read. The listener must know this attempt before. */
  start(): void {
    void this.#read();
  }

  /** Ends the attempt with this error and closes its socket, in this tick. */
  cut(error: ConsilienceError): void {
    this.#end({ type: 'error', error });
    this.#stop.abort(error);
  }

  async #read(): Promise<void> {
    const { model, request } = this.#setup;
    try {
      for await (const event of model.stream(request, this.#stop.signal)) {
        if (this.#ended) {
          return;
        }
        this.#take(event);
        const room = this.#listener.room();
        if (room !== null) {
          this.#watch.pause();
          await room;
          this.#watch.resume();
        }
      }
      this.#end(this.#finish ?? { type: 'error', error: new ConsilienceError('stream_cut') });
    } catch (error) {
      this.#end(this.#finish ?? { type: 'error', error: modelError(error) });
    }
  }

  #take(event: ModelEvent): void {
    switch (event.type) {
      case 'text-delta':
        this.#watch.saw(event.text.length);
        this.#write(event.text);
        break;
      case 'thinking':
        this.#watch.saw(0);
        if (!this.#written) {
          this.#listener.thinking();
        }
        break;
      case 'citation':
        this.#watch.saw(0);
        this.#citations.push(event.citation);
        break;
      case 'finish':
        this.#close(event.reason, event.usage);
        break;
      case 'open':
        break;
    }
  }

  #write(text: string): void {
    if (this.#written) {
      this.#listener.text(this, text);
      return;
    }
    this.#blank += text;
    if (this.#blank.trim() !== '') {
      this.#written = true;
      this.#listener.text(this, this.#blank);
    }
  }

  /** The answer is whole; the stream gets a moment to end by itself, so that its connection can be used again. */
  #close(finish: FinishReason, usage: Usage): void {
    const empty = !this.#written && finish !== 'refusal';
    this.#finish ??= empty
      ? { type: 'error', error: new ConsilienceError('answer_empty') }
      : { type: 'end', finish, usage, citations: this.#citations };
    this.#watch.finished();
  }

  #end(end: AttemptEnd): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#watch.stop();
      this.#listener.ended(this, end);
    }
  }
}

function modelError(error: unknown): ConsilienceError {
  return error instanceof ConsilienceError ? error : new ConsilienceError('provider_failed', { cause: error });
}
