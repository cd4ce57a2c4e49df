import { ConsilienceError } from '../../errors.ts';
import { Exchange } from './exchange.ts';
import type { Line } from './line.ts';

export interface JsonCall {
  readonly line: Line;
  /** Null when the call names no model. */
  readonly model: string | null;
  readonly signal: AbortSignal;
  /** Most bytes of the response; 4 MB when left out. */
  readonly bytesMax?: number;
}

/** Runs one call whose response is a JSON document through a guarded fetch. Throws a `ConsilienceError` of the model area. */
export async function asJson<T>(call: JsonCall, run: (fetch: typeof globalThis.fetch) => Promise<T>): Promise<T> {
  const { line, model, signal, bytesMax = 4_194_304 } = call;
  const asked = { vendor: line.vendor, model, scrub: line.scrub };
  const exchange = new Exchange({ sockets: line.sockets, asked, signal, expects: 'json', bytesMax });
  try {
    return await run(exchange.fetch);
  } catch (error) {
    signal.throwIfAborted();
    const shape = new ConsilienceError('stream_invalid', {
      message: `${line.vendor}: the response has another shape.`,
    });
    throw exchange.failure ?? (error instanceof ConsilienceError ? error : shape);
  } finally {
    exchange.close();
  }
}
