import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The folders of ARCHITECTURE.md are kept apart by the linter; here each forbidden import is written and must be refused. */
const forbidden: readonly (readonly [folder: string, specifier: string])[] = [
  ['core/consensus', '#bots'],
  ['core/consensus', '#api/contract'],
  ['core/consensus', '#core'],
  ['core/consensus', '../adapters/models/openai.ts'],
  ['core/dispatch', '../testing/index.ts'],
  ['core/history', '../rehearsal/index.ts'],
  ['core/routing', '../../api/server.ts'],
  ['core/history', '../wiring/index.ts'],
  ['core/ports', '../dispatch/call.ts'],
  ['core/ports', '../adapters/index.ts'],
  ['core/ports', 'node:fs'],
  ['core/consensus/view', '../request.ts'],
  ['core/consensus/view', '../../errors.ts'],
  ['core/consensus/view', 'node:fs/promises'],
  ['core/markdown', '../errors.ts'],
  ['core/markdown', 'node:fs'],
  ['core/adapters/models', '../../dispatch/call.ts'],
  ['core/adapters/models', '../../agreement/index.ts'],
  ['core/adapters/stores', '../../history/index.ts'],
  ['core/adapters/logs', '../../consensus/run.ts'],
  ['core/rehearsal', '../dispatch/index.ts'],
  ['core/rehearsal', '../consensus/view/index.ts'],
  ['core/testing', '../adapters/index.ts'],
  ['bots', '#core/adapters'],
  ['bots', '../core/index.ts'],
  ['bots/terminal', '#core/wiring'],
  ['bots/terminal', '#core/testing'],
  ['bots/slack', '#core/adapters'],
  ['bots/slack', '../../api/server.ts'],
  ['bots/slack/emulator', '../limits.ts'],
  ['bots/slack/emulator', '#core'],
  ['bots/live-message', '#core/testing'],
  ['api', '../core/consensus/run.ts'],
  ['api/routes', '#core/adapters'],
  ['api/routes', '#core/wiring'],
  ['api/routes', '../../admin/src/main.tsx'],
  ['api/contract', '#core'],
  ['api/contract', 'node:fs'],
  ['api/contract', '../server.ts'],
  ['admin', '#core'],
  ['admin', '#core/view'],
  ['admin', 'node:fs'],
  ['admin', '../api/server.ts'],
];

const allowed: readonly (readonly [folder: string, specifier: string])[] = [
  ['core/dispatch', '../ports/clock.ts'],
  ['core/adapters/models', '../../ports/chat-model.ts'],
  ['core/adapters/models', '../../errors.ts'],
  ['bots/terminal', '#core'],
  ['bots/terminal', '#core/view'],
  ['api/routes', '#core'],
  ['api', '#bots'],
  ['bots/slack', '#core'],
  ['api/routes', '#core/markdown'],
  ['api/contract', '#core/view'],
  ['admin', '#api/contract'],
  ['admin', '#core/markdown'],
  ['bots', '#core/markdown'],
];

const samples = [...forbidden, ...allowed].map(([folder, specifier], index) => {
  return { folder, specifier, file: `${folder}/boundary-sample-${index}.ts` };
});
let refused: ReadonlySet<string>;

beforeAll(() => {
  for (const { folder, file, specifier } of samples) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `export * from '${specifier}';\n`);
  }
  const linted = spawnSync('node_modules/.bin/oxlint', ['--format=json', ...samples.map(({ file }) => file)], {
    encoding: 'utf8',
  });
  refused = new Set(refusals(linted.stdout));
}, 60_000);

afterAll(() => {
  for (const { file } of samples) {
    rmSync(file, { force: true });
  }
});

test.each(forbidden)('%s may not import %s', (folder, specifier) => {
  expect(refused).toContain(`${folder} -> ${specifier}`);
});

test.each(allowed)('%s may import %s', (folder, specifier) => {
  expect(refused).not.toContain(`${folder} -> ${specifier}`);
});

function refusals(json: string): string[] {
  const { diagnostics } = JSON.parse(json) as { diagnostics: { code: string; filename: string }[] };
  const files = diagnostics
    .filter(({ code }) => code.includes('no-restricted-imports'))
    .map(({ filename }) => filename);
  return samples.filter(({ file }) => files.includes(file)).map(({ folder, specifier }) => `${folder} -> ${specifier}`);
}
