import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import type { Held } from '../subjects/control.ts';
import { startSubject, type Subject } from '../subject.ts';
import { makeRow, type Row } from '../table.ts';
import { startUpstream, steady } from '../upstream.ts';
import { offer } from '../viewer.ts';

const atOnce = 8;
/** Until connections that nobody uses are closed and runs are off the hands of the process. */
const restMs = 7_000;
const refusedPauseMs = 500;
const steps = 4;

/** One run after the other on one process: what it holds at rest must not grow once caches are full. */
export async function memoryGrowth(bench: Bench): Promise<readonly Row[]> {
  const { runs, settled } = bench.lengths.row;
  const upstream = await startUpstream({ ...steady, profile: 'none' });
  const subject = await startSubject('ours', upstream, null);
  try {
    await askInARow(subject, settled);
    const before = await heldAtRest(subject);
    say(bench, settled, before);
    let after = before;
    for (let step = 1; step <= steps; step += 1) {
      await askInARow(subject, (runs - settled) / steps);
      after = await heldAtRest(subject);
      say(bench, settled + (step * (runs - settled)) / steps, after);
    }
    return rows(before, after, { runs, settled });
  } finally {
    await subject.close();
    await upstream.close();
  }
}

async function askInARow(subject: Subject, count: number): Promise<void> {
  let left = count;
  const asker = async () => {
    while (left > 0) {
      left -= 1;
      while ((await offer(subject, performance.now())).type === 'refused') {
        await pause(refusedPauseMs);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
}

async function heldAtRest(subject: Subject): Promise<Held> {
  await pause(restMs);
  return await subject.held();
}

function say(bench: Bench, runs: number, { heapBytes, timers, sockets, files }: Held): void {
  const heap = (heapBytes / 1e6).toFixed(1);
  bench.say(`after ${runs} runs: ${heap} MB of heap, ${timers} timers, ${sockets} sockets, ${files} files`);
}

function rows(before: Held, after: Held, { runs, settled }: Bench['lengths']['row']): readonly Row[] {
  const figures = [
    { name: 'heap', unit: 'MB', of: ({ heapBytes }: Held) => heapBytes / 1e6, goal: 'at most 1.1x', ratioMax: 1.1 },
    { name: 'timers', unit: '', of: ({ timers }: Held) => timers, goal: 'no more', ratioMax: 1 },
    { name: 'sockets', unit: '', of: ({ sockets }: Held) => sockets, goal: 'no more', ratioMax: 1 },
    { name: 'files', unit: '', of: ({ files }: Held) => files, goal: 'no more', ratioMax: 1 },
  ];
  return figures.map(({ name, unit, of, goal, ratioMax }) =>
    makeRow({
      target: 'memory',
      name: `${name} after ${runs} runs, beside ${settled}`,
      unit,
      ours: of(after),
      baseline: Math.max(1, of(before)),
      goal,
      met: (ratio) => ratio <= ratioMax,
    }),
  );
}
