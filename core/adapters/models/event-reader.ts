import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import type { EventSourceMessage } from 'eventsource-parser';

/** An error that the server told inside a stream that began well. */
export class ToldError extends Error {
  readonly said: unknown;

  constructor(said: unknown) {
    super('The server sent an error.');
    this.said = said;
  }
}

/**
 * The events of a stream of bytes, each given to `hear` as the JSON that it carries. The SDKs' own readers cost several times
 * as much: a handful of promises for each event, and web streams for one of the vendors.
 */
export class EventReader {
  readonly #characters = new StringDecoder('utf8');
  readonly #parser = createParser({ onEvent: (event) => this.#take(event) });
  readonly #doneEnds: boolean;
  readonly #hear: (said: unknown) => void;
  /** Nothing more is read: the stream said that it is done, or something failed. */
  over = false;
  /** What `read` met: bytes that are no JSON, an error that was told, or what `hear` threw. */
  failure: Error | null = null;

  /** `doneEnds`: whether the format ends with `[DONE]`; in another one that is passed over. */
  constructor(doneEnds: boolean, hear: (said: unknown) => void) {
    this.#doneEnds = doneEnds;
    this.#hear = hear;
  }

  /** Never throws, so that what was heard before a failure is not lost. */
  read(piece: Uint8Array): void {
    if (this.over) {
      return;
    }
    try {
      this.#parser.feed(this.#characters.write(piece));
    } catch (error) {
      this.over = true;
      this.failure = error instanceof Error ? error : new ToldError(error);
    }
  }

  #take({ event, data }: EventSourceMessage): void {
    if (this.over || data === '') {
      return;
    }
    if (data === '[DONE]') {
      this.over = this.#doneEnds;
    } else if (event === 'error') {
      throw new ToldError(errorIn(data));
    } else {
      const said = JSON.parse(data) as { readonly error?: unknown } | null;
      if (said?.error) {
        throw new ToldError(said.error);
      }
      this.#hear(said);
    }
  }
}

/** An event that is called an error need not be JSON. */
function errorIn(data: string): unknown {
  try {
    const said = JSON.parse(data) as { readonly error?: unknown } | null;
    return said?.error ?? said;
  } catch {
    return { message: data };
  }
}
