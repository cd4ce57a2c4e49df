import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startRehearsal } from '#core/rehearsal';
import type { Rehearsal } from '#core/rehearsal';
import { SlackEmulator } from './emulator/emulator.ts';
import type { Fault } from './emulator/emulator.ts';
import { scopes } from './scopes.ts';
import { freePort } from './testing/free-port.ts';
import { secrets } from './testing/scene.ts';

/** The server as a process of its own, killed while a message is being edited, before a Slack that fails now and then. */
const folder = mkdtempSync(join(tmpdir(), 'slack-crash-'));
const question = 'At what temperature does water boil on a 3,000 m mountain?';
const children = new Set<ChildProcess>();
let upstream: Rehearsal;
let slack: SlackEmulator;
let fault: (method: string) => Fault | null = () => null;

beforeAll(async () => {
  upstream = await startRehearsal({ host: '127.0.0.1', port: 0, castFile: null, profile: 'demo', faults: '', seed: 1 });
  const options = { ...secrets, scopes, requestUrl: null, now: Date.now, retryMs: [200, 500, 2_000] };
  slack = new SlackEmulator({ ...options, fault: (method) => fault(method) });
  await slack.listen(0);
});
afterAll(async () => {
  for (const child of children) {
    child.kill('SIGKILL');
  }
  await slack.close();
  await upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a run that was being shown when the process was killed is shown to its end by the next one, once', async () => {
  const port = await freePort();
  slack.pointAt(`http://127.0.0.1:${port}/slack/events`);
  const first = await start(port);
  const { ts } = slack.people.say({ channel: 'D1ADA', user: 'U1ADA', text: question });
  const ours = () => slack.workspace.messages.filter(({ isBot, thread_ts: thread }) => isBot && thread === ts);
  await vi.waitUntil(() => ours().length === 1, { timeout: 40_000, interval: 5 });
  first.kill('SIGKILL');

  let calls = 0;
  const faults: readonly Fault[] = [
    { kind: 'failed' },
    { kind: 'unanswered' },
    { kind: 'lost' },
    { kind: 'limited', seconds: 1 },
  ];
  fault = (method) => {
    calls += method === 'chat.update' ? 1 : 0;
    return method === 'chat.update' && calls <= faults.length ? (faults[calls - 1] ?? null) : null;
  };
  await start(port);
  await vi.waitUntil(() => JSON.stringify(ours()[0]?.blocks).includes('"rerun"'), { timeout: 50_000, interval: 50 });
  // A final whose response was lost is sent again until Slack has confirmed it.
  await vi.waitUntil(() => calls > faults.length, { timeout: 40_000, interval: 50 });
  expect(ours()).toHaveLength(1);
  expect(JSON.stringify(ours()[0]?.blocks)).toContain('"rerun"');
}, 110_000);

async function start(port: number): Promise<ChildProcess> {
  const { baseUrls, models } = upstream;
  const chosen = models.filter(({ vendor }) => vendor === 'openai' || vendor === 'anthropic');
  const child = spawn(process.execPath, ['--import', './runtime.mjs', 'api/main.ts'], {
    env: {
      PATH: process.env['PATH'],
      DATA_DIR: folder,
      PORT: String(port),
      LOG_LEVEL: 'error',
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_BOT_TOKEN: secrets.token,
      SLACK_API_URL: slack.apiUrl,
      OPENAI_API_KEY: 'rehearsal',
      OPENAI_BASE_URL: baseUrls.openai,
      ANTHROPIC_API_KEY: 'rehearsal',
      ANTHROPIC_BASE_URL: baseUrls.anthropic,
      CONSILIENCE_MODELS: chosen.map(({ vendor, name }) => `${vendor}/${name}`).join(','),
    },
  });
  children.add(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitUntil(() => said.includes('Answering in Slack'), { timeout: 20_000, interval: 20 });
  return child;
}
