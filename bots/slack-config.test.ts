import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { readConfig } from '#core';
import { checkSlack } from './slack-config.ts';

const secret = { SLACK_SIGNING_SECRET: 'signing' };
const own = { CONSILIENCE_SECRET: 'a-secret-of-at-least-32-characters' };
const client = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'client' };

describe('the configuration of Slack', () => {
  test.each([
    [{}, null],
    [{ ...secret, SLACK_BOT_TOKEN: 'xoxb-1' }, 'one workspace'],
    [{ SLACK_APP_TOKEN: 'xapp-1', SLACK_BOT_TOKEN: 'xoxb-1' }, 'one workspace'],
    [{ ...secret, ...client, ...own }, 'many workspaces'],
  ])('%j is for %s', (settings, expected) => {
    expect(checkSlack(readConfig(settings))).toBe(expected);
  });

  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET'],
    [secret, 'SLACK_BOT_TOKEN'],
    [{ ...secret, SLACK_CLIENT_ID: '1.2' }, 'SLACK_CLIENT_SECRET'],
    [{ ...secret, ...client }, 'CONSILIENCE_SECRET'],
    [{ ...secret, ...client, ...own, SLACK_BOT_TOKEN: 'xoxb-1' }, 'not both'],
  ])('%j is refused, and what is missing is named', (settings, missing) => {
    expect(() => checkSlack(readConfig(settings))).toThrow(missing);
  });
});

test('who does not use Slack does not load it', () => {
  const script = `
    const { openChats } = await import('#bots');
    const chats = await openChats({ config: {} });
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes('@slack'));
    console.log(JSON.stringify({ platforms: chats.platforms, loaded }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ platforms: [], loaded: [] });
});
