// oxlint-disable no-restricted-imports -- the tests' vendors are processes of their own
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { vi } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const argv = ['--import', join(root, 'runtime.mjs'), join(root, 'core', 'rehearsal', 'main.ts')];
const address = /Rehearsal server at (http:\S+)/;

/** Vendors on loopback that answer at once to any key, and one that rejects every key; with the settings that ask them. */
export class KeyedVendors {
  readonly settings: Readonly<Record<string, string>>;
  readonly #vendors: ChildProcess;
  readonly #refusing: Server;

  static async open(): Promise<KeyedVendors> {
    const vendors = spawn(process.execPath, [...argv, '--port', '0', '--profile', 'none'], { env: {} });
    let said = '';
    vendors.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await vi.waitUntil(() => address.test(said), { timeout: 30_000, interval: 50 });
    const refusing = createServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'No auth credentials found', code: 401 } }));
    });
    refusing.listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    return new KeyedVendors(vendors, address.exec(said)?.[1] ?? '', refusing);
  }

  constructor(vendors: ChildProcess, upstream: string, refusing: Server) {
    this.#vendors = vendors;
    this.#refusing = refusing;
    const bound = refusing.address();
    this.settings = {
      OPENAI_API_KEY: 'one',
      OPENAI_BASE_URL: `${upstream}/openai/v1`,
      ANTHROPIC_API_KEY: 'two',
      ANTHROPIC_BASE_URL: `${upstream}/anthropic`,
      GOOGLE_API_KEY: 'three',
      GOOGLE_BASE_URL: `${upstream}/google`,
      VLLM_BASE_URL: `${upstream}/vllm/v1`,
      OPENROUTER_API_KEY: 'five',
      OPENROUTER_BASE_URL: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}/api/v1`,
      CONSILIENCE_MODELS: ['openai/rehearsal-gpt', 'anthropic/rehearsal-claude', 'vllm/rehearsal-llama'].join(','),
    };
  }

  async close(): Promise<void> {
    this.#refusing.close();
    if (this.#vendors.exitCode === null) {
      this.#vendors.kill('SIGKILL');
      await once(this.#vendors, 'close');
    }
  }
}
