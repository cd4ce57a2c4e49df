import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openConsilience } from '#core/wiring';
import { localWorkspace, readConfig } from '#core';
import type { Consilience, SessionFilter } from '#core';
import type { Target } from '../bench.ts';
import { quantile } from '../statistics.ts';
import { makeRow } from '../table.ts';
import { seedHistory } from './seed.ts';

const large = 10_000;
const small = 100;
const opensMsMax = 200;

interface Question {
  readonly name: string;
  readonly text: string | null;
  readonly filter: Partial<SessionFilter>;
}

const questions: readonly Question[] = [
  { name: 'history: first page', text: null, filter: {} },
  { name: 'history: a common word', text: 'water', filter: {} },
  { name: 'history: a rare word', text: 'rare7', filter: {} },
  { name: 'history: split and starred', text: null, filter: { band: 'split', starred: true } },
];

/** How long the first 50 sessions take with 10,000 runs stored, beside 100: `npm run bench -- history`. */
export const historyTimes: Target = async ({ say }) => {
  const [few, many] = [await measured(small, say), await measured(large, say)];
  return questions.map(({ name }, index) =>
    makeRow({
      target: 'history',
      name: `${name}, ${large} runs beside ${small}`,
      unit: 'ms',
      ours: many[index] ?? 0,
      baseline: few[index] ?? 0,
      goal: `under ${opensMsMax} ms`,
      met: () => (many[index] ?? 0) < opensMsMax,
    }),
  );
};

async function measured(runs: number, say: (line: string) => void): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'consilience-bench-history-'));
  try {
    await seedHistory(join(folder, 'consilience.db'), runs);
    say(`seeded ${runs} runs`);
    const consilience = await openConsilience(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent' }));
    const times: number[] = [];
    for (const question of questions) {
      times.push(await median(consilience, question));
    }
    await consilience.close();
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function median({ sessions }: Consilience, { text, filter }: Question): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const since = performance.now();
    const { items } = await sessions.list(localWorkspace, { text, filter, limit: 50, cursor: null });
    times.push(performance.now() - since);
    if (items.length === 0 && text !== 'rare7') {
      throw new Error('Nothing was found, so nothing was measured.');
    }
  }
  return quantile(times, 0.5);
}
