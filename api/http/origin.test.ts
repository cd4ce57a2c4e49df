import { ConsilienceError } from '#core';
import { describe, expect, test } from 'vitest';
import { isLoopback, refuseOtherSites } from './origin.ts';

const ours = new Set(['127.0.0.1', 'asks.example']);

function isRefused(method: string, headers: Record<string, string>, hosts: ReadonlySet<string> | null = ours): boolean {
  try {
    refuseOtherSites({ method, headers }, hosts);
    return false;
  } catch (error) {
    return error instanceof ConsilienceError && error.code === 'origin_refused';
  }
}

describe('which host', () => {
  test.each(['127.0.0.1:4280', 'localhost:4280', 'LOCALHOST', '[::1]:4280', 'asks.example', 'a.localhost:1'])(
    '%s passes',
    (host) => {
      expect(isRefused('GET', { host })).toBe(false);
    },
  );

  test.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example:4280',
    '128.0.0.1',
    'user@127.0.0.1',
    '127.0.0.1:4280/x',
    '127.0.0.1#',
    '',
  ])('%s is refused', (host) => {
    expect(isRefused('GET', { host })).toBe(true);
  });

  test('none is refused', () => {
    expect(isRefused('GET', {})).toBe(true);
  });

  test('an open server goes by any name', () => {
    expect(isRefused('GET', { host: 'evil.example' }, null)).toBe(false);
  });
});

describe('which origin may change something', () => {
  const host = '127.0.0.1:4280';
  test.each<[string, Record<string, string>, boolean]>([
    ['a program', { host }, false],
    ['our page', { host, origin: 'http://127.0.0.1:4280', 'sec-fetch-site': 'same-origin' }, false],
    ['our page behind TLS', { host, origin: 'https://127.0.0.1:4280' }, false],
    ['a person', { host, 'sec-fetch-site': 'none' }, false],
    ['another site', { host, origin: 'https://evil.example' }, true],
    ['another port of this machine', { host, origin: 'http://127.0.0.1:9999' }, true],
    ['a sandboxed frame', { host, origin: 'null' }, true],
    ['our address with something behind it', { host, origin: 'http://127.0.0.1:4280.evil.example' }, true],
    ['our address with a user', { host, origin: 'http://x@127.0.0.1:4280' }, true],
    ['a form of another site', { host, 'sec-fetch-site': 'cross-site' }, true],
    ['a form of another port', { host, 'sec-fetch-site': 'same-site' }, true],
  ])('%s', (_who, headers, refused) => {
    expect(isRefused('POST', headers)).toBe(refused);
    expect(isRefused('DELETE', headers)).toBe(refused);
    expect(isRefused('GET', headers)).toBe(false);
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example', false],
  ['example.localhost.org', false],
])('%s is loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
