import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScriptedUpstream } from '../../testing/scripted-upstream.ts';
import { anthropicVendor } from './anthropic.ts';
import { googleVendor } from './google.ts';
import { compatibleVendor } from './openai-compatible.ts';
import { openaiVendor } from './openai.ts';
import { perplexityVendor } from './perplexity.ts';
import type { ModelVendor } from '../../ports/model-vendor.ts';

/** What each vendor is sent when a structured answer is wanted; its answer does not matter here. */
let upstream: ScriptedUpstream;
beforeAll(async () => {
  upstream = await ScriptedUpstream.open();
});
afterAll(() => upstream.close());

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const form = { name: 'judgement', schema };
const jsonSchema = { response_format: { type: 'json_schema', json_schema: { ...form, strict: true } } };
const options = { key: 'key', connectMs: 3_000, rehearsal: false };

test.each<[string, (url: string) => ModelVendor, object]>([
  ['openai', (url) => openaiVendor({ ...options, baseUrl: `${url}/v1` }), jsonSchema],
  ['perplexity', (url) => perplexityVendor({ ...options, baseUrl: url }), jsonSchema],
  ['vllm', (url) => compatibleVendor({ ...options, vendor: 'vllm', price: null, baseUrl: `${url}/v1` }), jsonSchema],
  [
    'openrouter',
    (url) => compatibleVendor({ ...options, vendor: 'openrouter', price: null, baseUrl: `${url}/v1` }),
    jsonSchema,
  ],
  [
    'anthropic',
    (url) => anthropicVendor({ ...options, baseUrl: url }),
    { output_config: { format: { type: 'json_schema', schema } } },
  ],
  [
    'google',
    (url) => googleVendor({ ...options, baseUrl: url }),
    {
      generationConfig: {
        maxOutputTokens: 9,
        temperature: 0,
        responseMimeType: 'application/json',
        responseSchema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      },
    },
  ],
])('%s is asked for the form in its own words, and for nothing of the kind otherwise', async (_, open, expected) => {
  const sent = async (output: typeof form | null) => {
    const before = upstream.requests.length;
    upstream.play([
      { send: 'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}' },
      { end: true },
    ]);
    const request = {
      system: 's',
      messages: [{ role: 'user' as const, text: 'q' }],
      maxOutputTokens: 9,
      temperature: 0,
      output,
    };
    const stream = open(upstream.url).model('m').stream(request, AbortSignal.timeout(10_000));
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: expect.any(String) as string });
    return JSON.parse(upstream.requests[before]?.body ?? '') as Record<string, unknown>;
  };
  expect(await sent(form)).toMatchObject(expected);
  expect(JSON.stringify(await sent(null))).not.toMatch(/schema|json_|application\/json/i);
});
