import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { faultsOf } from '../ledger.ts';
import { question, type Finding, type Group, type Stage, unless } from '../scenario.ts';
import { slowly } from '../slowly.ts';

/** A store that cannot be written for a while: FLT-21. */
export const stores: Group = {
  name: 'stores',
  started: false,
  settings: () => ({ CONSILIENCE_TOTAL_MS: '20000', CONSILIENCE_DEADLINE_MS: '60000' }),
  scenarios: [
    {
      id: 'FLT-21',
      fault: 'another process holds the write lock of the database for 2 s',
      expected: 'questions wait or are refused with 503, nothing acknowledged is lost, all is well after it',
      run: locked,
    },
    {
      id: 'FLT-21',
      fault: 'the disk is full for 3 s (a small tmpfs)',
      expected: 'new questions are refused with 503, running ones end, well again without a restart',
      slow: true,
      run: full,
    },
  ],
};

async function locked(stage: Stage): Promise<Finding> {
  const product = await stage.start();
  await slowly(stage, 300);
  const before = await product.accept(`${question} Before?`);
  const other = new DatabaseSync(join(stage.dataDir, 'consilience.db'));
  other.exec('BEGIN IMMEDIATE');
  const during = product.accept(`${question} During?`);
  await pause(2_000);
  other.exec('ROLLBACK');
  other.close();
  const freedAt = performance.now();
  const answered = await during;
  const after = await product.accept(`${question} After?`);
  const recoverMs = performance.now() - freedAt;
  const ids = [before, answered, after].filter((one) => typeof one === 'string');
  const faults = await faultsOf(product, ids);
  await slowly(stage, 0);
  await product.kill();
  return {
    outcome: typeof answered === 'string' ? 'waited for' : `refused with ${answered.status}`,
    recoverMs,
    wrong: [
      ...faults,
      ...unless({
        'a refusal is 503': typeof answered === 'string' || answered.status === 503,
        'taken again afterwards': typeof after === 'string',
      }),
    ],
  };
}

async function full(stage: Stage): Promise<Finding> {
  const disk = mount();
  if (disk === null) {
    return { outcome: '', wrong: [], skipped: 'no tmpfs can be mounted here' };
  }
  const product = await stage.start({ dataDir: disk });
  try {
    await product.ask(question);
    await slowly(stage, 500);
    const running = await product.accept(`${question} Running?`);
    fill(disk);
    const refusals = [];
    for (let at = 0; at < 5; at += 1) {
      refusals.push(await product.accept(`${question} Full? (${at})`));
      await pause(500);
    }
    unlinkSync(join(disk, 'ballast'));
    const freedAt = performance.now();
    let after = await product.accept(`${question} After?`);
    while (typeof after !== 'string' && performance.now() - freedAt < 15_000) {
      await pause(200);
      after = await product.accept(`${question} After?`);
    }
    const recoverMs = performance.now() - freedAt;
    const ids = [running, after, ...refusals].filter((one) => typeof one === 'string');
    const refused = refusals.filter((one) => typeof one !== 'string');
    const faults = await faultsOf(product, ids);
    return {
      outcome: `${refused.length} of ${refusals.length} refused`,
      detectMs: refused[0]?.ms ?? null,
      recoverMs,
      wrong: [
        ...faults,
        ...unless({
          'some are refused': refused.length > 0,
          'with 503': refused.every(({ status, code }) => status === 503 && code === 'store_unavailable'),
          'taken again within 15 s': typeof after === 'string',
          'the process lives': product.isAlive,
        }),
      ],
    };
  } finally {
    await slowly(stage, 0);
    await product.kill();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}

/** A disk of 4 MB; null where that is not allowed. */
function mount(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'consilience-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

/** Leaves no page free. */
function fill(disk: string): void {
  const file = join(disk, 'ballast');
  for (const size of [1_048_576, 65_536, 4_096]) {
    try {
      for (;;) {
        writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
      }
    } catch {
      // Full at this size: the rest is filled in smaller pieces.
    }
  }
}
