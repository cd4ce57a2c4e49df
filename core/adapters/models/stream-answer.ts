import { ConsilienceError } from '../../errors.ts';
import type { ChatRequest, ModelEvent } from '../../ports/chat-model.ts';
import { Answer } from './answer.ts';
import { EventReader, ToldError } from './event-reader.ts';
import { Exchange } from './exchange.ts';
import { rejected } from './model-error.ts';
import type { Asked } from './model-error.ts';
import type { Line } from './line.ts';

/** How one vendor is asked and read. */
export interface Dialect {
  /** Has the vendor's SDK send the request through the given fetch; resolves when the headers came. */
  readonly send: (request: ChatRequest, fetch: typeof globalThis.fetch) => Promise<unknown>;
  /** Whether its streams end with `[DONE]`. */
  readonly doneEnds: boolean;
  /** Tells the answer what an event of the stream says. Any JSON can come. */
  readonly read: (said: unknown, answer: Answer) => void;
}

export interface AnswerCall {
  readonly line: Line;
  readonly model: string;
  readonly dialect: Dialect;
  readonly request: ChatRequest;
}

/** One answer of one model, from the request to its finish: the same story for every vendor. */
export async function* streamAnswer(call: AnswerCall, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  signal.throwIfAborted();
  const { line, model, dialect, request } = call;
  const asked: Asked = { vendor: line.vendor, model, scrub: line.scrub };
  const exchange = new Exchange({ sockets: line.sockets, asked, signal, expects: 'events', bytesMax: line.bytesMax });
  const answer = new Answer({ vendor: line.vendor, model, request });
  const price = line.price();
  try {
    await dialect.send(request, exchange.fetch);
    yield { type: 'open' };
    const events = new EventReader(dialect.doneEnds, (said) => dialect.read(said, answer));
    while (!events.over && !answer.full && (await exchange.pieces.ready())) {
      signal.throwIfAborted();
      readSome(exchange, events);
      setPace(exchange, answer);
      for (const event of answer.take()) {
        yield event;
      }
      if (events.failure !== null) {
        throw events.failure;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!answer.complete) {
      throw exchange.failure ?? (exchange.endedInside ? answer.cut() : failureOf(error, asked));
    }
  } finally {
    exchange.close();
  }
  signal.throwIfAborted();
  if (exchange.failure !== null && !answer.complete) {
    throw exchange.failure;
  }
  yield* answer.finish(await price);
}

/** In a function of its own: what a generator holds in its variables stays until it goes on. */
function readSome(exchange: Exchange, events: EventReader): void {
  for (const piece of exchange.pieces.take()) {
    events.read(piece);
  }
}

/** Text that continues a text can wait for other text. An answer that is whole has little left to say. */
function setPace(exchange: Exchange, answer: Answer): void {
  if (answer.complete) {
    exchange.expectEnd();
  } else if (answer.written) {
    exchange.coalesce();
  }
}

/** What became of bytes that could not be read, or of an error that was told in the stream. */
function failureOf(error: unknown, asked: Asked): unknown {
  if (error instanceof ConsilienceError) {
    return error;
  }
  if (error instanceof ToldError) {
    return rejected({ status: null, header: () => null, body: JSON.stringify({ error: error.said }) }, asked);
  }
  return new ConsilienceError('stream_invalid', { message: `${asked.vendor}: the stream could not be read.` });
}
