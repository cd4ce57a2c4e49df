import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../ports/chat-model.ts';
import { compatibleEmbedder } from '../embedders/openai-compatible.ts';
import { anthropicVendor } from './anthropic.ts';
import { googleVendor } from './google.ts';
import { openaiVendor } from './openai.ts';
import { compatibleVendor } from './openai-compatible.ts';
import { perplexityVendor } from './perplexity.ts';

/** The adapters against an upstream that nobody here wrote. It knows no citations, so Perplexity is held to the rest. */
const text = 'The capital of France is Paris, on the Seine: Größe 🎉 日本.';
const given = { key: 'sk-test-0123456789', connectMs: 1_000, rehearsal: false };

const vendors = {
  openai: (url: string) => openaiVendor({ ...given, baseUrl: `${url}/v1` }).model('gpt-5'),
  anthropic: (url: string) => anthropicVendor({ ...given, baseUrl: url }).model('claude-opus-4-8'),
  google: (url: string) => googleVendor({ ...given, baseUrl: url }).model('gemini-2.5-pro'),
  perplexity: (url: string) => perplexityVendor({ ...given, baseUrl: `${url}/v1` }).model('sonar'),
  vllm: (url: string) =>
    compatibleVendor({ ...given, vendor: 'vllm', baseUrl: `${url}/v1`, price: { input: 1, output: 2 } }).model('llama'),
  openrouter: (url: string) =>
    compatibleVendor({ ...given, vendor: 'openrouter', baseUrl: `${url}/api/v1`, price: null }).model('openai/gpt-5'),
};

let mock: LLMock;
beforeAll(async () => {
  mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 3, logLevel: 'silent' });
  mock.onMessage('capital', { content: text, usage: { cost: 0.0123 } }, { openRouterProcessing: true, latency: 5 });
  mock.onMessage('long', { content: text, finishReason: 'length' });
  mock.onMessage('think', { content: text, reasoning: 'It is a city.' });
  mock.onMessage('cut', { content: text }, { truncateAfterChunks: 4, latency: 5 });
  mock.onMessage('hurry', { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429, retryAfter: 7 });
  mock.onMessage('key', { error: { message: 'No.', type: 'authentication_error' }, status: 401 });
  mock.onMessage('busy', { error: { message: 'Busy.', type: 'overloaded_error' }, status: 529 });
  mock.onMessage('garbled', { content: text }, { chaos: { malformedRate: 1 } });
  mock.onMessage('dropped', { content: text }, { chaos: { disconnectRate: 1 } });
  mock.onEmbedding(/./, { embedding: [3, 4, 0] });
  await mock.start();
});
afterAll(() => mock.stop());

describe.each(Object.entries(vendors))('%s against a second upstream', (name, open) => {
  async function ask(question: string) {
    const events: ModelEvent[] = [];
    const request = {
      system: 'Be brief.',
      messages: [{ role: 'user', text: question }],
      maxOutputTokens: 500,
    } as const;
    try {
      for await (const event of open(mock.url).stream(
        { ...request, temperature: null, output: null },
        AbortSignal.timeout(10_000),
      )) {
        events.push(event);
      }
      return { events, error: null };
    } catch (error) {
      return { events, error };
    }
  }

  it('streams a whole answer in pieces', async () => {
    const { events, error } = await ask('capital');
    expect(error).toBeNull();
    expect(written(events)).toBe(text);
    expect(events.length).toBeGreaterThan(3);
    expect(events[0]).toEqual({ type: 'open' });
    const finish = events.at(-1);
    expect(finish).toMatchObject({ type: 'finish', reason: 'stop' });
    expect(finish?.type === 'finish' && finish.usage.outputTokens).toBeGreaterThan(5);
    expect(finish?.type === 'finish' && finish.usage.costMicros).toBeGreaterThan(0);
  });

  it('ends with length', async () => {
    expect((await ask('long')).events.at(-1)).toMatchObject({ type: 'finish', reason: 'length' });
  });

  it('thinks before it writes', async () => {
    const { events } = await ask('think');
    expect(events[1]).toEqual({ type: 'thinking' });
    expect(written(events)).toBe(text);
  });

  it.each([
    ['cut', 'stream_cut'],
    ['hurry', 'rate_limited'],
    ['key', 'key_rejected'],
    ['busy', 'provider_overloaded'],
    ['garbled', 'stream_invalid'],
    ['dropped', 'connect_failed'],
    ['nothing is scripted for this', 'model_retired'],
  ])('"%s" is %s', async (question, code) => {
    expect(await ask(question)).toMatchObject({ error: { code } });
  });

  it('is told how long to wait', async () => {
    expect(await ask('hurry')).toMatchObject({ error: { retryAfterMs: 7_000 } });
  });

  it('is what its test says', () => expect(open(mock.url).vendor).toBe(name));
});

describe('the embedder against a second upstream, which knows no batches of Google', () => {
  it('gives unit vectors', async () => {
    const embedder = compatibleEmbedder({ ...given, vendor: 'openai', model: 'e', baseUrl: `${mock.url}/v1` });
    const vectors = await embedder.embed(['one', 'two'], AbortSignal.timeout(5_000));
    expect(vectors.map((vector) => [...vector].map((value) => Math.round(value * 10) / 10))).toEqual([
      [0.6, 0.8, 0],
      [0.6, 0.8, 0],
    ]);
  });
});

function written(events: readonly ModelEvent[]): string {
  return events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
}
