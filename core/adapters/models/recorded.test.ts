import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../errors.ts';
import type { ModelEvent } from '../../ports/chat-model.ts';
import type { ModelVendor } from '../../ports/model-vendor.ts';
import { reply, ScriptedUpstream } from '../../testing/scripted-upstream.ts';
import { anthropicVendor } from './anthropic.ts';
import { googleVendor } from './google.ts';
import { openaiVendor } from './openai.ts';
import { compatibleVendor } from './openai-compatible.ts';
import type { CompatibleOptions } from './openai-compatible.ts';
import { perplexityVendor } from './perplexity.ts';

const key = 'sk-canary-7f3c9a1e5b';
const given = { key, connectMs: 1_000, rehearsal: false };
const compatible =
  (vendor: CompatibleOptions['vendor'], price: CompatibleOptions['price'] = null) =>
  (url: string) =>
    compatibleVendor({ ...given, vendor, baseUrl: `${url}/v1`, price });

const vendors: Readonly<Record<string, { open: (url: string) => ModelVendor; model: string }>> = {
  openai: { open: (url) => openaiVendor({ ...given, baseUrl: `${url}/v1` }), model: 'gpt-5.5' },
  anthropic: { open: (url) => anthropicVendor({ ...given, baseUrl: url }), model: 'claude-opus-4-8' },
  google: { open: (url) => googleVendor({ ...given, baseUrl: url }), model: 'gemini-2.5-pro' },
  perplexity: { open: (url) => perplexityVendor({ ...given, baseUrl: url }), model: 'sonar' },
  vllm: { open: compatible('vllm', { input: 0.5, output: 2 }), model: 'meta-llama/Llama-3.3-70B-Instruct' },
  ollama: { open: compatible('ollama'), model: 'deepseek-r1:8b' },
  llamacpp: { open: compatible('llamacpp'), model: 'model.gguf' },
  openrouter: { open: compatible('openrouter'), model: 'openai/gpt-5.5' },
};

let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await ScriptedUpstream.open();
});
afterAll(() => upstream.close());

function vendorOf(file: string): { vendor: ModelVendor; model: string } {
  const found = vendors[file.split('-')[0] ?? ''];
  if (found === undefined) {
    throw new Error(`${file} begins with no vendor`);
  }
  return { vendor: found.open(upstream.url), model: found.model };
}

function serve(file: string, status = 200): void {
  const type = { sse: 'text/event-stream', html: 'text/html' }[file.split('.')[1] ?? ''] ?? 'application/json';
  const parts = [readFileSync(new URL(`fixtures/${file}`, import.meta.url))];
  upstream.play(reply({ status, headers: { 'content-type': type }, parts }));
}

