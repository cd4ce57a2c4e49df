import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { failed, methods, ok } from './methods.ts';
import type { Answer, Arguments } from './methods.ts';
import { People } from './people.ts';
import { Tiers } from './tiers.ts';
import { EmulatedWorkspace } from './workspace.ts';

/** What goes wrong with one call: refused, lost on the way in, lost on the way back, done after the caller gave up, too many. */
export type Fault =
  | { readonly kind: 'failed' | 'lost' | 'unanswered' }
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'limited'; readonly seconds: number };

export interface EmulatorOptions {
  readonly signingSecret: string;
  readonly token: string;
  readonly appToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
  /** Where the app takes requests; null while only sockets are used. */
  readonly requestUrl: string | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly fault: (method: string, given: Arguments) => Fault | null;
  /** How long after the first delivery of an event, that was not acknowledged, it comes again. */
  readonly retryMs: readonly number[];
}

export interface ApiCall {
  readonly method: string;
  readonly given: Arguments;
  readonly at: number;
  readonly answer: Answer | null;
}

/**
 * Slack as an app sees it: the Web API with its limits and its errors, signed events, commands and interactivity, Socket
 * Mode, OAuth. Nothing here is shared with the code that it tries.
 */
export class SlackEmulator {
  readonly workspace: EmulatedWorkspace;
  readonly people: People;
  readonly calls: ApiCall[] = [];
  readonly #o: EmulatorOptions;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #tiers: Tiers;
  readonly #uploads = new Map<string, { readonly name: string; content: string }>();
  readonly #codes = new Set<string>();
  readonly #acks = new Map<string, (payload: unknown) => void>();
  readonly #pages: ((request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>)[] = [];
  #requestUrl: string | null;

