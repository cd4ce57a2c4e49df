import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress, constants } from 'node:zlib';
import type { Transform } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import type { ConsilienceError } from '../../errors.ts';
import { EventGuard } from './event-guard.ts';
import { broken, notAnAnswer, rejected } from './model-error.ts';
import type { Asked } from './model-error.ts';
import { pacedSockets } from './paced-sockets.ts';
import type { Pace, PacedOptions } from './paced-sockets.ts';
import { PieceQueue } from './piece-queue.ts';

export interface ExchangeOptions {
  readonly sockets: Dispatcher;
  readonly asked: Asked;
  /** Aborting it closes the socket; what waits then fails with its reason. */
  readonly signal: AbortSignal;
  readonly expects: 'events' | 'json';
  /** Most bytes of a response, after decompression. */
  readonly bytesMax: number;
}

/** The sockets of one vendor, kept alive between calls. The long silences are only a backstop: dispatch owns time. */
export function openSockets(connectMs: number): Agent {
  return pacedSockets({
    connectMs,
    keepAliveTimeout: 30_000,
    headersTimeout: silenceMsMax,
    bodyTimeout: silenceMsMax,
  });
}

/**
 * One request and its response, with everything that bounds and guards it; an SDK gets its `fetch`. Unlike the global fetch
 * it never follows a redirect (most keys travel in headers that a redirect would carry to another host), sends only the
 * headers named below, counts decompressed bytes, refuses what is not an event stream, and turns every fault into a
 * `ConsilienceError`, which stays in `failure` whatever an SDK makes of it. Timers that SDKs set are ignored.
 */