async function play(file: string, status = 200) {
  serve(file, status);
  const { vendor, model } = vendorOf(file);
  const request = { system: '', messages: [{ role: 'user', text: 'At what heat does water boil?' }] } as const;
  const events: ModelEvent[] = [];
  let error: unknown = null;
  try {
    const limits = { maxOutputTokens: 1_000, temperature: null, output: null };
    for await (const event of vendor.model(model).stream({ ...request, ...limits }, AbortSignal.timeout(5_000))) {
      events.push(event);
    }
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
  return { types: [...new Set(events.map(({ type }) => type))].join(' '), text, events, error };
}

describe('recorded answers', () => {
  const plain = 'Water boils at 100 °C at sea level.';
  it.each([
    ['openai-answer.sse', 'open text-delta finish', plain, { inputTokens: 24, outputTokens: 78, costMicros: 2_460 }],
    ['anthropic-answer.sse', 'open text-delta finish', plain, { inputTokens: 21, outputTokens: 18 }],
    ['anthropic-thinking.sse', 'open thinking text-delta finish', 'At 100 °C, at sea level.', { outputTokens: 57 }],
    ['google-answer.sse', 'open thinking text-delta finish', plain, { inputTokens: 11, outputTokens: 99 }],
    ['google-older.sse', 'open text-delta finish', plain, { inputTokens: 11, outputTokens: 13 }],
    [
      'vllm-answer.sse',
      'open thinking text-delta finish',
      plain,
      { inputTokens: 41, outputTokens: 32, costMicros: 85 },
    ],
    ['ollama-answer.sse', 'open thinking text-delta finish', plain, { outputTokens: 31, costMicros: null }],
    ['openrouter-answer.sse', 'open thinking text-delta citation finish', plain, { costMicros: 1_260 }],
    [
      'perplexity-answer.sse',
      'open text-delta citation finish',
      'Water boils at 100 °C[1] at sea level[1][2].',
      { inputTokens: 9, outputTokens: 20, costMicros: 5_029 },
    ],
    [
      'perplexity-research.sse',
      'open thinking text-delta citation finish',
      '# Boiling\n\n100 °C at sea level[2].',
      { outputTokens: 20 },
    ],
  ])('%s', async (file, ...[types, text, usage]) => {
    const played = await play(file);
    expect(played.error).toBeNull();
    expect(played).toMatchObject({ types, text });
    expect(played.events.at(-1)).toMatchObject({ reason: 'stop', usage });
  });

  it('of Perplexity keep their sources in the order of their numbers', async () => {
    const { events } = await play('perplexity-answer.sse');
    expect(events.flatMap((event) => (event.type === 'citation' ? [event.citation] : []))).toEqual([
      { url: 'https://www.britannica.com/science/boiling-point', title: 'Boiling point | Definition' },
      { url: 'https://en.wikipedia.org/wiki/Boiling_point', title: 'Boiling point - Wikipedia' },
    ]);
  });

  it.each([
    ['openai-refusal.sse', "I'm sorry, I can't help with that."],
    ['anthropic-refusal.sse', ''],
    ['google-blocked.sse', ''],
    ['google-recitation.sse', 'It was the best'],
  ])('%s is a refusal', async (file, text) => {
    const played = await play(file);
    expect(played).toMatchObject({ error: null, text });
    expect(played.events.at(-1)).toMatchObject({ type: 'finish', reason: 'refusal' });
  });
});

describe('recorded failures', () => {
  it.each<[string, number, ErrorCode, string]>([
    ['openai-failed-inside.sse', 200, 'provider_failed', 'The server had an error'],
    ['openai-quota.json', 429, 'credit_exhausted', '(429)'],
    ['openai-key.json', 401, 'key_rejected', 'rejected the key (401)'],
    ['openai-too-long.json', 400, 'context_too_long', '272000 tokens'],
    ['openai-model.json', 404, 'model_retired', '"gpt-5.5"'],
    ['openai-model.json', 403, 'model_retired', '"gpt-5.5"'],
    ['openai-temperature.json', 400, 'request_rejected', "Unsupported value: 'temperature'"],
    ['anthropic-overloaded.sse', 200, 'provider_overloaded', 'overloaded'],
    ['anthropic-credit.json', 400, 'credit_exhausted', '(400)'],
    ['anthropic-too-long.json', 400, 'context_too_long', '1000000 maximum'],
    ['anthropic-model.json', 404, 'model_retired', '"claude-opus-4-8"'],
    ['anthropic-rate.json', 429, 'rate_limited', '(429)'],
    ['google-other.sse', 200, 'provider_failed', 'MALFORMED_RESPONSE'],
    ['google-key.json', 400, 'key_rejected', 'rejected the key (400)'],
    ['google-quota.json', 429, 'rate_limited', '(429)'],
    ['google-too-long.json', 400, 'context_too_long', '1048576'],
    ['google-model.json', 404, 'model_retired', 'core/routing/catalogue.json'],
    ['perplexity-key.html', 401, 'key_rejected', 'rejected the key (401)'],
    ['vllm-failed-inside.sse', 200, 'provider_failed', 'EngineCore encountered an issue'],
    ['vllm-too-long.json', 400, 'context_too_long', '8192 tokens'],
    ['llamacpp-too-long.json', 400, 'context_too_long', 'context size'],
    ['llamacpp-loading.json', 503, 'provider_overloaded', '(503)'],
    ['ollama-model.json', 404, 'model_retired', '"deepseek-r1:8b"'],
    ['openrouter-failed-inside.sse', 200, 'provider_failed', 'Provider disconnected'],
    ['openrouter-credit.json', 402, 'credit_exhausted', '(402)'],
    ['openrouter-moderated.json', 403, 'request_rejected', 'flagged'],
  ])('%s with %i is %s', async (file, status, ...[code, words]) => {
    const { error } = await play(file, status);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(words);
    expect(String(error)).not.toContain('sk-canar');
  });

  it('of Google say in their body how long to wait', async () => {
    expect(await play('google-quota.json', 429)).toMatchObject({ error: { retryAfterMs: 34_075 } });
  });
});

describe('recorded lists', () => {
  it.each([
    ['openai-list.json', '/v1/models', ['gpt-5.5 gpt-5.5', 'text-embedding-3-large text-embedding-3-large']],
    [
      'anthropic-list.json',
      '/v1/models?limit=1000',
      ['claude-opus-4-8 Claude Opus 4.8', 'claude-haiku-4-5 Claude Haiku 4.5'],
    ],
    ['google-list.json', '/v1beta/models?pageSize=1000', ['gemini-3.1-pro Gemini 3.1 Pro']],
    ['vllm-list.json', '/v1/models', ['meta-llama/Llama-3.3-70B-Instruct meta-llama/Llama-3.3-70B-Instruct']],
  ])('%s', async (file, path, lines) => {
    upstream.requests.splice(0);
    serve(file);
    const listings = await vendorOf(file).vendor.list(AbortSignal.timeout(5_000));
    expect(listings.map(({ name, label }) => `${name} ${label}`)).toEqual(lines);
    expect(upstream.requests.map((request) => request.path)).toEqual([path]);
    expect(JSON.stringify(upstream.requests[0]?.headers)).toContain(key);
  });

  it('Perplexity has none to ask for', async () => {
    upstream.requests.splice(0);
    const { vendor } = vendorOf('perplexity');
    expect((await vendor.list(AbortSignal.timeout(5_000))).map(({ name }) => name)).toContain('sonar-deep-research');
    expect(upstream.requests).toEqual([]);
  });

  it.each(['openai-key.json', 'anthropic-credit.json', 'google-key.json', 'vllm-too-long.json'])(
    'fail in our words: %s',
    async (file) => {
      serve(file, 401);
      const failed = vendorOf(file).vendor.list(AbortSignal.timeout(5_000));
      await expect(failed).rejects.toMatchObject({ name: 'ConsilienceError' });
    },
  );

  it.each(['openai', 'anthropic', 'google', 'vllm'])('of another shape is stream_invalid: %s', async (name) => {
    upstream.play(reply({ headers: { 'content-type': 'application/json' }, parts: ['{"models": 5, "data": 5}'] }));
    const failed = vendorOf(name).vendor.list(AbortSignal.timeout(5_000));
    await expect(failed).rejects.toMatchObject({ code: 'stream_invalid' });
  });
});