  constructor(options: EmulatorOptions) {
    this.#o = options;
    this.#requestUrl = options.requestUrl;
    this.workspace = new EmulatedWorkspace(options.now);
    this.#tiers = new Tiers(options.now);
    this.people = new People(this.workspace, {
      deliver: (kind, payload) => this.deliver(kind, payload),
      origin: () => this.origin,
      retryMs: options.retryMs,
    });
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => this.#greet(client));
    });
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  /** Serves further paths, such as a page for people. */
  serve(page: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>): void {
    this.#pages.push(page);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) {
      client.terminate();
    }
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Where the app takes requests from now on. */
  pointAt(requestUrl: string): void {
    this.#requestUrl = requestUrl;
  }

  forgetCalls(): void {
    this.calls.length = 0;
  }

  /** One signed request to this address, whatever it is: as another of the app's instances would get it. */
  deliverTo(requestUrl: string, payload: Readonly<Record<string, unknown>>): Promise<Acknowledged> {
    const { body, type } = encoded(payload['type'] === 'event_callback' ? 'event' : 'interactive', payload);
    return this.#send(requestUrl, { body, type, change: {} });
  }

  get socketCount(): number {
    return this.#sockets.clients.size;
  }

  /** One delivery, by socket when the app has one open, else a signed request. */
  async deliver(kind: DeliveryKind, payload: Readonly<Record<string, unknown>>): Promise<Acknowledged> {
    const [client] = [...this.#sockets.clients].filter(({ readyState }) => readyState === 1);
    if (client !== undefined) {
      return this.#deliverBySocket(client, kind, payload);
    }
    if (this.#requestUrl === null) {
      return { status: 0, body: null };
    }
    const { body, type } = encoded(kind, payload);
    return this.send(body, type);
  }

  /** A request as Slack signs it; `change` alters the headers, for tests of what must be refused. */
  send(body: string, type: string, change: Readonly<Record<string, string>> = {}): Promise<Acknowledged> {
    return this.#send(this.#requestUrl ?? '', { body, type, change });
  }

  async #send(
    requestUrl: string,
    {
      body,
      type,
      change,
    }: { readonly body: string; readonly type: string; readonly change: Readonly<Record<string, string>> },
  ): Promise<Acknowledged> {
    const timestamp = change['x-slack-request-timestamp'] ?? String(Math.floor(this.#o.now() / 1_000));
    const signature = createHmac('sha256', this.#o.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    try {
      const response = await fetch(requestUrl, {
        method: 'POST',
        body,
        headers: {
          'content-type': type,
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
          ...change,
        },
        signal: AbortSignal.timeout(3_000),
      });
      const answer = await response.text();
      return { status: response.status, body: answer === '' ? null : (JSON.parse(answer) as unknown) };
    } catch {
      return { status: 0, body: null };
    }
  }

  async #deliverBySocket(client: WebSocket, kind: DeliveryKind, payload: unknown): Promise<Acknowledged> {
    const id = randomBytes(8).toString('hex');
    const acked = new Promise<Acknowledged>((resolve) => {
      const timer = setTimeout(() => resolve({ status: 0, body: null }), 3_000);
      this.#acks.set(id, (body) => {
        clearTimeout(timer);
        resolve({ status: 200, body });
      });
    });
    const type = kind === 'event' ? 'events_api' : kind === 'command' ? 'slash_commands' : 'interactive';
    client.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: kind !== 'event' }));
    const result = await acked;
    this.#acks.delete(id);
    return result;
  }

  #greet(client: WebSocket): void {
    client.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString()) as { envelope_id?: string; payload?: unknown };
      this.#acks.get(id ?? '')?.(payload ?? null);
    });
    client.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0APP' } }));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', this.origin);
    for (const page of this.#pages) {
      if (await page(request, response, path)) {
        return;
      }
    }
    if (path.startsWith('/api/')) {
      return this.#api(request, response, path.slice('/api/'.length));
    }
    if (path.startsWith('/upload/')) {
      const file = this.#uploads.get(path.slice('/upload/'.length));
      const content = await readAll(request);
      if (file !== undefined) {
        file.content = fileIn(content);
      }
      response.end('OK');
    } else if (path.startsWith('/response/')) {
      const given = JSON.parse(await readAll(request)) as Arguments;
      response.writeHead(this.people.respond(path.slice('/response/'.length), given) ? 200 : 404).end('ok');
    } else if (path === '/oauth/v2/authorize') {
      this.#authorize(searchParams, response);
    } else {
      response.writeHead(404).end();
    }
  }

  /** The page on which a person allows the installation; here everybody does at once. */
  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(8).toString('hex');
    const redirect = asked.get('redirect_uri');
    if (asked.get('client_id') !== this.#o.clientId || redirect === null) {
      response.writeHead(400).end('invalid_client_id or bad_redirect_uri');
      return;
    }
    this.#codes.add(code);
    const to = new URL(redirect);
    to.searchParams.set('code', code);
    to.searchParams.set('state', asked.get('state') ?? '');
    response.writeHead(302, { location: to.href }).end();
  }

  async #api(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const given = readArguments(await readAll(request), request.headers['content-type'] ?? '');
    const fault = this.#o.fault(method, given);
    const seconds = this.#refusal(method, given, fault);
    if (fault?.kind === 'failed') {
      response.writeHead(503).end('upstream connect error');
    } else if (fault?.kind === 'lost') {
      response.destroy();
    } else if (fault?.kind === 'late') {
      setTimeout(() => this.#call(method, given, request), fault.ms);
      response.destroy();
    } else if (seconds !== null) {
      this.#limited(response, seconds);
    } else {
      const answer = JSON.stringify(this.#call(method, given, request));
      if (fault?.kind === 'unanswered') {
        response.destroy();
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      }
    }
  }

  /** The seconds to wait, or null when the call may pass. */
  #refusal(method: string, given: Arguments, fault: Fault | null): number | null {
    if (fault !== null) {
      return fault.kind === 'limited' ? fault.seconds : null;
    }
    return this.#tiers.refuse(method, typeof given['channel'] === 'string' ? given['channel'] : '');
  }

  #limited(response: ServerResponse, seconds: number): void {
    const body = JSON.stringify(failed('ratelimited'));
    response.writeHead(429, { 'retry-after': String(seconds), 'content-type': 'application/json' }).end(body);
  }

  #call(method: string, given: Arguments, request: IncomingMessage): Answer {
    const answer = this.#answer(method, given, request);
    this.calls.push({ method, given, at: this.#o.now(), answer });
    return answer;
  }

  #answer(method: string, given: Arguments, request: IncomingMessage): Answer {
    const key = request.headers.authorization?.replace(/^Bearer /, '') ?? given['token'];
    if (method === 'apps.connections.open') {
      return key === this.#o.appToken
        ? ok({ url: `${this.origin.replace('http', 'ws')}/socket` })
        : failed('invalid_auth');
    }
    const known = methods[method];
    if (known === undefined) {
      return failed('unknown_method');
    }
    if (method !== 'oauth.v2.access' && key !== this.#o.token) {
      return failed('invalid_auth');
    }
    return known(
      {
        workspace: this.workspace,
        now: this.#o.now,
        origin: () => this.origin,
        uploads: this.#uploads,
        codes: this.#codes,
        scopes: this.#o.scopes,
        token: this.#o.token,
        clientSecret: this.#o.clientSecret,
      },
      given,
    );
  }
}

export type DeliveryKind = 'event' | 'command' | 'interactive';

export interface Acknowledged {
  /** 0: none came in time. */
  readonly status: number;
  readonly body: unknown;
}

function encoded(kind: DeliveryKind, payload: Readonly<Record<string, unknown>>): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  switch (kind) {
    case 'event':
      return { body: JSON.stringify(payload), type: 'application/json' };
    case 'command':
      return { body: new URLSearchParams(payload as Record<string, string>).toString(), type: form };
    case 'interactive':
      return { body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), type: form };
  }
}

/** The client sends forms whose structured values are JSON. */
function readArguments(body: string, type: string): Arguments {
  if (type.startsWith('application/json')) {
    return JSON.parse(body) as Arguments;
  }
  const pairs = [...new URLSearchParams(body)].map(([name, value]) => [
    name,
    /^[[{]/.test(value) ? parsed(value) : value,
  ]);
  return Object.fromEntries(pairs) as Arguments;
}

/** The one file of a form, or the body as it is. */
function fileIn(body: string): string {
  return /^--[^\r\n]+\r\n(?:[^\r\n]+\r\n)+\r\n([\s\S]*)\r\n--[^\r\n]+--\s*$/.exec(body)?.[1] ?? body;
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
