import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { startRehearsal } from '../rehearsal/index.ts';
import type { Rehearsal } from '../rehearsal/index.ts';
import { makeModels } from '../routing/index.ts';
import { jsonReply, ScriptedUpstream, VirtualClock } from '../testing/index.ts';
import { findModels } from './find-models.ts';
import type { Found, Places } from './find-models.ts';

const closed = 'http://127.0.0.1:1/v1';
// Long enough for a busy machine; a closed port answers at once.
const nowhere: Places = { ollama: closed, llamacpp: closed, vllm: closed, probeMs: 10_000 };

let upstream: Rehearsal;
let found: Found | null = null;
beforeAll(async () => {
  const settings = { castFile: null, profile: 'none', faults: '', seed: 1 } as const;
  upstream = await startRehearsal({ host: '127.0.0.1', port: 0, ...settings });
});
afterEach(async () => {
  await found?.close();
  found = null;
});
afterAll(() => upstream.close());

async function find(environment: Record<string, string>, places: Partial<Places> = {}) {
  found = await findModels(readConfig(environment), 'lexical', { ...nowhere, ...places });
  const { roster } = found;
  const panel = makeModels(roster, new VirtualClock())
    .resolve(null)
    .panel.map(({ model }) => model);
  return { source: roster.source, sentence: roster.sentence, panel };
}

test('keys come before OpenRouter, OpenRouter before a server on loopback, rehearsal is last', async () => {
  const ollama = upstream.baseUrls.vllm;
  const keys = { OPENAI_API_KEY: 'key', GOOGLE_API_KEY: 'key', OPENROUTER_API_KEY: 'key' };
  expect(await find(keys, { ollama })).toMatchObject({
    source: 'keys',
    sentence: 'Asking OpenAI and Google, with the keys that are set.',
    panel: expect.not.arrayContaining([expect.stringMatching(/^(?!openai|google)/)]),
  });
  const viaOpenRouter = await find({ OPENROUTER_API_KEY: 'key' }, { ollama });
  expect(viaOpenRouter).toMatchObject({ source: 'openrouter', panel: { length: 5 } });
  expect(await find({}, { ollama })).toMatchObject({ source: 'local', panel: ['ollama/rehearsal-llama'] });
  const rehearsed = await find({});
  expect(rehearsed).toMatchObject({ source: 'rehearsal', panel: { length: 5 } });
  expect(rehearsed.sentence).toMatch(/^Rehearsal models/);
});

test('a cast that is set is played, whatever listens on loopback', async () => {
  const cast = new URL('../rehearsal/cast/facts.json', import.meta.url).pathname;
  const places = { ollama: upstream.baseUrls.vllm };
  expect(await find({ REHEARSAL_CAST: cast }, places)).toMatchObject({ source: 'rehearsal' });
  await expect(find({ REHEARSAL_CAST: '/nowhere.jsonl' })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining('/nowhere.jsonl'),
  });
});

test('VLLM_BASE_URL alone is a server of one’s own, and says so', async () => {
  const address = upstream.baseUrls.vllm;
  const own = await find({ VLLM_BASE_URL: address, OPENROUTER_API_KEY: 'key' });
  expect(own).toEqual({
    source: 'keys',
    sentence: `Asking the models of vLLM at ${address}.`,
    panel: ['vllm/rehearsal-llama'],
  });
});

test('the embedder that a server lists beside its models is not asked', async () => {
  const ollama = await serving({ data: [{ id: 'nomic-embed-text:latest' }, { id: 'llama3.2:latest' }] });
  expect(await find({}, { ollama: ollama.url })).toMatchObject({ panel: ['ollama/llama3.2:latest'] });
  await ollama.close();
});

test('a server that answers something else, or nothing in time, is passed by', async () => {
  const other = await serving({ hello: 'this is no list of models' });
  const mute = await ScriptedUpstream.open();
  mute.answer(() => [{ silence: true }]);
  expect(await find({}, { llamacpp: other.url, vllm: mute.url })).toMatchObject({ source: 'rehearsal' });
  await Promise.all([other.close(), mute.close()]);
});

async function serving(list: unknown): Promise<ScriptedUpstream> {
  const server = await ScriptedUpstream.open();
  server.answer(() => jsonReply(200, list));
  return server;
}
