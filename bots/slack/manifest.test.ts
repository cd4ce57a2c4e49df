import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands, events, scopes } from './scopes.ts';

/** What is pasted into Slack and what the code does are one: scopes, events, commands, addresses. */
const manifestShape = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
  }),
  features: z.object({
    shortcuts: z.array(z.object({ callback_id: z.string(), type: z.string(), name: z.string().max(24 + 1) })),
    slash_commands: z.array(z.object({ command: z.string(), url: z.string().optional() })),
  }),
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), user: z.array(z.string()).default([]) }),
    redirect_urls: z.array(z.string()).default([]),
  }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()), request_url: z.string().optional() }),
    interactivity: z.object({ is_enabled: z.literal(true), request_url: z.string().optional() }),
    socket_mode_enabled: z.boolean(),
  }),
});

const folder = new URL('../../manifests/slack', import.meta.url).pathname;

describe.each(['manifest.json', 'manifest.socket-mode.json'])('%s', (name) => {
  const manifest = manifestShape.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const { features, oauth_config: oauth, settings } = manifest;

  test('asks for what the code uses, and nothing else', () => {
    expect(oauth.scopes).toEqual({ bot: [...scopes].toSorted(), user: [] });
    expect(settings.event_subscriptions.bot_events).toEqual([...events].toSorted());
    expect(features.slash_commands.map(({ command }) => command)).toEqual(commands);
    expect(features.shortcuts.map(({ callback_id: id }) => id)).toEqual(['ask_models']);
  });

  test('leads to the addresses that the server has', () => {
    const addresses = [
      ...features.slash_commands.map(({ url }) => url),
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
      ...oauth.redirect_urls,
    ].filter((url) => url !== undefined);
    const paths = settings.socket_mode_enabled ? [] : ['/slack/events', '/slack/oauth_redirect'];
    expect([...new Set(addresses.map((url) => new URL(url).pathname))]).toEqual(paths);
  });
});

/** Which of the methods that the code names need which scope. Source: the page of each method at docs.slack.dev. */
const scopeOf: Readonly<Record<string, string | null>> = {
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'assistant.threads.setStatus': 'assistant:write',
  'assistant.threads.setSuggestedPrompts': 'assistant:write',
  'views.publish': null,
};

test('every method that is called has its scope, and every scope its use', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const called = new Set(
    Array.from(
      sources.matchAll(/'((?:chat|assistant\.threads|views|files|users|conversations)\.\w+)'/g),
      ([, method]) => method,
    ),
  );
  expect([...called].toSorted(byName)).toEqual(Object.keys(scopeOf).toSorted(byName));
  const used = new Set([...Object.values(scopeOf), 'app_mentions:read', 'commands']);
  used.delete(null);
  expect(sources).toContain('filesUploadV2');
  used.add('files:write');
  expect(sources).toContain('conversations.replies(');
  used.add('im:history');
  expect([...used].toSorted(byName)).toEqual([...scopes].toSorted(byName));
});

function byName(a: string | null | undefined, b: string | null | undefined): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
