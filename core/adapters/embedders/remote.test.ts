import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from '../../ports/embedder.ts';
import { embedderContract } from '../../testing/embedder.contract.ts';
import { jsonReply, reply, ScriptedUpstream } from '../../testing/scripted-upstream.ts';
import type { Act, UpstreamRequest } from '../../testing/scripted-upstream.ts';
import { googleEmbedder } from './google.ts';
import { compatibleEmbedder } from './openai-compatible.ts';

const key = 'sk-canary-7f3c9a1e5b';

const remotes = [
  {
    name: 'openai-compatible',
    make: (address: string): Embedder =>
      compatibleEmbedder({ vendor: 'openai', model: 'embed-3', key, baseUrl: `${address}/v1`, connectMs: 1_000 }),
    textsOf: ({ body }: UpstreamRequest) => (JSON.parse(body) as { input: string[] }).input,
    // Out of order, as the format allows.
    answer: (vectors: readonly Float32Array[]) => ({
      data: vectors.map((vector, index) => ({ index, embedding: base64(vector) })).toReversed(),
    }),
  },
  {
    name: 'openai-compatible that answers in numbers',
    make: (address: string): Embedder =>
      compatibleEmbedder({ vendor: 'vllm', model: 'embed-3', key: null, baseUrl: `${address}/v1`, connectMs: 1_000 }),
    textsOf: ({ body }: UpstreamRequest) => (JSON.parse(body) as { input: string[] }).input,
    answer: (vectors: readonly Float32Array[]) => ({
      data: vectors.map((vector, index) => ({ index, embedding: [...vector] })),
    }),
  },
  {
    name: 'google',
    make: (address: string): Embedder =>
      googleEmbedder({ model: 'embedding-001', key, baseUrl: address, connectMs: 1_000 }),
    textsOf: ({ body }: UpstreamRequest) =>
      (JSON.parse(body) as { requests: { content: { parts: { text: string }[] } }[] }).requests.map(
        ({ content }) => content.parts[0]?.text ?? '',
      ),
    answer: (vectors: readonly Float32Array[]) => ({ embeddings: vectors.map((vector) => ({ values: [...vector] })) }),
  },
];

for (const { name, make, textsOf, answer } of remotes) {
  embedderContract({
    name,
    open: async () => {
      const upstream = await ScriptedUpstream.open();
      upstream.answer((request) => jsonReply(200, answer(textsOf(request).map(pretend))));
      return { embedder: make(upstream.url), close: () => upstream.close() };
    },
  });

  describe(`embedder: ${name}, when something is wrong`, () => {
    let upstream: ScriptedUpstream;
    beforeEach(async () => {
      upstream = await ScriptedUpstream.open();
    });
    afterEach(() => upstream.close());

    it.each<[string, string, Act[]]>([
      ['a rejected key', 'key_rejected', jsonReply(401, { error: { message: `bad ${key}` } })],
      ['too many requests', 'rate_limited', jsonReply(429, {})],
      ['a page', 'stream_invalid', reply({ headers: { 'content-type': 'text/html' }, parts: ['<b>Sign in</b>'] })],
      ['no JSON', 'stream_invalid', reply({ headers: { 'content-type': 'application/json' }, parts: ['{'] })],
      ['another shape', 'stream_invalid', jsonReply(200, { data: 5, embeddings: 5 })],
      ['too few vectors', 'stream_invalid', jsonReply(200, answer([pretend('a')]))],
      ['vectors of two lengths', 'stream_invalid', jsonReply(200, answer([pretend('a'), Float32Array.of(1)]))],
      ['a vector of zeros', 'stream_invalid', jsonReply(200, answer([pretend('a'), new Float32Array(8)]))],
      [
        'a redirect',
        'redirect_refused',
        reply({ status: 307, headers: { location: 'http://127.0.0.1:9/' }, parts: [] }),
      ],
      ['a cut', 'connect_failed', [{ reset: true }]],
    ])('%s is %s', async (_, code, acts) => {
      upstream.play(acts);
      const failed = await make(upstream.url)
        .embed(['a', 'b'], AbortSignal.timeout(5_000))
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code });
      expect(String(failed)).not.toContain(key);
    });
  });
}

/** Eight numbers that depend on the text, not of unit length. */
function pretend(text: string): Float32Array {
  const vector = Float32Array.from({ length: 8 }, (_, at) => 1 + at);
  for (let at = 0; at < text.length; at += 1) {
    vector[at % 8] = (vector[at % 8] ?? 0) + text.charCodeAt(at);
  }
  return vector;
}

function base64(vector: Float32Array): string {
  return Buffer.from(vector.buffer).toString('base64');
}
