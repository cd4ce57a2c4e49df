import { readConfig } from '#core';
import { openConsilience } from '#core/wiring';
import { fileURLToPath } from 'node:url';
import { listen } from '../../api/http/listen.ts';
import { buildServer } from '../../api/server.ts';
import { obeyBench } from './control.ts';
import { baseUrls, key, seats, synthesizer } from './seats.ts';

/** The product as it is run, with keys for five vendors. */
const config = readConfig({
  DATA_DIR: process.env['DATA_DIR'],
  OPENAI_API_KEY: key,
  ANTHROPIC_API_KEY: key,
  GOOGLE_API_KEY: key,
  PERPLEXITY_API_KEY: key,
  VLLM_API_KEY: key,
  OPENAI_BASE_URL: baseUrls.openai,
  ANTHROPIC_BASE_URL: baseUrls.anthropic,
  GOOGLE_BASE_URL: baseUrls.google,
  PERPLEXITY_BASE_URL: baseUrls.perplexity,
  VLLM_BASE_URL: baseUrls.vllm,
  CONSILIENCE_MODELS: Object.entries(seats)
    .map(([vendor, name]) => `${vendor}/${name}`)
    .join(','),
  CONSILIENCE_SYNTHESIZER: `${synthesizer}/${seats[synthesizer]}`,
});
const consilience = await openConsilience(config);
const server = await buildServer({
  consilience,
  operations: consilience.operations,
  config,
  logger: consilience.logger,
  pageDir: fileURLToPath(new URL('../../admin/dist', import.meta.url)),
  version: 'bench',
});
const listening = await listen(server, { host: '127.0.0.1', port: 0 });
obeyBench(`http://127.0.0.1:${listening.port}`, async () => {
  await Promise.all([listening.close(), server.close()]);
  await consilience.close();
});
