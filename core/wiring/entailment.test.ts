import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainRun } from '../agreement/index.ts';
import { readConfig } from '../config.ts';
import { emptyView, fold } from '../consensus/view/index.ts';
import { hasTransformers, writeTinyModel } from '../testing/tiny-entailment-model.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { makeEntailment } from './entailment.ts';
import { openConsilience } from './open-consilience.ts';

/** Code is unsure of some of these pairs; the model knows all of the words. */
const question = 'Where was the cat?';
const texts = ['In the white city.', 'The cat was in Paris.', 'The cat was in the city.'];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entailment-'));
  await writeTinyModel(join(folder, 'tiny'));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(settings: Readonly<Record<string, string>>) {
  const cast = join(folder, 'cast.jsonl');
  const models = ['gpt', 'claude', 'gemini'];
  await writeFile(
    cast,
    `${JSON.stringify({ question, answers: texts.map((text, at) => ({ model: models[at], text })) })}\n`,
  );
  return await openConsilience(
    readConfig({ DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent', REHEARSAL_CAST: cast, ...settings }),
  );
}

async function ask(settings: Readonly<Record<string, string>>) {
  const consilience = await open(settings);
  try {
    const asked = { workspace: localWorkspace, question, models: null, session: null, idempotencyKey: null };
    const { id } = await consilience.runs.accept({ ...asked, follows: null });
    let view = emptyView(id);
    const run = { workspace: localWorkspace, id, after: 0 };
    for await (const batch of consilience.runs.follow(run, AbortSignal.timeout(50_000))) {
      view = fold(view, batch);
    }
    return { view, notes: consilience.notes };
  } finally {
    await consilience.close();
  }
}

describe('an entailment model in the product', () => {
  it('that cannot be used is one sentence, and the product opens without', async () => {
    const consilience = await open({ CONSILIENCE_NLI_MODEL: join(folder, 'absent') });
    await consilience.close();
    expect(consilience.notes).toEqual([
      expect.stringMatching(/^No entailment model\. CONSILIENCE_NLI_MODEL: .*(?:name a folder|run: npm ci)/),
    ]);
  });

  it('that is asked for and not named says how to name it', () => {
    expect(() => makeEntailment(readConfig({}))).toThrow(
      'CONSILIENCE_NLI_MODEL: name the folder of an entailment model',
    );
  });

  it.skipIf(!hasTransformers)('reads the pairs of a run of which code is unsure, in a thread of its own', async () => {
    const { view, notes } = await ask({ CONSILIENCE_NLI_MODEL: join(folder, 'tiny'), CONSILIENCE_NLI_MS: '30000' });
    expect(notes).toEqual([]);
    expect(view.agreement?.entailment?.model).toMatch(/^tiny@[0-9a-f]{12}$/);
    const moved = view.agreement?.pairs.filter(({ entailment }) => entailment !== undefined) ?? [];
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.every(({ p, entailment }) => p > (entailment?.pByCode ?? 1))).toBe(true);
    expect(explainRun(view).summary.join(' ')).toMatch(
      /An entailment model \(tiny@[0-9a-f]{12}\) read [1-3] pairs? of which/,
    );
  });
});