export class Exchange {
  failure: ConsilienceError | null = null;
  /** The stream ended inside an event. It may be whole but for its blank line, so that is added; or it was cut. */
  endedInside = false;
  readonly #options: ExchangeOptions;
  readonly #queue: PieceQueue;
  readonly #head = Promise.withResolvers<Head>();
  readonly #events = new EventGuard();
  readonly #onAbort: () => void;
  #state: 'idle' | 'sent' | 'closed' = 'idle';
  #controller: Dispatcher.DispatchController | null = null;
  #pace: Pace | null = null;
  #unpack: Transform | null = null;
  #answering = false;
  #complete = false;
  #bytes = 0;
  #linger: NodeJS.Timeout | null = null;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#queue = new PieceQueue(() => this.#controller?.paused === true && this.#controller.resume());
    this.#onAbort = () => this.#break(options.signal.reason);
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    // A call that is never sent leaves nobody to hear of its failure.
    this.#head.promise.catch(() => undefined);
    if (options.signal.aborted) {
      this.#onAbort();
    }
  }

  /**
   * The body of a response that is a stream of events. The SDK that sent the request is given a response without one: web
   * streams and an SDK's own reading cost more than all of the parsing.
   */
  get pieces(): Pick<PieceQueue, 'ready' | 'take'> {
    return this.#queue;
  }

  /** The first text is there; what continues it may be read some pieces at a time. */
  coalesce(): void {
    this.#pace?.hold();
    this.#queue.coalesce();
  }

  /** The answer has its end marker. What else the server has to say is awaited a moment, and its connection kept if it ends. */
  expectEnd(): void {
    this.#complete = true;
    this.#pace?.release();
    if (this.#state === 'closed') {
      return;
    }
    if (this.#linger === null) {
      this.#linger = setTimeout(() => this.#stop(), lingerMs).unref();
    } else {
      this.#linger.refresh();
    }
  }

  /** Nobody reads any more. */
  close(): void {
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    if (this.#complete) {
      this.expectEnd();
      this.#queue.end();
      this.#queue.take();
    } else {
      this.#stop();
    }
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const head = await this.#send(new URL(input instanceof Request ? input.url : input), init);
    if (head.status !== 200) {
      const body = await this.#excerpt();
      throw this.#fail(rejected({ ...head, body }, this.#options.asked));
    }
    if (this.#options.expects === 'json') {
      return await this.#whole(head);
    }
    await this.#refuseAllButStream(head);
    return new Response(null, { headers: { 'content-type': eventStream } });
  };

  #send(url: URL, init: RequestInit): Promise<Head> {
    if (this.#state === 'idle') {
      this.#state = 'sent';
      const request: PacedOptions = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: init.method ?? 'GET',
        headers: allowed(init.headers),
        body: typeof init.body === 'string' ? utf8.encode(init.body) : null,
        onPace: (pace) => {
          this.#pace = pace;
        },
      };
      this.#options.sockets.dispatch(request, this.#handler());
    }
    return this.#head.promise;
  }

  #handler(): Dispatcher.DispatchHandler {
    return {
      onRequestStart: (controller) => {
        this.#controller = controller;
        if (this.#state === 'closed') {
          controller.abort(stopped);
        }
      },
      onResponseStart: (_, status, headers) => {
        if (status >= 200) {
          this.#begin(status, headers);
        }
      },
      onResponseData: (controller, chunk) => {
        if (this.#unpack === null) {
          this.#take(chunk);
        } else {
          this.#unpack.write(chunk);
        }
        if (this.#queue.waiting > backlogMax) {
          controller.pause();
        }
      },
      onResponseEnd: () => (this.#unpack === null ? this.#end() : void this.#unpack.end()),
      onResponseError: (_, error) => {
        if (this.#state === 'closed') {
          return;
        }
        this.#fail(broken(error, this.#answering ? 'after' : 'before', this.#options.asked));
      },
    };
  }

  #begin(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#answering = true;
    const head = { status, header: (name: string) => headers[name]?.toString() ?? null };
    const encoding = head.header('content-encoding') ?? 'identity';
    const unpack = encoding === 'identity' ? null : (unpackers[encoding]?.() ?? null);
    if (encoding !== 'identity' && unpack === null) {
      this.#fail(notAnAnswer('the response has an unknown encoding', '', this.#options.asked));
      return;
    }
    unpack?.on('data', (chunk: Buffer) => this.#take(chunk));
    unpack?.on('end', () => this.#end());
    unpack?.on('error', () =>
      this.#fail(notAnAnswer('the response is not compressed as it says', '', this.#options.asked)),
    );
    this.#unpack = unpack;
    this.#head.resolve(head);
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#options.bytesMax) {
      this.#fail(notAnAnswer(`the response is over ${this.#options.bytesMax} bytes`, '', this.#options.asked));
      return;
    }
    if (this.#options.expects === 'events' && this.#events.grow(chunk) > eventBytesMax) {
      this.#fail(notAnAnswer(`one event is over ${eventBytesMax} bytes`, '', this.#options.asked));
      return;
    }
    this.#queue.push(chunk);
  }

  #end(): void {
    this.#state = 'closed';
    if (this.#options.expects === 'events' && this.#events.open) {
      this.endedInside = true;
      this.#queue.push(blankLine);
    }
    this.#queue.end();
    this.#settle();
  }

  /** The first failure stands. */
  #fail(failure: ConsilienceError): ConsilienceError {
    this.failure ??= failure;
    this.#break(this.failure);
    return this.failure;
  }

  #break(reason: unknown): void {
    this.#head.reject(reason);
    this.#queue.fail(reason);
    this.#stop();
  }

  /** Closes the socket, unless the response has ended. */
  #stop(): void {
    this.#queue.end();
    if (this.#state !== 'closed') {
      this.#state = 'closed';
      this.#controller?.abort(stopped);
      this.#unpack?.destroy();
    }
    this.#settle();
  }

  #settle(): void {
    this.#pace?.release();
    this.#pace = null;
    if (this.#linger !== null) {
      clearTimeout(this.#linger);
    }
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  async #refuseAllButStream(head: Head): Promise<void> {
    const type = mediaType(head);
    if (type === 'application/json') {
      const body = await this.#excerpt();
      const said = rejected({ status: null, header: head.header, body }, this.#options.asked);
      throw this.#fail(
        /"error"/.test(body) ? said : notAnAnswer('the response is no stream', body, this.#options.asked),
      );
    }
    if (!streamTypes.has(type)) {
      const body = await this.#excerpt();
      throw this.#fail(notAnAnswer(`the response is ${type}, not a stream of events`, body, this.#options.asked));
    }
  }

  async #whole(head: Head): Promise<Response> {
    const type = mediaType(head);
    if (type !== 'application/json') {
      const body = await this.#excerpt();
      throw this.#fail(
        notAnAnswer(`the response is ${type === '' ? 'of no type' : type}, not JSON`, body, this.#options.asked),
      );
    }
    const pieces: Uint8Array[] = [];
    while (await this.#queue.ready()) {
      pieces.push(...this.#queue.take());
    }
    return new Response(Buffer.concat(pieces), { headers: { 'content-type': 'application/json' } });
  }

  /** The beginning of a body that is no answer: whatever comes of it in a moment, whether it ends or not. */
  async #excerpt(): Promise<string> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    const enough = setTimeout(() => this.#queue.end(), excerptMs).unref();
    try {
      while (bytes <= excerptBytesMax && (await this.#queue.ready())) {
        bytes += this.#queue.waiting;
        pieces.push(...this.#queue.take());
      }
      this.#queue.end();
    } catch {
      this.#options.signal.throwIfAborted();
    } finally {
      clearTimeout(enough);
    }
    return Buffer.concat(pieces).subarray(0, excerptBytesMax).toString();
  }
}

interface Head {
  readonly status: number;
  readonly header: (name: string) => string | null;
}

const silenceMsMax = 1_800_000;
const lingerMs = 500;
const backlogMax = 262_144;
const eventBytesMax = 262_144;
const excerptBytesMax = 65_536;
const excerptMs = 1_000;
const eventStream = 'text/event-stream';
const stopped = new Error('stopped');
const blankLine = Buffer.from('\n\n');
/** Gives each body bytes of its own. A part of Node's pool would keep the whole of it for as long as the answer lasts. */
const utf8 = new TextEncoder();

/** Some proxies drop the type of a stream or make it plain; a page or a document never passes. */
const streamTypes = new Set([eventStream, 'text/plain', 'application/octet-stream', '']);

/** What vendors need of what SDKs send: nothing about this machine, and nothing that an SDK finds in the environment. */
const headersSent = [
  'accept',
  'anthropic-version',
  'authorization',
  'content-type',
  'user-agent',
  'x-api-key',
  'x-goog-api-client',
  'x-goog-api-key',
];

function allowed(headers: RequestInit['headers']): Record<string, string> {
  const given = new Headers(headers);
  const kept = headersSent.flatMap((name) => {
    const value = given.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { ...(Object.fromEntries(kept) as Record<string, string>), 'accept-encoding': 'identity' };
}

/** Compressed although that was not asked for. */
const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }),
  deflate: () => createInflate({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(),
};

function mediaType(head: Head): string {
  return (head.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
