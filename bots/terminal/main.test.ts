import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRehearsal } from '#core/rehearsal';
import type { Rehearsal } from '#core/rehearsal';

/** The command as a person runs it, most of the time against rehearsal models that write at once. */
const dataDir = mkdtempSync(join(tmpdir(), 'terminal-'));
let upstream: Rehearsal;

beforeAll(async () => {
  upstream = await startRehearsal({ host: '127.0.0.1', port: 0, castFile: null, profile: 'none', faults: '', seed: 1 });
});

afterAll(async () => {
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const question = 'At what temperature does water boil on a 3,000 m mountain?';

interface Run {
  readonly input?: string;
  readonly env?: Record<string, string>;
  /** Presses Ctrl+C as soon as this is printed. */
  readonly stopOn?: string;
  /** The reader goes away when this was printed. */
  readonly leaveOn?: string;
}

async function run(args: readonly string[], { input = '', env, stopOn, leaveOn }: Run = {}) {
  const clean = { PATH: process.env['PATH'], DATA_DIR: dataDir, ...(env ?? keys()) };
  const child = spawn(process.execPath, ['--import', './runtime.mjs', 'bots/terminal/main.ts', ...args], {
    env: clean,
  });
  child.stdin.end(input);
  let pressed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (leaveOn !== undefined && chunk.includes(leaveOn)) {
      child.stdout.destroy();
    }
    if (stopOn !== undefined && !pressed && chunk.includes(stopOn)) {
      pressed = true;
      // As npm does, which hands on what the terminal has sent already.
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGINT'), 20);
    }
  });
  const [out, err, [code]] = await Promise.all([
    leaveOn === undefined ? text(child.stdout) : '',
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { out, err, code };
}

function keys(): Record<string, string> {
  return {
    OPENAI_API_KEY: 'rehearsal',
    OPENAI_BASE_URL: upstream.baseUrls.openai,
    ANTHROPIC_API_KEY: 'rehearsal',
    ANTHROPIC_BASE_URL: upstream.baseUrls.anthropic,
    GOOGLE_API_KEY: 'rehearsal',
    GOOGLE_BASE_URL: upstream.baseUrls.google,
    CONSILIENCE_MODELS: upstream.models
      .filter(({ vendor }) => vendor !== 'perplexity' && vendor !== 'vllm')
      .map(({ vendor, name }) => `${vendor}/${name}`)
      .join(','),
  };
}

describe.concurrent('npm run ask', () => {
  test('prints answers, dissent and synthesis to a pipe, the verdict last', async () => {
    const { out, code } = await run([question]);
    expect(code).toBe(0);
    expect(out).toMatch(/Synthesis[\s\S]*\d+ {2}(Strong agreement|Moderate agreement|Split)/);
    expect(out.trimEnd().split('\n').at(-1)).toContain('rehearsal: simulated answers');
    expect(out).not.toContain('\u001b');
  });

  test('prints events and nothing else with --json, one run from start to end', async () => {
    const { out, code } = await run(['--json', question]);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; seq: number });
    expect(code).toBe(0);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe('run-start');
    expect(events.at(-1)?.type).toBe('run-end');
  });

  test('asks only the models of --models', async () => {
    const { out } = await run(['--json', '--models', 'openai/rehearsal-gpt,google/rehearsal-gemini', question]);
    const [start] = out.split('\n').map((line) => JSON.parse(line || 'null') as { panel: { model: string }[] } | null);
    expect(start?.panel.map(({ model }) => model)).toEqual(['openai/rehearsal-gpt', 'google/rehearsal-gemini']);
  });

  test('reads the question from standard input', async () => {
    const { out } = await run(['--json'], { input: `${question}\n` });
    expect(out).toContain('run-end');
  });

  test('stops on Ctrl+C, shows what came, and says so in its exit code', async () => {
    const { out, code } = await run(['--json', question], { env: {}, stopOn: 'answer-delta' });
    const last = out.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ type: 'run-end', state: 'cancelled' });
    expect(code).toBe(130);
  });

  test('ends without a stack trace when its reader leaves', async () => {
    const { err, code } = await run(['--json', question], { env: {}, leaveOn: 'run-start' });
    expect(err).toBe('');
    expect(code).toBe(130);
  });

  test.each([
    ['an empty question', ['   '], /no text/],
    ['an unknown model', ['--models', 'acme/one', question], /acme/],
    ['an unknown option', ['--loud', question], /loud/],
  ])('refuses %s in one sentence', async (_, args, sentence) => {
    const { err, code } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
    expect(err).not.toContain('    at ');
  });

  test('says what is wrong with the configuration', async () => {
    const { err, code } = await run([question], { env: { PORT: 'http' } });
    expect(code).toBe(3);
    expect(err).toContain('PORT');
  });
});

test('--explain says why the run has its score, before the verdict', async () => {
  const { out, code } = await run(['--explain', question]);
  expect(code).toBe(0);
  expect(out).toMatch(/Why this score[^]+% the same \(number: [^]+\n\d+ {2}\w+/);
  const json = await run(['--explain', '--json', question]);
  const last = JSON.parse(json.out.trim().split('\n').at(-1) ?? '') as { type: string; pairs: unknown[] };
  expect(last).toMatchObject({ type: 'explanation', pairs: [expect.anything(), expect.anything(), expect.anything()] });
});
