import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ConsensusEvent, ConsensusView } from '#core/view';
import { createParser } from 'eventsource-parser';
import { panelSeats, seats, type Network, type SeatName } from './network.ts';
import { spawnServer } from './servers.ts';

export interface ProductOptions {
  readonly network: Network;
  /** Environment variables beside those of the network. */
  readonly settings: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

/** A key a vendor that stands nowhere else: wherever it shows, it has leaked. */
const keys = Object.fromEntries(Object.keys(seats).map((seat) => [seat, `canary${seat}4d1f9c7be2a86035`])) as Readonly<
  Record<SeatName, string>
>;

/** One run as its viewer saw it. */
export interface Seen {
  readonly id: string;
  readonly view: ConsensusView;
  readonly events: readonly ConsensusEvent[];
  /** From the question to the last event. */
  readonly ms: number;
}

export interface Refused {
  readonly status: number;
  readonly code: string;
  /** What to do next. */
  readonly action: string;
  readonly retryAfter: string | null;
  readonly ms: number;
}

const startMsMax = 45_000;
const seenMsMax = 60_000;

/** The server as it is run, a process of its own. */
export class Product {
  readonly dataDir: string;
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #exit: Promise<number | null>;
  readonly #said: Buffer[] = [];
  /** All that it has answered, for the search of keys. */
  readonly #answered: string[] = [];
  #address = '';

