import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasTransformers, writeTinyModel } from '../../testing/tiny-entailment-model.ts';
import { featureNames } from '../pairs/measure-pair.ts';

const run = promisify(execFile);
const main = new URL('main.ts', import.meta.url).pathname;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-'));
  const numbers = Array.from({ length: 24 }, (_, index) => index + 2);
  const panels = numbers.map((number) => ({
    question: `How many windows does house ${number} of the long street have?`,
    answers: [`It has ${number + 40} windows.`, `${number + 40}`, `I count ${number + 90} of them.`].map(
      (text, index) => ({
        model: `m${index}`,
        text,
        correct: index < 2,
      }),
    ),
  }));
  const pairs = numbers.map((number) => ({
    question: `Is ${number} even?`,
    a: number % 2 === 0 ? 'Yes.' : 'No.',
    b: number % 3 === 0 ? 'Yes, it is.' : 'No, it is odd.',
    label: (number % 2 === 0) === (number % 3 === 0) ? 'same' : 'different',
  }));
  await writeFile(join(folder, 'panels.jsonl'), lines(panels));
  await writeFile(join(folder, 'pairs.jsonl'), `${lines(pairs)}broken\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it('writes the same bytes twice, a weight for each feature and a card with what it printed', async () => {
  const [first, second] = [await train('one'), await train('two')];
  expect(second).toEqual(first);
  const { pair, among } = JSON.parse(first.coefficients) as Record<string, { weights: Record<string, number> }>;
  expect(Object.keys(pair?.weights ?? {})).toEqual([...featureNames]);
  expect(Object.values({ ...pair?.weights, ...among?.weights }).every(Number.isFinite)).toBe(true);
  expect(first.card).toContain('**Date.** 2026-11-25');
  expect(first.card).toMatch(/\| panels\.jsonl \| 24 \| 72 \| `[0-9a-f]{16}` \|/);
  expect(first.card).toMatch(/\| pairs\.jsonl \| 24 \| 24 \|/);
  expect(first.card).toContain(first.printed.trim());
}, 60_000);

it('names a line it cannot read and a file that is missing', async () => {
  const { stderr } = await run(process.execPath, [main, '--dry', join(folder, 'pairs.jsonl')]);
  expect(stderr).toContain('pairs.jsonl, line 25: not valid JSON; left out');
  await expect(run(process.execPath, [main, join(folder, 'absent.jsonl')])).rejects.toMatchObject({ code: 2 });
  await expect(run(process.execPath, [main])).rejects.toMatchObject({ code: 2 });
}, 60_000);

it.skipIf(!hasTransformers)(
  'trains what an entailment model weighs, and writes nothing else',
  async () => {
    await writeTinyModel(join(folder, 'tiny'));
    const rows = Array.from({ length: 24 }, (_, index) => ({
      question: `What does cat ${index} do?`,
      a: 'The cat sat in Paris.',
      b: index % 2 === 0 ? 'It sits on water.' : 'It never sits on water.',
      label: index % 4 < 2 ? 'same' : 'different',
    }));
    await writeFile(join(folder, 'cats.jsonl'), lines(rows));
    const out = join(folder, 'entailment');
    await mkdir(out);
    const env = { ...process.env, CONSILIENCE_NLI_MODEL: join(folder, 'tiny') };
    const { stdout } = await run(process.execPath, [main, '--nli', '--out', out, join(folder, 'cats.jsonl')], { env });
    expect(stdout).toMatch(/^24 pairs of which code is unsure\n/);
    expect(await readdir(out)).toEqual(['coefficients-entailment.json']);
    expect(JSON.parse(await readFile(join(out, 'coefficients-entailment.json'), 'utf8'))).toEqual({
      model: expect.stringMatching(/^tiny@/),
      entails: expect.any(Number),
      contradicts: expect.any(Number),
    });
  },
  60_000,
);

async function train(name: string): Promise<{ coefficients: string; card: string; printed: string }> {
  const out = join(folder, name);
  await mkdir(out);
  const files = ['panels.jsonl', 'pairs.jsonl'].map((file) => join(folder, file));
  const { stdout } = await run(process.execPath, [main, '--out', out, '--date', '2026-11-25', ...files]);
  const [coefficients, card] = await Promise.all(
    ['coefficients.json', 'model-card.md'].map((file) => readFile(join(out, file), 'utf8')),
  );
  return { coefficients: coefficients ?? '', card: card ?? '', printed: stdout };
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
