import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { view } from './testing/events.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-main-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Started {
  readonly process: ChildProcess;
  /** What it has said on either stream. */
  said(): string;
  readonly exit: Promise<number | null>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

/** The server as a process of its own, without any setting of this one. */
function start(settings: Record<string, string>): Started {
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'warn', ...settings },
  });
  running.add(child);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exit = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { process: child, said: () => Buffer.concat(chunks).toString(), exit };
}

async function portOf(started: Started): Promise<number> {
  const address = /Consilience is at http:\/\/127\.0\.0\.1:(\d+)\n/;
  await vi.waitUntil(() => address.test(started.said()) || started.process.exitCode !== null, { timeout: 15_000 });
  return Number(address.exec(started.said())?.[1]);
}

describe('a server that can not start says why in one sentence', { timeout: 30_000 }, () => {
  test('on an address that others reach', async () => {
    const started = start({ HOST: '0.0.0.0' });
    expect(await started.exit).toBe(1);
    expect(started.said()).toBe(
      'HOST=0.0.0.0 would let other machines in. There are no accounts yet, so the server listens on loopback only. Set HOST=127.0.0.1, or CONSILIENCE_OPEN=1 to let anybody who reaches it use your keys.\n',
    );
  });

  test('with a setting that is wrong', async () => {
    const started = start({ PORT: 'many' });
    expect(await started.exit).toBe(1);
    expect(started.said()).toMatch(/^Not valid: PORT: .*\n$/);
  });

  test('on a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const started = start({ PORT: String(port) });
    expect(await started.exit).toBe(1);
    expect(started.said()).toBe(`Port ${port} is in use. Set PORT to another one, or stop the program that uses it.\n`);
    other.close();
  });
});

test('SIGTERM ends the streams with a hint and the process with 0', { timeout: 40_000 }, async () => {
  const started = start({ CONSILIENCE_DEADLINE_MS: '1000' });
  const port = await portOf(started);
  const asked = await fetch(`http://127.0.0.1:${port}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: 'Was Napoleon unusually short?' }),
  });
  expect(asked.status).toBe(202);
  const { id } = (await asked.json()) as { id: string };
  const viewer = await view(port, `/v1/runs/${id}/events`);
  await vi.waitUntil(() => viewer.events().length > 3);
  started.process.kill('SIGTERM');
  await viewer.ended;
  expect(viewer.text()).toMatch(/: resume with Last-Event-ID\n\n$|event: run-end/);
  expect(await started.exit).toBe(0);
});

test('a second signal ends the process at once', { timeout: 40_000 }, async () => {
  const started = start({});
  const port = await portOf(started);
  await fetch(`http://127.0.0.1:${port}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: 'Was Napoleon unusually short?' }),
  });
  started.process.kill('SIGINT');
  await expect.poll(() => fetch(`http://127.0.0.1:${port}/health`).catch(() => 'gone')).toBe('gone');
  const before = performance.now();
  started.process.kill('SIGINT');
  expect(await started.exit).toBe(1);
  expect(performance.now() - before).toBeLessThan(1_000);
});
