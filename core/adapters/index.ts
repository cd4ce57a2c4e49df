/** The door of the adapters; only a main.ts and tests use it. */
export { compatibleEmbedder } from './embedders/openai-compatible.ts';
export type { EmbedderOptions } from './embedders/openai-compatible.ts';
export { googleEmbedder } from './embedders/google.ts';
export { lexicalEmbedder } from './embedders/lexical.ts';
export { anthropicVendor } from './models/anthropic.ts';
export { googleVendor } from './models/google.ts';
export type { VendorOptions } from './models/line.ts';
export { openaiVendor } from './models/openai.ts';
export { compatibleVendor } from './models/openai-compatible.ts';
export type { CompatibleOptions } from './models/openai-compatible.ts';
export { perplexityVendor } from './models/perplexity.ts';
export type { TokenPrice } from './models/price.ts';
export { sqliteRunLog } from './logs/sqlite-run-log.ts';
export { sqliteStore } from './stores/sqlite-store.ts';
export { pinoLogger } from './system/pino-logger.ts';
export { systemClock } from './system/system-clock.ts';
export { systemRandom } from './system/system-random.ts';
export { thisProcess } from './system/this-process.ts';
