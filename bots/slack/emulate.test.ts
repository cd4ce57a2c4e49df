import { createEmulator } from 'emulate';
import type { Emulator } from 'emulate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../message.ts';
import { view } from '../testing/views.ts';
import { SlackAdapter } from './adapter.ts';
import { fixedGrant } from './installations.ts';
import { freePort } from './testing/free-port.ts';

/** A second opinion: an emulator of Slack that nobody here wrote (vercel-labs/emulate). It knows no limits and fewer methods. */
let emulator: Emulator;
let adapter: SlackAdapter;
let place: Place;

beforeAll(async () => {
  emulator = await createEmulator({
    service: 'slack',
    port: await freePort(),
    seed: { slack: { channels: [{ name: 'questions' }] } },
  });
  adapter = new SlackAdapter(fixedGrant('xoxb-anything'), { apiUrl: `${emulator.url}/api/`, timeoutMs: 5_000 });
  const { channels = [] } = (await call('conversations.list', {})) as { channels?: { id: string; name: string }[] };
  const channel = channels.find(({ name }) => name === 'questions')?.id ?? '';
  place = { installation: 'T000000001', channel, thread: null, asker: 'U000000001', replyUrl: null };
});
afterAll(() => emulator.close());

const context = { rung: 'rich', asker: null, link: null, token: () => 'v1' } as const;

test('a run is posted, edited in place and read back', async () => {
  const [first, last] = [
    adapter.render(view({ ended: false }), context),
    adapter.render(view({ ended: true }), context),
  ];
  const posted = await adapter.post(place, first[0] ?? {}, 'run_1.0.0');
  expect(posted.ok).toBe(true);
  const ref = posted.ok ? posted.ref : '';
  expect(await adapter.edit(place, last[0] ?? {}, ref)).toMatchObject({ ok: true });
  const { messages = [] } = (await call('conversations.history', { channel: place.channel })) as {
    messages?: unknown[];
  };
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({ ts: ref, text: last[0]?.['text'] });
  expect(await adapter.edit(place, last[0] ?? {}, '1.000001')).toMatchObject({ ok: false, kind: 'gone' });
});

test('a thread, a whisper and a file are taken', async () => {
  const root = await adapter.post(place, { text: 'root' }, 'run_2.0.0');
  const inThread = { ...place, thread: root.ok ? root.ref : '' };
  expect(await adapter.post(inThread, { text: 'in the thread' }, 'run_2.1.0')).toMatchObject({ ok: true });
  expect(await adapter.whisper(inThread, 'for you alone')).toMatchObject({ ok: true });
  expect(await adapter.attach(inThread, { name: 'run.md', text: '# A run' })).toMatchObject({ ok: true });
  expect(await adapter.post({ ...place, channel: 'C9NOWHERE' }, { text: 'x' }, 'k')).toMatchObject({
    kind: 'forbidden',
  });
});

async function call(method: string, given: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${emulator.url}/api/${method}`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-anything', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(given),
  });
  return response.json();
}
