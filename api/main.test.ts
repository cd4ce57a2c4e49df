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
const runtime = new URL('../runtime.mjs', import.meta.url).href;
const rehearsal = fileURLToPath(new URL('../core/rehearsal/main.ts', import.meta.url));
const question = 'Was Napoleon unusually short?';
const panel = [
  'openai/rehearsal-gpt',
  'anthropic/rehearsal-claude',
  'google/rehearsal-gemini',
  'perplexity/rehearsal-sonar',
  'vllm/rehearsal-llama',
];

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
  return run([main], { DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'warn', ...settings });
}

function run(argv: readonly string[], env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['--import', runtime, ...argv], { cwd: folder, env });
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

/** Vendors on loopback, and the settings of a server that asks them through keys. */
async function vendors(...faults: readonly string[]): Promise<Record<string, string>> {
  const argv = [rehearsal, '--port', '0', '--profile', 'none', ...faults.flatMap((rule) => ['--faults', rule])];
  const started = run(argv, {});
  const address = /Rehearsal server at (http:\/\/127\.0\.0\.1:\d+)/;
  await vi.waitUntil(() => address.test(started.said()), { timeout: 40_000 });
  const upstream = address.exec(started.said())?.[1] ?? '';
  return {
    OPENAI_API_KEY: 'sk-one',
    OPENAI_BASE_URL: `${upstream}/openai/v1`,
    ANTHROPIC_API_KEY: 'sk-two',
    ANTHROPIC_BASE_URL: `${upstream}/anthropic`,
    GOOGLE_API_KEY: 'three',
    GOOGLE_BASE_URL: `${upstream}/google`,
    PERPLEXITY_API_KEY: 'pplx-four',
    PERPLEXITY_BASE_URL: `${upstream}/perplexity`,
    VLLM_BASE_URL: `${upstream}/vllm/v1`,
    CONSILIENCE_MODELS: panel.join(','),
  };
}

async function ask(port: number, body: object): Promise<string> {
  const asked = await fetch(`http://127.0.0.1:${port}/v1/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(asked.status).toBe(202);
  return ((await asked.json()) as { id: string }).id;
}

async function portOf(started: Started): Promise<number> {
  const address = /Consilience is at http:\/\/127\.0\.0\.1:(\d+)\n/;
  await vi.waitUntil(() => address.test(started.said()) || started.process.exitCode !== null, { timeout: 40_000 });
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
  const id = await ask(port, { question });
  const viewer = await view(port, `/v1/runs/${id}/events`);
  await vi.waitUntil(() => viewer.events().length > 3);
  started.process.kill('SIGTERM');
  await viewer.ended;
  expect(viewer.text()).toMatch(/: resume with Last-Event-ID\n\n$|event: run-end/);
  expect(await started.exit).toBe(0);
});

test('a later signal ends the process at once', { timeout: 40_000 }, async () => {
  const started = start({});
  const port = await portOf(started);
  await ask(port, { question });
  started.process.kill('SIGINT');
  const again = setInterval(() => started.process.kill('SIGINT'), 50);
  expect(await started.exit).toBe(1);
  clearInterval(again);
});

test('one Ctrl+C that comes twice, as through npm, is one', { timeout: 40_000 }, async () => {
  const started = start({ CONSILIENCE_DEADLINE_MS: '1000' });
  await ask(await portOf(started), { question });
  started.process.kill('SIGINT');
  started.process.kill('SIGTERM');
  expect(await started.exit).toBe(0);
});

test('asks vendors through keys, and finishes after kill -9 what it began', { timeout: 40_000 }, async () => {
  // One vendor never answers, so that the run is open for as long as the first process lives.
  const settings = { ...(await vendors('vllm=silent')), DATA_DIR: join(folder, 'killed'), CONSILIENCE_QUORUM: '5' };
  const first = start(settings);
  const port = await portOf(first);
  const whole = await view(port, `/v1/runs/${await ask(port, { question, models: panel.slice(0, 4) })}/events`);
  await whole.ended;
  expect(whole.events().at(-1)).toMatchObject({ type: 'run-end', state: 'done', error: null });

  const id = await ask(port, { question });
  const before = await view(port, `/v1/runs/${id}/events`);
  const answered = () => before.events().filter(({ type }) => type === 'answer-end');
  await vi.waitUntil(() => answered().length === 4, { timeout: 40_000 });
  first.process.kill('SIGKILL');
  await Promise.all([first.exit, before.ended]);

  const second = start(settings);
  const after = await view(await portOf(second), `/v1/runs/${id}/events`);
  await after.ended;
  const events = after.events();
  expect(events.slice(0, before.events().length)).toEqual(before.events());
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'answer-end')).toEqual(answered());
  // It may have been paid for and there is enough to compare: it is not asked a second time.
  expect(events.filter(({ type }) => type === 'answer-error')).toMatchObject([
    { model: 'vllm/rehearsal-llama', error: { code: 'interrupted' } },
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'run-end', state: 'done' });
  expect(`${first.said()}${second.said()}`).not.toMatch(/sk-one|sk-two|pplx-four/);
});
