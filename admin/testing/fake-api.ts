// oxlint-disable no-restricted-imports -- the tests' server runs in Node
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { ConsensusEvent } from '#api/contract';
import { FakeStore, unknown } from './fake-store.ts';
import type { Reply } from './fake-store.ts';

const dist = join(import.meta.dirname, '..', 'dist');
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * The API as the page meets it, without an engine: it serves the built page under the strictest policy it must live with,
 * and plays scripted runs over the real HTTP shapes. How far each run has got is in the test's hands.
 */
export class FakeApi {
  readonly store = new FakeStore();
  readonly requests: string[] = [];
  address = '';
  readonly #server: Server;
  readonly #streams = new Set<{ readonly response: ServerResponse; readonly id: string; sent: number }>();
  #broken = false;

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    const bound = api.#server.address();
    api.address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`;
    return api;
  }

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
  }

  /** Adds a run that has got as far as its first `count` events. */
  add(events: readonly ConsensusEvent[], count = events.length): void {
    this.store.runs.set(events[0]?.runId ?? '', { events, shown: count });
  }

  /** Lets a run go on to its first `count` events, all of them by default. */
  play(id: string, count = Number.POSITIVE_INFINITY): void {
    const run = this.store.runs.get(id);
    if (run) {
      run.shown = Math.min(run.events.length, Math.max(run.shown, count));
      this.#flush();
    }
  }

  /** Breaks every event stream; new ones are refused until `mend`. */
  cut(): void {
    this.#broken = true;
    for (const stream of this.#streams) {
      stream.response.destroy();
    }
    this.#streams.clear();
  }

  mend(): void {
    this.#broken = false;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const method = request.method ?? 'GET';
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    const [, version, kind, id = '', tail] = url.pathname.split('/');
    if (version !== 'v1') {
      await serveFile(url.pathname, response);
      return;
    }
    if (tail === 'events' && this.store.runs.has(id)) {
      this.#follow(request, response, id);
      return;
    }
    const text = await readAll(request);
    const answer =
      this.store.routes[`${method} ${kind}${id === '' ? '' : '/id'}${tail === undefined ? '' : `/${tail}`}`];
    send(
      response,
      answer?.({ id, body: text === '' ? null : JSON.parse(text), search: url.searchParams }) ?? unknown('route'),
    );
    this.#flush();
  }

  #follow(request: IncomingMessage, response: ServerResponse, id: string): void {
    if (this.#broken) {
      response.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    const stream = { response, id, sent: Number(request.headers['last-event-id'] ?? 0) };
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    this.#flush();
  }

  #flush(): void {
    for (const stream of this.#streams) {
      const fresh = this.store.shown(stream.id).slice(stream.sent);
      if (fresh.length > 0) {
        // In one piece, as the server sends what came together.
        stream.response.write(
          fresh.map((event) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
        );
      }
      stream.sent += fresh.length;
      if (fresh.at(-1)?.type === 'run-end') {
        stream.response.end();
        this.#streams.delete(stream);
      }
    }
  }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
}

async function serveFile(path: string, response: ServerResponse) {
  const file = extname(path) === '' ? '/index.html' : path;
  const content = await readFile(join(dist, file)).catch(() => null);
  response.writeHead(content === null ? 404 : 200, {
    'content-type': types[extname(file)] ?? 'text/plain',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
  });
  response.end(content ?? '');
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text;
}
