import { ConsilienceError } from '../../errors.ts';
import type { ChatRequest, ModelEvent } from '../../ports/chat-model.ts';
import { Answer } from './answer.ts';
import { Exchange } from './exchange.ts';
import { rejected } from './model-error.ts';
import type { Asked } from './model-error.ts';
import type { Line } from './line.ts';

/** How one vendor is asked and read. */
export interface Dialect<Chunk> {
  /** Sends the request through the given fetch; resolves when the headers came. */
  readonly open: (request: ChatRequest, fetch: typeof globalThis.fetch) => Promise<AsyncIterable<Chunk>>;
  /** Tells the answer what a chunk says. Chunks are what a server sent: any shape can come. */
  readonly read: (chunk: Chunk, answer: Answer) => void;
}

export interface AnswerCall<Chunk> {
  readonly line: Line;
  readonly model: string;
  readonly dialect: Dialect<Chunk>;
  readonly request: ChatRequest;
}

/** One answer of one model, from the request to its finish: the same story for every vendor. */
export async function* streamAnswer<Chunk>(call: AnswerCall<Chunk>, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  signal.throwIfAborted();
  const { line, model, dialect, request } = call;
  const asked: Asked = { vendor: line.vendor, model, scrub: line.scrub };
  const exchange = new Exchange({ sockets: line.sockets, asked, signal, expects: 'events', bytesMax: line.bytesMax });
  const answer = new Answer({ vendor: line.vendor, model, request });
  const price = line.price();
  try {
    const chunks = await dialect.open(request, exchange.fetch);
    yield { type: 'open' };
    const read = (chunk: Chunk): boolean => {
      signal.throwIfAborted();
      dialect.read(chunk, answer);
      if (answer.written) {
        exchange.coalesce();
      }
      if (answer.complete) {
        exchange.expectEnd();
      }
      return !answer.full;
    };
    for await (const _ of byTurns(chunks, read)) {
      yield* answer.take();
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

/**
 * Reads chunks until `read` says that it is enough, and yields once for all those that were read in one turn of the event
 * loop: to hand each of them on by itself costs more than to read it. Throws what reading throws, after the last yield.
 */
async function* byTurns<Chunk>(
  chunks: AsyncIterable<Chunk>,
  read: (chunk: Chunk) => boolean,
): AsyncGenerator<undefined, undefined> {
  const turn = { news: Promise.withResolvers<void>(), planned: false, ended: false };
  const tell = (): void => {
    turn.planned = false;
    turn.news.resolve();
  };
  const readAll = async (): Promise<void> => {
    try {
      for await (const chunk of chunks) {
        const more = read(chunk);
        if (!turn.planned) {
          turn.planned = true;
          setImmediate(tell);
        }
        if (!more) {
          break;
        }
      }
    } finally {
      turn.ended = true;
      tell();
    }
  };
  const reading = readAll();
  reading.catch(() => undefined);
  while (!turn.ended) {
    await turn.news.promise;
    turn.news = Promise.withResolvers();
    yield;
  }
  await reading;
}

/** Throws the typed error for an error object inside a stream that began well. */
export function throwIfError(said: unknown, asked: Pick<Asked, 'vendor' | 'model' | 'scrub'>): void {
  if (said !== undefined && said !== null && said !== false) {
    throw rejected({ status: null, header: () => null, body: JSON.stringify({ error: said }) }, asked);
  }
}

/** What an SDK made of bytes that it could not read, or of an error object in the stream. */
function failureOf(error: unknown, asked: Asked): unknown {
  if (error instanceof ConsilienceError) {
    return error;
  }
  if (typeof error === 'object' && error !== null && 'error' in error) {
    const said =
      typeof error.error === 'object' && error.error !== null ? error.error : { message: String(error.error) };
    const body = JSON.stringify('error' in said ? said : { error: said });
    return rejected({ status: null, header: () => null, body }, asked);
  }
  return new ConsilienceError('stream_invalid', { message: `${asked.vendor}: the stream could not be read.` });
}
