import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatAdapterContract } from '../testing/chat-adapter.contract.ts';
import type { ChatAdapterSubject } from '../testing/chat-adapter.contract.ts';
import { SlackAdapter } from './adapter.ts';
import { faultOf } from './emulator/blocks.ts';
import { SlackEmulator } from './emulator/emulator.ts';
import type { Fault } from './emulator/emulator.ts';
import { fixedGrant } from './installations.ts';
import { scopes } from './scopes.ts';
import { secrets } from './testing/scene.ts';

let slack: SlackEmulator;
let fault: Fault | null = null;

beforeAll(async () => {
  slack = new SlackEmulator({
    ...secrets,
    scopes,
    requestUrl: null,
    now: Date.now,
    fault: () => {
      const now = fault;
      fault = null;
      return now;
    },
    retryMs: [],
  });
  await slack.listen(0);
});
afterAll(() => slack.close());

function adapter(token: string = secrets.token): SlackAdapter {
  return new SlackAdapter(fixedGrant(token), { apiUrl: slack.apiUrl, timeoutMs: 5_000 });
}

const place = { installation: 'T0EMULATED', channel: 'D1ADA', thread: null, asker: 'U1ADA', replyUrl: null };

async function open(): Promise<ChatAdapterSubject> {
  slack.forgetCalls();
  return {
    adapter: adapter(),
    place,
    forbidden: { ...place, channel: 'C2RANDOM' },
    shown: () =>
      slack.workspace.messages
        .filter(({ channel }) => channel === 'D1ADA')
        .map(({ ts: ref, text, blocks, onlyFor }) => ({ ref, content: { text, blocks }, onlyFor })),
    next: (kind) => {
      fault = kind === 'limited' ? { kind, seconds: 7 } : { kind };
    },
    remove: (ref) => {
      const message = slack.workspace.find('D1ADA', ref);
      if (message !== null) {
        slack.workspace.remove(message);
      }
    },
    fault: (part) => faultOf(part)?.detail ?? null,
    invalid: { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(200) } }] },
  };
}

chatAdapterContract('Slack', open);

test('a token that was revoked forbids, and an address that is not Slack’s is never called', async () => {
  const revoked = await adapter('xoxb-revoked').post(place, { text: 'x' }, 'k');
  expect(revoked).toEqual({ ok: false, kind: 'forbidden', detail: 'invalid_auth' });
  const elsewhere = { ...place, replyUrl: 'http://127.0.0.1:1/steal' };
  expect(await adapter().whisper(elsewhere, 'x')).toMatchObject({ ok: true });
});

test('nothing that is posted is looked at for names or addresses', async () => {
  slack.forgetCalls();
  await adapter().post(place, { text: 'x' }, 'k');
  await adapter().whisper({ ...place, channel: 'C1GENERAL' }, 'x');
  const posts = slack.calls.filter(({ method }) => method.startsWith('chat.'));
  expect(posts).toHaveLength(2);
  for (const { given } of posts) {
    expect(given).toMatchObject({ parse: 'none', link_names: 'false', unfurl_links: 'false', unfurl_media: 'false' });
  }
});
