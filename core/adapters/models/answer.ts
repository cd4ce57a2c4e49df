import { ConsilienceError } from '../../errors.ts';
import type { ChatRequest, Citation, FinishReason, ModelEvent } from '../../ports/chat-model.ts';
import type { Price } from './price.ts';

export interface AnswerOptions {
  readonly vendor: string;
  readonly model: string;
  readonly request: ChatRequest;
}

/**
 * One answer as its pieces come. A vendor's adapter says what it reads in its chunks; this holds the caps, keeps the promises
 * of the port (thinking at most once, one finish, no answer without an end marker) and bounds the usage that a vendor states.
 */
export class Answer {
  readonly #options: AnswerOptions;
  #events: ModelEvent[] = [];
  #thought = false;
  #characters = 0;
  #visible = false;
  /** The first half of a character that a vendor cut in two. */
  #half = '';
  #reason: FinishReason | null = null;
  #refused = false;
  #inputTokens: unknown;
  #outputTokens: unknown;
  #costMicros: number | null = null;
  readonly #citations = new Map<string, string>();
  /** Nothing more is taken: the cap is reached. */
  full = false;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** Whether the vendor's end marker came. */
  get complete(): boolean {
    return this.#reason !== null;
  }

  /** Whether text that people see has come. */
  get written(): boolean {
    return this.#visible;
  }

  thinking(): void {
    if (!this.#thought) {
      this.#thought = true;
      this.#events.push({ type: 'thinking' });
    }
  }

  text(delta: unknown): void {
    if (typeof delta !== 'string' || delta === '' || this.full) {
      return;
    }
    const joined = this.#half + delta;
    this.#half = endsInHalf(joined) ? joined.slice(-1) : '';
    const whole = joined.slice(0, joined.length - this.#half.length);
    const room = charactersMax - this.#characters;
    this.#say(whole.length > room ? cut(whole, room) : whole);
    if (whole.length > room) {
      this.full = true;
      this.#reason = 'length';
    }
  }

  cite(url: unknown, title: unknown): void {
    if (typeof url !== 'string' || url.length > urlMax || !/^https?:\/\//i.test(url)) {
      return;
    }
    const name =
      typeof title === 'string'
        ? title
            .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
            .trim()
            .slice(0, titleMax)
        : '';
    const known = this.#citations.get(url);
    if (known === '' || (known === undefined && this.#citations.size < citationsMax)) {
      this.#citations.set(url, name.toWellFormed());
    }
  }

  /** What the vendor counted, as it stands now; what is not a number changes nothing. */
  count(inputTokens: unknown, outputTokens: unknown): void {
    this.#inputTokens = typeof inputTokens === 'number' ? inputTokens : this.#inputTokens;
    this.#outputTokens = typeof outputTokens === 'number' ? outputTokens : this.#outputTokens;
  }

  /** What the vendor says the call cost, in dollars, with searches and other fees that token counts do not tell. */
  charge(dollars: unknown): void {
    if (typeof dollars === 'number' && dollars >= 0 && dollars <= dollarsMax) {
      this.#costMicros = Math.round(dollars * 1e6);
    }
  }

  /** What is written is a refusal, whatever the end marker says. */
  refuse(): void {
    this.#refused = true;
  }

  /** The vendor's end marker. A refusal stays one, whatever comes after it. */
  stop(reason: FinishReason): void {
    this.#refused ||= reason === 'refusal';
    this.#reason = this.#refused ? 'refusal' : reason;
  }

  /** The events since the last time. */
  take(): readonly ModelEvent[] {
    const events = this.#events;
    if (events.length > 0) {
      this.#events = [];
    }
    return events;
  }

  cut(): ConsilienceError {
    const message = `${this.#options.vendor}: the stream ended before the answer did.`;
    return new ConsilienceError('stream_cut', { message });
  }

  /** The last events. Throws `stream_cut` without the end marker and `answer_empty` without text. */
  finish(price: Price): readonly ModelEvent[] {
    const { vendor } = this.#options;
    if (this.#reason === null) {
      throw this.cut();
    }
    if (this.#half !== '') {
      this.#say(this.#half);
    }
    if (!this.#visible && this.#reason !== 'refusal') {
      const why = this.#reason === 'length' ? ', its tokens were used up before any text' : '';
      throw new ConsilienceError('answer_empty', { message: `${vendor}: the answer was empty${why}.` });
    }
    const citations = [...this.#citations].map(([url, title]): Citation => ({ url, title }));
    return [
      ...this.take(),
      ...citations.map((citation): ModelEvent => ({ type: 'citation', citation })),
      { type: 'finish', reason: this.#reason, usage: this.#usage(price) },
    ];
  }

  #say(text: string): void {
    if (text === '') {
      return;
    }
    this.#characters += text.length;
    this.#visible ||= /\S/.test(text);
    const whole = text.isWellFormed() ? text : text.toWellFormed();
    const last = this.#events.at(-1);
    if (last?.type === 'text-delta') {
      this.#events[this.#events.length - 1] = { type: 'text-delta', text: last.text + whole };
    } else {
      this.#events.push({ type: 'text-delta', text: whole });
    }
  }

  #usage(price: Price) {
    const { model, request } = this.#options;
    const asked = request.system.length + request.messages.reduce((sum, message) => sum + message.text.length, 0);
    const inputTokens = plausible(this.#inputTokens, tokens(asked), bytes(asked) + templateTokensMax);
    const outputMax = Math.max(request.maxOutputTokens, bytes(this.#characters));
    const outputTokens = plausible(this.full ? null : this.#outputTokens, tokens(this.#characters), outputMax);
    return { inputTokens, outputTokens, costMicros: this.#costMicros ?? price(model, inputTokens, outputTokens) };
  }
}

/** UTF-16 units; an answer longer than this is cut and ends with `length`. */
const charactersMax = 32_000;
const citationsMax = 50;
const urlMax = 2_048;
const titleMax = 300;
const dollarsMax = 100;
/** What vendors add around a question. */
const templateTokensMax = 4_000;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The vendor's count where it is possible: nobody answers with text in no tokens, or in more of them than bytes. */
function plausible(stated: unknown, estimate: number, most: number): number {
  const least = estimate > 0 ? 1 : 0;
  return typeof stated === 'number' && stated >= least && stated <= most ? Math.round(stated) : estimate;
}

/** About four characters a token. */
function tokens(characters: number): number {
  return Math.ceil(characters / 4);
}

/** At most: a UTF-16 unit takes up to three bytes of UTF-8, and a token is at least one. */
function bytes(characters: number): number {
  return characters * 3;
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

/** At most `room` units, never a part of what people see as one character. */
function cut(text: string, room: number): string {
  const near = text.slice(0, room + 64);
  return near.slice(0, graphemes.segment(near).containing(room)?.index ?? room);
}
