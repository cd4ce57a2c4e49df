import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type * as Sdk from '@google/generative-ai';

/**
 * The SDK of Google calls the global fetch and takes no other. The global fetch follows redirects and carries
 * `x-goog-api-key` to wherever they lead, reads without bound, and connects without a limit of ours. The SDK is one file
 * without imports, so it is run as the function that it is, with the guarded fetch in its scope as `fetch`: it can reach no
 * other, and nothing else in the process is changed. One instance a call keeps the faults of calls apart (about 10 us).
 */
export function googleSdk(fetch: typeof globalThis.fetch): typeof Sdk {
  const sdk = {} as typeof Sdk;
  instantiate(sdk, fetch);
  return sdk;
}

const file = createRequire(import.meta.url).resolve('@google/generative-ai');
const instantiate = compileFunction(readFileSync(file, 'utf8'), ['exports', 'fetch'], { filename: file }) as (
  exports: typeof Sdk,
  fetch: typeof globalThis.fetch,
) => void;
