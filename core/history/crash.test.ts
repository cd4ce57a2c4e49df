import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { seededRandom } from '../testing/seeded-random.ts';

/** How many processes are killed; CRASH_ROUNDS=200 for the long form. */
const rounds = Number(env['CRASH_ROUNDS'] ?? '15');
const roundMsMax = 1_000;
const script = fileURLToPath(new URL('./crash-trial/main.ts', import.meta.url));

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-crash-'));
  file = join(folder, 'crash.db');
});
afterEach(() => rm(folder, { recursive: true }));

test(
  `kill -9 at ${rounds} moments loses no acknowledged run and asks for no stored answer again`,
  async () => {
    const random = seededRandom(7);
    const said: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Every third one while it starts, which is also while it takes over what the one before left.
      const moment = round % 3 === 0 ? 'started' : 'ready';
      said.push(...(await killed(['work'], { moment, ms: 400 * random.next() })));
    }
    const before = performance.now();
    said.push(...(await ran(['recover'])));
    expect(performance.now() - before).toBeLessThan(10_000);

    const accepted = idsIn(said);
    expect(accepted.length).toBeGreaterThan(rounds);
    expect(said.filter((line) => line.startsWith('asked-again'))).toEqual([]);
    expect(said).toContain('recovered');
    const found = audited();
    expect(found.integrity).toBe('ok');
    expect(found.faults).toEqual([]);
    expect(accepted.filter((id) => !found.states.has(id))).toEqual([]);
    expect(new Set(found.states.values())).not.toContain('running');
    expect(accepted.filter((id) => found.states.get(id) === 'done').length).toBeGreaterThan(accepted.length / 2);
  },
  20_000 + rounds * roundMsMax,
);

test('the trial finds a process that acknowledges before it stores', { timeout: 30_000 }, async () => {
  const said: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    said.push(...(await killed(['work', 'late-insert'], { moment: 'ready', ms: 150 })));
  }
  said.push(...(await ran(['recover'])));
  const { states } = audited();
  expect(idsIn(said).filter((id) => !states.has(id)).length).toBeGreaterThan(0);
});

/** What a process says until it is killed, `ms` after a moment of its life. */
function killed(
  args: readonly string[],
  { moment, ms }: { readonly moment: 'started' | 'ready'; readonly ms: number },
): Promise<string[]> {
  return ran(args, (reached, kill) => {
    if (reached === moment) {
      setTimeout(kill, ms);
    }
  });
}

/** What a process says until its end. */
function ran(
  args: readonly string[],
  onMoment: (moment: string, kill: () => void) => void = () => {},
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const kill = () => void child.kill('SIGKILL');
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      onMoment(line, kill);
    });
    child.on('error', reject);
    child.on('close', () => resolve(lines));
    onMoment('started', kill);
  });
}

function idsIn(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('accepted ')).map((line) => line.slice('accepted '.length));
}

/** What is in the file: the state of each run, and logs that have a hole, no end, or an answer twice. */
function audited(): { integrity: unknown; states: Map<string, string>; faults: string[] } {
  const database = new DatabaseSync(file, { readOnly: true });
  const integrity = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  const rows = database.prepare(`SELECT id, json_extract(body, '$.state') AS state FROM documents_runs`).all();
  const read = database.prepare('SELECT events FROM run_log WHERE run = ? ORDER BY first');
  const faults = rows.flatMap(({ id }) => {
    const events = read.all(String(id)).flatMap((row) => JSON.parse(String(row['events'])) as ConsensusEvent[]);
    return faultsOf(events).map((fault) => `${String(id)}: ${fault}`);
  });
  database.close();
  return { integrity, states: new Map(rows.map((row) => [String(row['id']), String(row['state'])])), faults };
}

function faultsOf(events: readonly ConsensusEvent[]): string[] {
  const answered = events.filter((event) => event.type === 'answer-end').map((event) => event.model);
  return [
    ...(events.every((event, index) => event.seq === index + 1) ? [] : ['a hole']),
    ...(events.at(-1)?.type === 'run-end' ? [] : ['no end']),
    ...(new Set(answered).size === answered.length ? [] : ['an answer twice']),
  ];
}
