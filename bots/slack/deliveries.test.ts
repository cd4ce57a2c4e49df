import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startRehearsal } from '#core/rehearsal';
import type { Rehearsal } from '#core/rehearsal';
import { isSignedBySlack } from './signature.ts';
import { secrets, startScene } from './testing/scene.ts';
import type { Scene } from './testing/scene.ts';

/** What Slack delivers, as often and as oddly as it may come. */
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

async function start(instances: number): Promise<Scene> {
  folder = mkdtempSync(join(tmpdir(), 'slack-'));
  scene = await startScene({ dataDir: folder, upstream, instances });
  return scene;
}

describe('a delivery that comes four times on two instances', () => {
  test('is answered once: 250 presses of a button', async () => {
    const here = await start(2);
    const origins = here.instances.map(({ origin }) => origin);
    const message = here.slack.workspace.add({ channel: 'C1GENERAL', user: 'U0BOT', text: 'x', isBot: true });
    const presses = Array.from({ length: 250 }, () =>
      here.slack.people.pressPayload(message, 'U1ADA', { action_id: 'stop', value: 'v1:stop:run:forged' }),
    );
    const statuses = await deliverAll(here, presses, origins);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const whispers = () => here.slack.workspace.messages.filter(({ onlyFor }) => onlyFor === 'U1ADA').length;
    await vi.waitUntil(() => whispers() >= 250, { timeout: 40_000, interval: 50 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(whispers()).toBe(250);
  }, 40_000);

  test('starts one run: six mentions', async () => {
    const here = await start(2);
    const payloads = Array.from({ length: 6 }, (_, index) => {
      const { ts } = here.slack.workspace.add({ channel: 'C1GENERAL', user: 'U1ADA', text: `Question ${index}` });
      const event = {
        type: 'app_mention',
        user: 'U1ADA',
        text: `<@U0BOT> Question ${index}?`,
        channel: 'C1GENERAL',
        ts,
      };
      return here.slack.people.eventPayload(event);
    });
    await deliverAll(
      here,
      payloads,
      here.instances.map(({ origin }) => origin),
    );
    const posts = () => here.slack.workspace.messages.filter(({ isBot }) => isBot).length;
    await vi.waitUntil(() => posts() >= 6, { timeout: 40_000, interval: 50 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(posts()).toBe(6);
  }, 40_000);
});

/** Each payload four times, by turns to each address, all at once in groups of forty. */
async function deliverAll(here: Scene, payloads: readonly Record<string, unknown>[], origins: readonly string[]) {
  const statuses: number[] = [];
  const all = payloads.flatMap((payload) =>
    [0, 1, 2, 3].map((turn) => ({ payload, origin: origins[turn % origins.length] ?? '' })),
  );
  for (let from = 0; from < all.length; from += 40) {
    const group = all
      .slice(from, from + 40)
      .map(({ payload, origin }) => here.slack.deliverTo(`${origin}/slack/events`, payload));
    statuses.push(...(await Promise.all(group)).map(({ status }) => status));
  }
  return statuses;
}

describe('a request', () => {
  test('of the challenge is answered; one that is not signed, stale or garbled is refused and does nothing', async () => {
    const here = await start(1);
    const { slack } = here;
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await slack.send(challenge, 'application/json')).toEqual({ status: 200, body: { challenge: 'abc' } });
    const send = async (change: Record<string, string>) =>
      (await slack.send(challenge, 'application/json', change)).status;
    expect(await send(secondsFromNow(-290))).toBe(200);
    expect(await send(secondsFromNow(290))).toBe(200);
    expect(await send(secondsFromNow(-400))).toBe(401);
    expect(await send(secondsFromNow(400))).toBe(401);
    expect(await send({ 'x-slack-signature': `v0=${'0'.repeat(64)}` })).toBe(401);
    expect(await send({ 'x-slack-signature': 'v0=short' })).toBe(401);
    expect(await send({ 'x-slack-request-timestamp': 'now' })).toBe(401);
    expect((await slack.send('{"type":', 'application/json')).status).toBe(400);
    expect((await slack.send('[]', 'application/json')).status).toBe(400);
    expect((await slack.send('{"type":"unheard_of"}', 'application/json')).status).toBe(200);
    expect((await slack.send('command=', 'application/x-www-form-urlencoded')).status).toBe(200);
    const bare = await fetch(`${here.instances[0]?.origin}/slack/events`, { method: 'POST', body: challenge });
    expect(bare.status).toBe(401);
    expect(slack.calls).toEqual([]);
  });

  test('that is replayed as it was is acknowledged and does nothing', async () => {
    const here = await start(1);
    const payload = here.slack.people.eventPayload({
      type: 'app_home_opened',
      user: 'U1ADA',
      channel: 'D1ADA',
      tab: 'home',
    });
    const body = JSON.stringify(payload);
    for (let time = 0; time < 5; time += 1) {
      expect((await here.slack.send(body, 'application/json')).status).toBe(200);
    }
    await vi.waitUntil(() => here.slack.workspace.homes.size === 1, { timeout: 40_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(here.slack.calls.filter(({ method }) => method === 'views.publish')).toHaveLength(1);
  });
});

/** A timestamp so many seconds from now. */
function secondsFromNow(seconds: number): Record<string, string> {
  return { 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000) + seconds) };
}

test('one changed bit anywhere makes a signature worthless', () => {
  const now = 1_790_000_000_000;
  const timestamp = String(now / 1_000);
  const body = Buffer.from('{"type":"event_callback","event_id":"Ev1"}');
  const hash = createHmac('sha256', secrets.signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  const signature = `v0=${hash}`;
  expect(isSignedBySlack({ timestamp, signature, body }, secrets.signingSecret, now)).toBe(true);
  fc.assert(
    fc.property(
      fc.nat(body.length * 8 - 1),
      fc.nat(hash.length - 1),
      fc.constantFrom(...'0123456789abcdefg'.split('')),
      (bit, at, digit) => {
        const changed = Buffer.from(body);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(isSignedBySlack({ timestamp, signature, body: changed }, secrets.signingSecret, now)).toBe(false);
        const forged = `v0=${hash.slice(0, at)}${digit}${hash.slice(at + 1)}`;
        expect(isSignedBySlack({ timestamp, signature: forged, body }, secrets.signingSecret, now)).toBe(
          forged === signature,
        );
      },
    ),
    { numRuns: 2_000 },
  );
  for (const odd of [undefined, ['a', 'b'], '', 'v0=', 'ü'.repeat(67), 'v0='.padEnd(5_000, '0')]) {
    expect(isSignedBySlack({ timestamp, signature: odd, body }, secrets.signingSecret, now)).toBe(false);
    expect(isSignedBySlack({ timestamp: odd, signature, body }, secrets.signingSecret, now)).toBe(false);
  }
});
