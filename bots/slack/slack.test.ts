import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRehearsal } from '#core/rehearsal';
import type { Rehearsal } from '#core/rehearsal';
import type { EmulatedMessage } from './emulator/workspace.ts';
import { freePort } from './testing/free-port.ts';
import { secrets, startScene } from './testing/scene.ts';
import type { Scene, SceneOptions } from './testing/scene.ts';

/** The bot in its server, real Bolt and the real client, before the emulated Slack and rehearsal models that write at once. */
let folder = '';
let upstream: Rehearsal;
let scene: Scene | null = null;

beforeAll(async () => {
  upstream = await startRehearsal({ host: '127.0.0.1', port: 0, castFile: null, profile: 'none', faults: '', seed: 1 });
});
afterEach(async () => {
  await scene?.close();
  scene = null;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => upstream.close());

async function start(options: Partial<SceneOptions> = {}): Promise<Scene> {
  folder = mkdtempSync(join(tmpdir(), 'slack-'));
  scene = await startScene({ dataDir: folder, upstream, ...options });
  return scene;
}

const question = 'At what temperature does water boil on a 3,000 m mountain?';
const patience = { timeout: 40_000, interval: 30 };

function ours({ slack }: Scene, wanted: (message: EmulatedMessage) => boolean = () => true): EmulatedMessage[] {
  return slack.workspace.messages.filter((message) => message.isBot && wanted(message));
}

/** The live message, once it shows the end of its run. */
async function finalOf(here: Scene, wanted: (message: EmulatedMessage) => boolean = () => true) {
  return vi.waitUntil(
    () => ours(here, wanted).find(({ blocks }) => JSON.stringify(blocks).includes('"rerun"')),
    patience,
  );
}

function buttonOf(message: EmulatedMessage, action: string): { action_id: string; value: string } {
  const found: { action_id: string; value: string }[] = [];
  JSON.stringify(message.blocks, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'action_id' in value && value.action_id === action) {
      found.push(value as { action_id: string; value: string });
    }
    return value;
  });
  const [button] = found;
  if (button === undefined) {
    throw new Error(`There is no button ${action}.`);
  }
  return { action_id: button.action_id, value: button.value };
}

function wordsOf(message: EmulatedMessage): string {
  return JSON.stringify(message.blocks);
}

