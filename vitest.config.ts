import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Generous: a busy machine is slow, and only a test that hangs should meet it.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a page or a server is on its way to show is asked for again until then.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
});