  private constructor(child: ChildProcess, dataDir: string) {
    this.#child = child;
    this.dataDir = dataDir;
    child.stdout?.on('data', (chunk: Buffer) => this.#said.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#said.push(chunk));
    this.#exit = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Resolves when it listens. Throws, with what it said, when it does not start. */
  static async start(options: ProductOptions): Promise<Product> {
    const product = Product.spawn(options);
    const exited = product.exited.then(() => 'exited' as const);
    for (const since = performance.now(); performance.now() - since < startMsMax;) {
      const found = /Consilience is at (\S+)\n/.exec(product.said)?.[1];
      if (found !== undefined) {
        product.#address = found;
        return product;
      }
      if ((await Promise.race([exited, pause(10)])) === 'exited') {
        break;
      }
    }
    product.signal('SIGKILL');
    throw new Error(`The server did not start: ${product.said}`);
  }

  /** Does not wait for anything. */
  static spawn({ network, settings, dataDir, flags = [] }: ProductOptions): Product {
    const main = fileURLToPath(new URL('../../api/main.ts', import.meta.url));
    const child = spawnServer(['--max-semi-space-size=4', ...flags, main], {
      // Nothing of this environment: neither keys nor addresses of real vendors.
      cwd: dataDir,
      env: { PATH: process.env['PATH'], ...environment(network, dataDir), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Product(child, dataDir);
  }

  get address(): string {
    return this.#address;
  }

  get port(): number {
    return Number(new URL(this.#address).port);
  }

  get said(): string {
    return Buffer.concat(this.#said).toString();
  }

  get exited(): Promise<number | null> {
    return this.#exit;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /** Killed by itself, not by `kill` or `signal`. */
  get diedAlone(): boolean {
    return !this.isAlive && !this.#child.killed;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks, and watches to the end. Throws when it is refused. */
  async ask(question: string, models: readonly string[] | null = null): Promise<Seen> {
    const startedAt = performance.now();
    const accepted = await this.accept(question, models);
    if (typeof accepted !== 'string') {
      throw new Error(`Refused with ${accepted.status} ${accepted.code}`);
    }
    return await this.watch(accepted, startedAt);
  }

  /** The id of the run, or how it was refused. */
  async accept(question: string, models: readonly string[] | null = null): Promise<string | Refused> {
    const startedAt = performance.now();
    const response = await this.#send('POST', '/v1/runs', models === null ? { question } : { question, models });
    const body = await this.#text(response);
    const said = JSON.parse(body) as { id: string; error?: { code: string; action: string } };
    if (response.statusCode === 202) {
      return said.id;
    }
    return {
      status: response.statusCode ?? 0,
      code: said.error?.code ?? body.slice(0, 200),
      action: said.error?.action ?? '',
      retryAfter: response.headers['retry-after'] ?? null,
      ms: performance.now() - startedAt,
    };
  }

  async watch(id: string, startedAt = performance.now()): Promise<Seen> {
    const events = await this.follow(id);
    const ms = performance.now() - startedAt;
    return { id, events, ms, view: await this.view(id) };
  }

  /** Events after a sequence, until the stream ends. */
  async follow(id: string, after = 0): Promise<ConsensusEvent[]> {
    const response = await this.#send('GET', `/v1/runs/${id}/events?after=${after}`, null);
    const events: ConsensusEvent[] = [];
    const parser = createParser({ onEvent: ({ data }) => void events.push(JSON.parse(data) as ConsensusEvent) });
    parser.feed(await this.#text(response));
    return events;
  }

  /** As a file of Markdown. */
  async exported(id: string): Promise<string> {
    return await this.#text(await this.#send('GET', `/v1/runs/${id}/export`, null));
  }

  async view(id: string): Promise<ConsensusView> {
    const response = await this.#send('GET', `/v1/runs/${id}`, null);
    return JSON.parse(await this.#text(response)) as ConsensusView;
  }

  /** How long it takes to say that it lives, in milliseconds. */
  async health(): Promise<number> {
    const startedAt = performance.now();
    await this.#text(await this.#send('GET', '/health', null));
    return performance.now() - startedAt;
  }

  /** `ready`, or the code of why it takes no questions. */
  async readiness(): Promise<string> {
    const response = await this.#send('GET', '/ready', null);
    const said = JSON.parse(await this.#text(response)) as { error?: { code: string } };
    return said.error?.code ?? 'ready';
  }

  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024;
  }

  /** Of its processor, so far. */
  get cpuMs(): number {
    const [user, system] = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
    return ((user ?? 0) + (system ?? 0)) * 10;
  }

  get openSockets(): number {
    const folder = `/proc/${this.#child.pid}/fd`;
    return readdirSync(folder).filter((name) => linkOf(join(folder, name)).startsWith('socket:')).length;
  }

  /** Lines of the log with this message, as they were written. */
  logged(message: string): readonly Readonly<Record<string, unknown>>[] {
    return this.said
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes(`"msg":"${message}"`))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Where keys of vendors stand that should stand nowhere. */
  leaks(): string[] {
    const places = {
      log: this.said,
      responses: this.#answered.join('\n'),
      database: (existsSync(this.dataDir) ? readdirSync(this.dataDir) : [])
        .map((name) => readFileSync(join(this.dataDir, name), 'latin1'))
        .join('\n'),
    };
    return Object.entries(places).flatMap(([place, content]) =>
      Object.entries(keys).flatMap(([seat, key]) => (content.includes(key) ? [`key of ${seat} in ${place}`] : [])),
    );
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    this.#agent.destroy();
    await this.#exit;
  }

  #send(method: string, path: string, body: unknown): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = body === null ? {} : { 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(seenMsMax);
      const sent = request(`${this.#address}${path}`, { method, agent: this.#agent, headers, signal }, resolve);
      sent.on('error', reject);
      sent.end(body === null ? undefined : JSON.stringify(body));
    });
  }

  async #text(response: IncomingMessage): Promise<string> {
    const body = await text(response);
    this.#answered.push(JSON.stringify(response.headers), body);
    return body;
  }
}

function environment({ lines }: Network, dataDir: string): Record<string, string> {
  const ofSeats = (Object.keys(seats) as SeatName[]).flatMap((seat) => [
    [`${seat.toUpperCase()}_BASE_URL`, lines[seat].url],
    [`${seat.toUpperCase()}_API_KEY`, keys[seat]],
  ]);
  return {
    ...(Object.fromEntries(ofSeats) as Record<string, string>),
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'debug',
    CONSILIENCE_MODELS: panelSeats.map((seat) => lines[seat].model).join(','),
    CONSILIENCE_SYNTHESIZER: lines.openrouter.model,
  };
}

/** A folder for the database of one server. */
export function makeDataDir(): string {
  const root = join(tmpdir(), 'consilience-faults');
  mkdirSync(root, { recursive: true });
  return mkdtempSync(join(root, 'data-'));
}

export function removeDataDir(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