describe('a question', () => {
  test('by mention becomes a thread with verdict, synthesis and every answer to open', async () => {
    const here = await start();
    const { ts } = here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    const final = await finalOf(here);
    expect(final.thread_ts).toBe(ts);
    expect(final.shown[0]?.blocks).not.toEqual(final.blocks);
    const words = wordsOf(final);
    expect(words).toMatch(/(Strong agreement|Moderate agreement|Split) · \d+ of 100 · \d of 3 models/);
    expect(words).toContain('rehearsal: simulated answers');
    expect(final.blocks.filter((block) => (block as { type: string }).type === 'container')).toHaveLength(3);
    expect(here.slack.calls.filter(({ answer }) => answer?.ok === false)).toEqual([]);
  });

  test('by command stands in the channel, and a mention in its thread goes on in the same session', async () => {
    const here = await start();
    await here.slack.people.command({ channel: 'C1GENERAL', user: 'U1ADA', command: '/consilience', text: question });
    const first = await finalOf(here);
    expect(first.thread_ts).toBeNull();
    expect(wordsOf(first)).toContain('Asked by <@U1ADA>');
    here.slack.people.say({
      channel: 'C1GENERAL',
      user: 'U2BEN',
      text: '@Consilience And on Everest?',
      thread: first.ts,
    });
    const second = await finalOf(here, ({ thread_ts: thread }) => thread === first.ts);
    expect(wordsOf(second)).toContain('And on Everest?');
    const runs = await here.instances[0]?.consilience.runs.list('wsp_00000000000000000000local' as never, {
      text: null,
      limit: 10,
      cursor: null,
    });
    expect(new Set(runs?.items.map(({ session }) => session)).size).toBe(1);
  });

  test('in a direct message needs no mention, nor do replies in its thread', async () => {
    const here = await start();
    const { ts } = here.slack.people.say({ channel: 'D1ADA', user: 'U1ADA', text: question });
    const first = await finalOf(here);
    expect(first.thread_ts).toBe(ts);
    here.slack.people.say({ channel: 'D1ADA', user: 'U1ADA', text: 'And on Everest?', thread: ts });
    await finalOf(here, (message) => message !== first);
    expect(ours(here)).toHaveLength(2);
  });

  test('by shortcut on a message, in a channel the bot is not in, reaches the asker in private', async () => {
    const here = await start();
    const { ts } = here.slack.people.say({ channel: 'C2RANDOM', user: 'U2BEN', text: question });
    const message = here.slack.workspace.find('C2RANDOM', ts);
    expect(message).not.toBeNull();
    await here.slack.people.shortcut(message as EmulatedMessage, 'U1ADA');
    const told = await vi.waitUntil(() => ours(here)[0], patience);
    expect(told).toMatchObject({ onlyFor: 'U1ADA', text: expect.stringContaining('Invite me to the channel') });
  });

  test('without words gets help, and a bot gets nothing', async () => {
    const here = await start();
    await here.slack.people.command({ channel: 'C1GENERAL', user: 'U1ADA', command: '/ask', text: ' ' });
    expect(ours(here)[0]).toMatchObject({ onlyFor: 'U1ADA', text: expect.stringContaining('Ask several models') });
    await here.slack.people.event({
      type: 'app_mention',
      bot_id: 'B1',
      user: 'U9',
      text: '<@U0BOT> hi',
      channel: 'C1GENERAL',
      ts: '1.1',
    });
    await here.slack.people.event({
      type: 'message',
      channel_type: 'im',
      subtype: 'message_changed',
      channel: 'D1ADA',
      ts: '1.2',
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ours(here)).toHaveLength(1);
  });
});

describe('a button', () => {
  test('shows the full answers once, exports a file, and asks again in the same thread', async () => {
    const here = await start();
    here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    const final = await finalOf(here);
    await here.slack.people.press(final, 'U2BEN', buttonOf(final, 'answers'));
    await vi.waitUntil(() => ours(here).length === 4, patience);
    await here.slack.people.press(final, 'U2BEN', buttonOf(final, 'answers'));
    await vi.waitUntil(() => ours(here, ({ onlyFor }) => onlyFor === 'U2BEN').length === 1, patience);
    await here.slack.people.press(final, 'U1ADA', buttonOf(final, 'export'));
    const file = await vi.waitUntil(() => ours(here).find((message) => message.file !== null), patience);
    expect(file.file?.content).toMatch(/^# At what temperature[\s\S]*## Answers/);
    await here.slack.people.press(final, 'U1ADA', buttonOf(final, 'rerun'));
    const again = await finalOf(here, (message) => message !== final);
    expect(again.thread_ts).toBe(final.thread_ts);
  });

  test('stops a run that is under way, and the message says so', async () => {
    const slow = await startRehearsal({
      host: '127.0.0.1',
      port: 0,
      castFile: null,
      profile: 'P',
      faults: '',
      seed: 1,
      tokens: 2_000,
    });
    try {
      const here = await start({ upstream: slow });
      here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
      const running = await vi.waitUntil(
        () => ours(here).find(({ blocks }) => JSON.stringify(blocks).includes('"stop"')),
        patience,
      );
      await here.slack.people.press(running, 'U1ADA', buttonOf(running, 'stop'));
      const final = await finalOf(here);
      expect(final.ts).toBe(running.ts);
      expect(JSON.stringify(final)).toMatch(/stopped/i);
      await scene?.close();
      scene = null;
    } finally {
      await slow.close();
    }
  });

  test('that steers is for who asked; feedback is for everybody', async () => {
    const here = await start();
    here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    const final = await finalOf(here);
    await here.slack.people.press(final, 'U2BEN', buttonOf(final, 'rerun'));
    const refused = await vi.waitUntil(() => ours(here, ({ onlyFor }) => onlyFor === 'U2BEN')[0], patience);
    expect(refused?.text).toContain('Only the person who asked');
    const token = buttonOf(final, 'rerun').value.replace('rerun', 'down');
    await here.slack.people.press(final, 'U1ADA', { action_id: 'feedback', value: token });
    await vi.waitUntil(() => ours(here, ({ text }) => text.includes('not valid'))[0], patience);
    const down = JSON.stringify(final.blocks).match(/v1:down:[^"]+/)?.[0];
    await here.slack.people.press(final, 'U2BEN', { action_id: 'feedback', value: down });
    await vi.waitUntil(() => ours(here, ({ text }) => text.includes('thank you'))[0], patience);
  });
});

describe('the app’s own page', () => {
  test('shows what one asked and lets one choose the models', async () => {
    const here = await start();
    await here.slack.people.openHome('U1ADA');
    const home = () => JSON.stringify(here.slack.workspace.homes.get('U1ADA') ?? []);
    await vi.waitUntil(() => home().includes('Nothing yet'), patience);
    const [model = ''] = /openai\/[\w.-]+/.exec(home()) ?? [];
    await here.slack.people.choose('U1ADA', [model]);
    await vi.waitUntil(() => home().includes('initial_options'), patience);
    here.slack.people.say({ channel: 'D1ADA', user: 'U1ADA', text: question });
    const final = await finalOf(here);
    expect(wordsOf(final)).toContain('One answer, nothing to compare');
    await here.slack.people.openHome('U1ADA');
    await vi.waitUntil(() => home().includes('At what temperature'), patience);
  });

  test('suggests questions where a conversation opens', async () => {
    const here = await start();
    await here.slack.people.openMessages('U1ADA');
    await vi.waitUntil(() => here.slack.workspace.prompts !== null, patience);
    expect(here.slack.workspace.prompts?.prompts.length).toBeGreaterThan(0);
  });
});

describe('Socket Mode', () => {
  test('answers commands and mentions without an address', async () => {
    const here = await start({ settings: { SLACK_BOT_TOKEN: secrets.token, SLACK_APP_TOKEN: secrets.appToken } });
    await vi.waitUntil(() => here.slack.socketCount === 1, patience);
    const ack = await here.slack.people.command({ channel: 'C1GENERAL', user: 'U1ADA', command: '/ask', text: 'help' });
    expect(ack.body).toMatchObject({ response_type: 'ephemeral' });
    here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    await finalOf(here);
    const outside = await fetch(`${here.instances[0]?.origin}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(outside.status).toBe(404);
  });
});

describe('many workspaces', () => {
  const settings = {
    SLACK_CLIENT_ID: secrets.clientId,
    SLACK_CLIENT_SECRET: secrets.clientSecret,
    CONSILIENCE_SECRET: 'a-secret-of-at-least-32-characters',
  };

  test('install by OAuth, with their tokens encrypted, and are forgotten when the app is removed', async () => {
    const port = await freePort();
    const here = await start({
      settings: { ...settings, PUBLIC_URL: `http://127.0.0.1:${port}`, PORT: String(port) },
    });
    const installed = await install(here);
    expect(installed.status).toBe(200);
    here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    await finalOf(here);
    const stored = readdirSync(folder)
      .filter((name) => name.startsWith('consilience.db'))
      .map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(stored.join('')).toContain('T0EMULATED');
    expect(stored.join('')).not.toContain(secrets.token);
    await here.slack.people.event({ type: 'app_uninstalled' });
    here.slack.people.say({ channel: 'C1GENERAL', user: 'U1ADA', text: `@Consilience ${question}` });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(ours(here)).toHaveLength(1);
  });
});

/** As a browser that goes through the installation. */
async function install(here: Scene): Promise<Response> {
  const origin = here.instances[0]?.origin ?? '';
  const begun = await fetch(`${origin}/slack/install`, { redirect: 'manual' });
  const cookie = begun.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const allowed = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
  return fetch(allowed.headers.get('location') ?? '', { headers: { cookie } });
}
