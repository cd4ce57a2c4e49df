import type { Readable } from 'node:stream';
import { Agent, buildConnector, Client, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { sharedTick } from './shared-tick.ts';

/**
 * Says when the one socket of a client is read. While it is held, what comes waits in the kernel until the shared tick and
 * is then read at once: to be woken for every token costs more than to read it. Between answers it is not held, so that
 * a connection that the server closes is noticed.
 */
export class Pace {
  #held = false;
  /** What has waited to be read since it was held. */
  #read: (() => void) | null = null;

  hold(): void {
    if (!this.#held) {
      this.#held = true;
      sharedTick.streams += 1;
    }
  }

  release(): void {
    if (this.#held) {
      this.#held = false;
      sharedTick.streams -= 1;
      if (this.#read !== null) {
        sharedTick.forget(this.#read);
        this.#read();
      }
    }
  }

  /** `_read` is how Node asks a stream's source for more; a socket then reads until it has some. */
  attach(socket: Readable): void {
    // oxlint-disable-next-line no-underscore-dangle -- Node's own name of it
    const read = socket._read.bind(socket);
    const readWhenLet = (size: number) => {
      if (this.#held) {
        this.#read = () => {
          this.#read = null;
          read(size);
        };
        sharedTick.wait(this.#read);
      } else {
        read(size);
      }
    };
    Object.assign(socket, { _read: readWhenLet });
  }
}

export interface PacedOptions extends Dispatcher.DispatchOptions {
  /** Told before the request goes out who says when its socket is read: until the response has ended, or the socket is closed. */
  readonly onPace: (pace: Pace) => void;
}

/** Sockets that are kept alive between calls, one for each call that is under way. */
export function pacedSockets(options: Agent.Options & { readonly connectMs: number }): Agent {
  const { connectMs, ...rest } = options;
  // One socket a call, so that stopping a call closes its socket. After each piece a socket asks whether it may read on.
  const settings = { allowH2: false, timeout: connectMs, highWaterMark: 1 };
  const connect = buildConnector(settings);
  return new Agent({
    ...rest,
    allowH2: false,
    factory: (origin, given) =>
      new Pool(origin, { ...(given as Pool.Options), factory: (at, others) => new PacedClient(at, others, connect) }),
  });
}

class PacedClient extends Client {
  readonly #pace: Pace;

  constructor(origin: URL, options: Client.Options, connect: buildConnector.connector) {
    const pace = new Pace();
    super(origin, {
      ...options,
      connect: (to, callback) =>
        connect(to, (...[error, socket]) => {
          if (error === null) {
            pace.attach(socket);
            callback(null, socket);
          } else {
            callback(error, null);
          }
        }),
    });
    this.#pace = pace;
  }

  override dispatch(options: PacedOptions, handler: Dispatcher.DispatchHandler): boolean {
    options.onPace(this.#pace);
    return super.dispatch(options, handler);
  }
}
