import { beforeEach, describe, expect, test } from 'vitest';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import type { MemoryTables } from '../adapters/stores/memory-store.ts';
import { ConsilienceError } from '../errors.ts';
import type { ModelVendor } from '../ports/model-vendor.ts';
import { ScriptedModel, VirtualClock } from '../testing/index.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { keepModels } from './kept-models.ts';
import type { KeptModels } from './kept-models.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;
const clock = new VirtualClock();
const { signal } = new AbortController();
const served = ['one', 'two', 'three', 'four'].map((name) => ({ name, label: name }));

let tables: MemoryTables;
let checks: (() => Promise<unknown>)[];

beforeEach(() => {
  tables = new Map();
  checks = [];
});

function open(): KeptModels {
  const vendor: ModelVendor = {
    vendor: 'vllm',
    address: 'http://127.0.0.1:1/v1',
    rehearsal: false,
    list: () => Promise.resolve(served),
    check: () => checks.shift()?.() ?? Promise.resolve(),
    model: (name) => new ScriptedModel(`vllm/${name}`, clock, []),
  };
  const roster = {
    source: 'local',
    sentence: '',
    howToChange: '',
    seats: [{ vendor, served }],
    configuredPanel: ['vllm/one', 'vllm/two'],
    configuredSynthesizer: 'vllm/two',
    embedder: 'lexical',
    suggestions: [],
  } as const;
  return keepModels({ roster, clock, store: memoryStore(tables) });
}

const change = (what: object) => open().change({ workspace: localWorkspace, ...what }, signal);

async function asked(models: KeptModels, workspace: WorkspaceId = localWorkspace) {
  const { panel, synthesizers } = await models.resolve(null, { workspace, again: false });
  return [panel.map((member) => member.model), synthesizers[0]?.id];
}

describe('what is chosen', () => {
  test('stands before the configuration, outlives a restart, and ends with null', async () => {
    expect(await asked(open())).toEqual([['vllm/one', 'vllm/two'], 'vllm/two']);
    const view = await open().change(
      { workspace: localWorkspace, panel: ['vllm/three', 'vllm/one'], synthesizer: 'vllm/four' },
      signal,
    );
    expect(view).toMatchObject({ synthesizer: 'vllm/four', chosen: { panel: true, synthesizer: true } });
    expect(view.models.filter((model) => model.inPanel).map((model) => model.model)).toEqual([
      'vllm/three',
      'vllm/one',
    ]);
    expect(await asked(open())).toEqual([['vllm/three', 'vllm/one'], 'vllm/four']);
    expect(await asked(open(), other)).toEqual([['vllm/one', 'vllm/two'], 'vllm/two']);
    await open().change({ workspace: localWorkspace, panel: null, synthesizer: null }, signal);
    expect(await asked(open())).toEqual([['vllm/one', 'vllm/two'], 'vllm/two']);
  });

  test('is refused when it cannot be asked', async () => {
    await expect(change({ panel: ['openai/x'] })).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(change({ panel: [] })).rejects.toMatchObject({ code: 'panel_invalid' });
    await expect(change({ synthesizer: 'nobody' })).rejects.toMatchObject({ code: 'model_unknown' });
    await expect(change({ off: ['x/y'] })).rejects.toMatchObject({ code: 'model_unknown' });
  });
});

describe('a model that is off', () => {
  test('is in no panel and not asked by name, but a run that was accepted before still asks it', async () => {
    const models = open();
    const view = await models.change({ workspace: localWorkspace, off: ['vllm/two'] }, signal);
    expect(view.models.find((model) => model.model === 'vllm/two')).toMatchObject({ on: false, inPanel: false });
    expect(await asked(models)).toEqual([['vllm/one'], 'vllm/two']);
    const named = ['vllm/one', 'vllm/two'];
    const again = { workspace: localWorkspace, again: true };
    await expect(models.resolve(named, { ...again, again: false })).rejects.toMatchObject({ code: 'model_off' });
    expect((await models.resolve(named, again)).panel).toHaveLength(2);
    await models.change({ workspace: localWorkspace, off: ['vllm/one', 'vllm/two'] }, signal);
    await expect(asked(models)).rejects.toMatchObject({ code: 'panel_invalid' });
  });
});

describe('a key', () => {
  test('is checked, and the last result is kept', async () => {
    const rejected = new ConsilienceError('key_rejected', { message: 'vllm: the key was rejected (401).' });
    checks = [() => Promise.reject(rejected), () => Promise.resolve([])];
    const models = open();
    expect(await models.check(localWorkspace, 'vllm', signal)).toMatchObject({
      works: false,
      error: { code: 'key_rejected', message: 'vllm: the key was rejected (401).' },
    });
    expect((await open().describe(signal)).vendors[0]?.check).toMatchObject({ works: false });
    await models.check(localWorkspace, 'vllm', signal);
    expect((await open().describe(signal)).vendors[0]?.check).toMatchObject({ works: true, error: null });
    await expect(models.check(localWorkspace, 'nobody', signal)).rejects.toMatchObject({ code: 'model_unknown' });
  });

  test('that is answered with something unexpected tells nothing of it', async () => {
    checks = [() => Promise.reject(new Error('sk-secret'))];
    const check = await open().check(localWorkspace, 'vllm', signal);
    expect(check).toMatchObject({ works: false, error: { code: 'internal' } });
    expect(JSON.stringify(check)).not.toContain('sk-secret');
  });
});
