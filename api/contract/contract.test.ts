import type * as core from '#core';
import type * as view from '#core/view';
import { build } from 'vite';
import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { agreement } from './agreement.ts';
import type { consensusEvent } from './events.ts';
import type * as contract from './index.ts';
import type { consensusView } from './view.ts';

/** Every property read-only, as the product declares its own. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

test('what the schemas let through is what the product says, and the other way round', () => {
  expectTypeOf<Frozen<z.output<typeof consensusEvent>>>().toEqualTypeOf<Frozen<view.ConsensusEvent>>();
  expectTypeOf<Frozen<z.output<typeof consensusView>>>().toEqualTypeOf<Frozen<view.ConsensusView>>();
  expectTypeOf<Frozen<z.output<typeof agreement>>>().toEqualTypeOf<Frozen<view.Agreement>>();
  expectTypeOf<Frozen<contract.RunSummary>>().toEqualTypeOf<Frozen<core.RunSummary>>();
  expectTypeOf<Frozen<contract.RunPage>>().toEqualTypeOf<Frozen<core.Listed<core.RunSummary>>>();
  expectTypeOf<Frozen<contract.SessionSummary>>().toEqualTypeOf<Frozen<core.SessionSummary>>();
  expectTypeOf<Frozen<contract.SessionPage>>().toEqualTypeOf<Frozen<core.Listed<core.SessionSummary>>>();
  expectTypeOf<Frozen<contract.SessionDetail>>().toEqualTypeOf<Frozen<Awaited<ReturnType<core.Sessions['get']>>>>();
  expectTypeOf<Frozen<contract.Share>>().toEqualTypeOf<Frozen<core.Share>>();
  expectTypeOf<Frozen<contract.NewShare>>().toEqualTypeOf<Frozen<core.NewShare>>();
  expectTypeOf<Frozen<contract.SharedRun>>().toEqualTypeOf<Frozen<core.SharedRun>>();
  expectTypeOf<Frozen<contract.Explanation>>().toEqualTypeOf<Frozen<core.Explanation>>();
  expectTypeOf<Frozen<contract.ModelsView>>().toEqualTypeOf<Frozen<core.ModelsView>>();
});

test('a page that imports the reducer from the contract carries no validator', async () => {
  const entry = 'virtual:page';
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: new URL('../..', import.meta.url).pathname,
    build: { write: false, minify: false, rollupOptions: { input: entry } },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? `import { reduce } from '#api/contract'; globalThis.reduce = reduce;` : null),
      },
    ],
  });
  const code = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const text = code.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');

  expect(text).toContain('run-start');
  expect(text).not.toMatch(/zod|safeParse/i);
  expect(text.length).toBeLessThan(12_000);
});
