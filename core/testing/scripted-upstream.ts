import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What the upstream does with one request, in order. Bytes go out as one write each. */
export type Act =
  | { readonly send: string | Uint8Array }
  /** Lets the reader take what was sent before more is written. */
  | { readonly breathe: true }
  | { readonly waitMs: number }
  /** Says nothing more and keeps the connection. */
  | { readonly silence: true }
  /** Ends the connection in order (FIN). */
  | { readonly end: true }
  /** Breaks the connection (RST). */
  | { readonly reset: true };

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Resolves when the connection that carried it is closed. */
  readonly closed: Promise<void>;
}

/**
 * An HTTP server on loopback that plays raw bytes, for what a well-behaved server cannot be brought to do: any split, cuts,
 * silence, lies. It plays the scripts in order, one a request, or asks `answer` for each; it throws away nothing it was asked.
 */
export class ScriptedUpstream {
  readonly requests: UpstreamRequest[] = [];
  readonly url: string;
  /** Connections that were ever opened. */
  connections = 0;
  readonly #server;
  readonly #sockets = new Set<Socket>();
  #answer: (request: UpstreamRequest) => readonly Act[] = () => notScripted;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (socket) => void this.#serve(socket));
  }

  static async open(): Promise<ScriptedUpstream> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ScriptedUpstream(server);
  }

  /** Plays these scripts, one a request. */
  play(...scripts: readonly (readonly Act[])[]): void {
    const left = [...scripts];
    this.#answer = () => left.shift() ?? notScripted;
  }

  /** Asks for a script with every request. */
  answer(answer: (request: UpstreamRequest) => readonly Act[]): void {
    this.#answer = answer;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #serve(socket: Socket): Promise<void> {
    this.connections += 1;
    this.#sockets.add(socket);
    const closed = new Promise<void>((resolve) => {
      socket.on('close', () => {
        this.#sockets.delete(socket);
        resolve();
      });
    });
    socket.on('error', () => undefined);
    try {
      for await (const request of requestsOf(socket, closed)) {
        this.requests.push(request);
        await perform(socket, this.#answer(request), closed);
      }
    } catch {
      socket.destroy();
    }
  }
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each part is one write and one chunk. */
  readonly parts: readonly (string | Uint8Array)[];
  /** How the end of the body is known; `close` by the end of the connection. */
  readonly framing?: 'chunked' | 'close';
  /** Whether a reader may take each part before the next is written. */
  readonly breathe?: boolean;
  /** Leaves out the end of the body. */
  readonly open?: boolean;
}

/** A response whose body goes out in the given parts; an event stream unless the headers say otherwise. */
export function reply({
  status = 200,
  headers = {},
  parts,
  framing = 'chunked',
  breathe = false,
  open = false,
}: Reply): Act[] {
  const named = Object.entries({
    'content-type': 'text/event-stream; charset=utf-8',
    ...(framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : { connection: 'close' }),
    ...headers,
  });
  const head = [`HTTP/1.1 ${status} Scripted`, ...named.map(([name, value]) => `${name}: ${value}`), '', ''].join(
    '\r\n',
  );
  const written = parts.map((part) => Buffer.from(part as string)).filter((part) => part.byteLength > 0);
  const pause: Act[] = breathe ? [{ breathe: true }] : [];
  return [
    { send: head },
    ...written.flatMap((part): Act[] => [...pause, { send: framing === 'chunked' ? chunk(part) : part }]),
    ...(open ? [] : [...pause, framing === 'chunked' ? { send: '0\r\n\r\n' } : ({ end: true } as const)]),
  ];
}

/** A JSON response. */
export function jsonReply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Act[] {
  return reply({ status, headers: { 'content-type': 'application/json', ...headers }, parts: [JSON.stringify(body)] });
}

const notScripted = reply({
  status: 500,
  headers: { 'content-type': 'text/plain' },
  parts: ['The upstream was asked more often than scripted.'],
});

function chunk(part: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${part.byteLength.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
}

async function perform(socket: Socket, acts: readonly Act[], closed: Promise<void>): Promise<void> {
  for (const act of acts) {
    if (socket.destroyed) {
      return;
    }
    if ('send' in act) {
      socket.write(act.send);
    } else if ('breathe' in act) {
      await breath();
    } else if ('waitMs' in act) {
      await Promise.race([new Promise((resolve) => setTimeout(resolve, act.waitMs)), closed]);
    } else if ('silence' in act) {
      await closed;
    } else if ('end' in act) {
      socket.end();
    } else {
      await breath();
      socket.resetAndDestroy();
    }
  }
}

/** Two turns of the loop: the first may end before the other side was polled. */
async function breath(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

async function* requestsOf(socket: Socket, closed: Promise<void>): AsyncGenerator<UpstreamRequest> {
  let held = Buffer.alloc(0);
  for await (const piece of socket) {
    held = Buffer.concat([held, piece as Buffer]);
    for (let found = parse(held, closed); found !== null; found = parse(held, closed)) {
      held = held.subarray(found.length);
      yield found.request;
    }
  }
}

/** The first whole request in the bytes; bodies have a content length, as every SDK sends. */
function parse(held: Buffer, closed: Promise<void>): { request: UpstreamRequest; length: number } | null {
  const end = held.indexOf('\r\n\r\n');
  if (end < 0) {
    return null;
  }
  const [first = '', ...lines] = held.subarray(0, end).toString().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
  );
  const length = end + 4 + Number(headers['content-length'] ?? 0);
  if (held.byteLength < length) {
    return null;
  }
  const [method = '', path = ''] = first.split(' ');
  return { request: { method, path, headers, body: held.subarray(end + 4, length).toString(), closed }, length };
}
