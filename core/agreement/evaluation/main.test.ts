import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasTransformers, writeTinyModel } from '../../testing/tiny-entailment-model.ts';

const run = promisify(execFile);
const main = new URL('main.ts', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eval-'));
  await writeFile(join(folder, 'panels.jsonl'), lines(...panels));
  await writeFile(
    join(folder, 'pairs.jsonl'),
    `${lines(pair)}not JSON\n\n${lines({ ...pair, label: 'odd' }, { x: 1 })}`,
  );
  await writeFile(join(folder, 'other.jsonl'), lines({ text: 'no shape' }));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const pair = { question: 'Is a tomato a fruit?', a: 'Yes, it is.', b: 'No, a vegetable.', label: 'different' };
const panels = [
  ['How many legs does a spider have?', '8', 'Eight.', 'It has 6 legs.'],
  ['How many strings does a violin have?', 'A violin has four strings.', '4', 'There are 4.'],
].map(([question, ...texts]) => ({
  question,
  answers: texts.map((text, index) => ({
    model: `m${index}`,
    text,
    correct: !text.includes('6'),
    final: /\d/.exec(text)?.[0],
  })),
}));

it('prints one JSON object and names the lines it leaves out', async () => {
  const { stdout, stderr } = await evaluate('--json', 'panels.jsonl', 'pairs.jsonl');
  const { files } = JSON.parse(stdout) as { files: Record<string, unknown>[] };
  expect(files).toMatchObject([
    {
      file: join(folder, 'panels.jsonl'),
      rows: 2,
      attribution: { hit: 1, total: 1 },
      contradictsAuroc: null,
      baselines: { cosine: { embedder: 'lexical', rightByBand: null, shareRightAuroc: null } },
    },
    { rows: 1, skipped: 3, pairAuroc: null, noneDetected: { hit: 0, total: 0, falseAlarms: 0 } },
  ]);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('pairs.jsonl, line 2: not valid JSON'),
    expect.stringContaining('pairs.jsonl, line 4: labelled: label'),
    expect.stringContaining('pairs.jsonl, line 5: none of the known shapes'),
  ]);
});

it('prints a table for a person', async () => {
  const { stdout } = await evaluate('panels.jsonl');
  expect(stdout).toContain('panels.jsonl: 2 rows');
  expect(stdout).toMatch(/attribution +1 of 1/);
});

it.skipIf(!hasTransformers)('has an entailment model read the pairs of which code is unsure', async () => {
  const model = join(folder, 'tiny');
  await writeTinyModel(model);
  const cats = { question: 'What does the cat do?', a: 'The cat sat in Paris.', b: 'It never sits on water.' };
  await writeFile(join(folder, 'cats.jsonl'), lines({ ...cats, label: 'different' }, pair));
  const paths = ['--nli', '--json', join(folder, 'cats.jsonl')];
  const { stdout } = await run(process.execPath, [main, ...paths], {
    env: { ...process.env, CONSILIENCE_NLI_MODEL: model },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ rows: 2, entailment: { model: expect.stringMatching(/^tiny@/) as string, read: 1, pairs: 2 } }],
  });
});

it.each([
  ['other.jsonl', 'has no row to evaluate; line 1: none of the known shapes'],
  ['absent.jsonl', 'cannot be read (ENOENT)'],
])('ends with one sentence for %s', async (name, sentence) => {
  await expect(evaluate(name)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) as string });
});

function evaluate(...given: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const paths = given.map((one) => (one.startsWith('--') ? one : join(folder, one)));
  return run(process.execPath, [main, '--embedder', 'lexical', ...paths]);
}

function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
