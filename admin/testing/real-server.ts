// oxlint-disable no-restricted-imports -- the tests start the product in Node
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const argv = ['--import', join(root, 'runtime.mjs'), join(root, 'api', 'main.ts')];

type Settings = Readonly<Record<string, string>>;

/** The product as `npm start` runs it, with rehearsal models, its own data and one address for all its lives. */
export class RealServer {
  readonly address: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #settings: Settings;
  #child: ChildProcess | null = null;

  /** With settings as in `.env`; none asks the built-in rehearsal models. */
  static async open(settings: Settings = {}): Promise<RealServer> {
    const folder = await mkdtemp(join(tmpdir(), 'consilience-page-'));
    const server = new RealServer(await freePort(), folder, settings);
    await server.start();
    return server;
  }

  constructor(port: number, folder: string, settings: Settings) {
    this.#port = port;
    this.#folder = folder;
    this.#settings = settings;
    this.address = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const env = {
      DATA_DIR: join(this.#folder, 'data'),
      PORT: String(this.#port),
      LOG_LEVEL: 'error',
      ...this.#settings,
    };
    this.#child = spawn(process.execPath, argv, { cwd: this.#folder, env, stdio: 'ignore' });
    const isUp = () => fetch(`${this.address}/health`).then(...both);
    await vi.waitUntil(isUp, { timeout: 30_000, interval: 100 });
  }

  /** As a power cut would: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const both = [(response: Response) => response.ok, () => false] as const;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
