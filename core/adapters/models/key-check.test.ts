import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReply, ScriptedUpstream } from '../../testing/scripted-upstream.ts';
import { anthropicVendor } from './anthropic.ts';
import { googleVendor } from './google.ts';
import { openaiVendor } from './openai.ts';
import { compatibleVendor } from './openai-compatible.ts';
import { perplexityVendor } from './perplexity.ts';

const given = { key: 'sk-canary-7f3c9a1e5b', connectMs: 1_000, rehearsal: false };

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await ScriptedUpstream.open();
});
afterAll(() => upstream.close());

const vendors = {
  openai: () => openaiVendor({ ...given, baseUrl: `${upstream.url}/v1` }),
  anthropic: () => anthropicVendor({ ...given, baseUrl: upstream.url }),
  google: () => googleVendor({ ...given, baseUrl: upstream.url }),
  perplexity: () => perplexityVendor({ ...given, baseUrl: upstream.url }),
  openrouter: () =>
    compatibleVendor({ ...given, vendor: 'openrouter', baseUrl: `${upstream.url}/api/v1`, price: null }),
};

describe.each(Object.entries(vendors))('a key of %s', (name, open) => {
  test('that is rejected is said to be, without the key', async () => {
    const body = { error: { message: `Incorrect API key: ${given.key}`, type: 'authentication_error', code: 401 } };
    upstream.play(jsonReply(401, body));
    const failure = await open()
      .check(AbortSignal.timeout(5_000))
      .then(
        () => null,
        (error: unknown) => error as Error & { code: string },
      );
    expect(failure?.code).toBe('key_rejected');
    expect(failure?.message).toContain('401');
    expect(JSON.stringify([failure, failure?.message])).not.toContain(given.key);
  });

  test('that is good passes', async () => {
    const good =
      name === 'perplexity'
        ? jsonReply(400, { error: { message: 'At least one message is needed', type: 'invalid_message' } })
        : jsonReply(200, { data: [], models: [] });
    upstream.play(good);
    await expect(open().check(AbortSignal.timeout(5_000))).resolves.not.toThrow();
  });
});

test('OpenRouter is asked for what only the holder of a key is told', async () => {
  upstream.play(jsonReply(200, { data: { label: 'sk-or-...' } }));
  await vendors.openrouter().check(AbortSignal.timeout(5_000));
  expect(upstream.requests.at(-1)?.path).toBe('/api/v1/key');
});
