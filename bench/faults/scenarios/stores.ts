import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { faultsOf } from '../ledger.ts';
import { makeDataDir, removeDataDir, type Product, type Refused } from '../product.ts';
import { patientLimits, question, type Finding, type Group, type Scenario, type Stage, unless } from '../scenario.ts';
import { slowly, streaming } from '../slowly.ts';

/** How the store is taken away from a server, and given back. Null where the machine does not allow it. */
interface Outage {
  readonly fault: string;
  readonly ms: number;
  readonly slow?: true;
  /** Questions may wait until it is over. */
  readonly mayWait?: true;
  readonly flags?: readonly string[];
  readonly dataDir?: () => string | null;
  begin(product: Product): (() => void) | Promise<() => void>;
}

const refused = 'new questions are refused with 503 store_unavailable and what to do, /ready says it, running ones end';
const waits = 'streams are read on, new questions wait for at most 5 s or are refused with 503';

/** A store that cannot be written for a while: FLT-21. */
export const stores: Group = {
  name: 'stores',
  started: false,
  settings: () => patientLimits,
  scenarios: [
    outage({
      fault: 'another process holds the write lock of the database for 2 s',
      ms: 2_000,
      mayWait: true,
      begin: lock,
    }),
    outage({
      fault: 'another process holds the write lock of the database for 8 s',
      ms: 8_000,
      mayWait: true,
      slow: true,
      begin: lock,
    }),
    outage({
      fault: 'the database is read-only for a second',
      ms: 1_000,
      flags: readOnlyAtSignal(),
      begin: makeReadOnly,
    }),
    outage({ fault: 'every write to the disk fails for 3 s', ms: 3_000, slow: true, begin: failWrites }),
    outage({
      fault: 'the disk is full for 3 s (a small tmpfs)',
      ms: 3_000,
      slow: true,
      dataDir: mount,
      begin: ({ dataDir }) => {
        fill(dataDir);
        return () => unlinkSync(join(dataDir, 'ballast'));
      },
    }),
    {
      id: 'FLT-21',
      fault: 'DATA_DIR is on a read-only disk at the start',
      expected: 'does not start, says why and what to do in one sentence',
      slow: true,
      run: startedReadOnly,
    },
  ],
};

function outage(plan: Outage): Scenario {
  return {
    id: 'FLT-21',
    fault: plan.fault,
    expected: `${plan.mayWait === true ? waits : refused}; /health answers, nothing acknowledged is lost, well again without a restart`,
    ...(plan.slow === undefined ? {} : { slow: plan.slow }),
    run: (stage) => struck(stage, plan),
  };
}

async function struck(stage: Stage, plan: Outage): Promise<Finding> {
  const dataDir = plan.dataDir === undefined ? stage.dataDir : plan.dataDir();
  if (dataDir === null) {
    return { outcome: '', wrong: [], skipped: 'no tmpfs can be mounted here' };
  }
  const product = await stage.start({ dataDir, ...(plan.flags === undefined ? {} : { flags: plan.flags }) });
  try {
    await product.ask(question);
    const hurry = await streaming(stage);
    const running = await product.accept(`${question} Running?`);
    await pause(200);
    const end = await plan.begin(product);
    const asked = [0, 1, 2].map((at) => product.accept(`${question} Meanwhile? (${at})`));
    const { healthMsMax, readiness } = await watched(product, plan.ms);
    end();
    const endedAt = performance.now();
    const after = await takenAgain(product);
    const recoverMs = performance.now() - endedAt;
    hurry();
    const answers = await Promise.all(asked);
    const ids = [running, after, ...answers].filter((one) => typeof one === 'string');
    const refusals = answers.filter((one) => typeof one !== 'string');
    const faults = await faultsOf(product, ids);
    const views = await Promise.all(ids.map((id) => product.view(id)));
    return {
      outcome: `${refusals.length} of ${answers.length} refused`,
      note: `/health within ${Math.round(healthMsMax)} ms, /ready: ${readiness}`,
      detectMs: refusals[0]?.ms ?? null,
      recoverMs,
      wrong: [
        ...faults,
        ...unless({
          'the questions are refused': plan.mayWait === true || refusals.length === answers.length,
          'a refusal says what and why': refusals.every(isClear),
          [`/health answers within 1.5 s, not ${Math.round(healthMsMax)} ms`]: healthMsMax < 1_500,
          [`/ready says it, not ${readiness}`]: readiness === 'store_unavailable',
          'taken again': typeof after === 'string',
          'every answer of every run is whole': views.every(({ answers: all }) =>
            all.every(({ state }) => state === 'done'),
          ),
          'the process lives': product.isAlive,
        }),
      ],
    };
  } finally {
    await product.kill();
    await slowly(stage, 0);
    if (plan.dataDir !== undefined) {
      execFileSync('umount', [dataDir]);
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
}

function isClear({ status, code, action, retryAfter }: Refused): boolean {
  return status === 503 && code === 'store_unavailable' && action !== '' && retryAfter !== null;
}

/** How the server looks from outside, for so long, and a little longer when it has not seen the outage yet. */
async function watched(product: Product, ms: number): Promise<{ healthMsMax: number; readiness: string }> {
  let healthMsMax = 0;
  let readiness = 'ready';
  const since = performance.now();
  const lasts = () => performance.now() - since < (readiness === 'ready' ? ms + 2_500 : ms);
  while (lasts()) {
    healthMsMax = Math.max(healthMsMax, await product.health());
    const found = await product.readiness();
    readiness = readiness === 'ready' ? found : readiness;
    await pause(50);
  }
  return { healthMsMax, readiness };
}

/** The run that it takes first, or how it refused at last. */
async function takenAgain(product: Product): Promise<string | Refused> {
  const since = performance.now();
  for (;;) {
    const after = await product.accept(`${question} After?`);
    if (typeof after === 'string' || performance.now() - since > 15_000) {
      return after;
    }
    await pause(100);
  }
}

function lock({ dataDir }: Product): () => void {
  const other = new DatabaseSync(join(dataDir, 'consilience.db'));
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('ROLLBACK');
    other.close();
  };
}

/** Loaded before the server: at SIGUSR2 SQLite itself refuses every write, and at the next one no more. */
function readOnlyAtSignal(): string[] {
  const code = `
  import { DatabaseSync } from 'node:sqlite';
  const seen = new Set();
  const exec = DatabaseSync.prototype.exec;
  DatabaseSync.prototype.exec = function (sql) {
    seen.add(this);
    return exec.call(this, sql);
  };
  let isReadOnly = 0;
  process.on('SIGUSR2', () => {
    isReadOnly = 1 - isReadOnly;
    for (const database of seen) {
      if (database.isOpen) {
        exec.call(database, 'PRAGMA query_only = ' + isReadOnly);
      }
    }
    console.error('read-only: ' + isReadOnly);
  });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

async function makeReadOnly(product: Product): Promise<() => void> {
  product.signal('SIGUSR2');
  while (!product.said.includes('read-only: 1')) {
    await pause(5);
  }
  return () => product.signal('SIGUSR2');
}

/** The kernel refuses the process every byte that it writes to a file. */
function failWrites({ processId }: Product): () => void {
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(processId), `--fsize=${bytes}:`]);
  limit('0');
  return () => limit('unlimited');
}

async function startedReadOnly(stage: Stage): Promise<Finding> {
  const disk = mount();
  if (disk === null) {
    return { outcome: '', wrong: [], skipped: 'no tmpfs can be mounted here' };
  }
  try {
    await (await stage.start({ dataDir: disk })).kill();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    // Its own working folder stands elsewhere.
    const home = makeDataDir();
    const startedAt = performance.now();
    const said = await stage.start({ dataDir: home, settings: { DATA_DIR: disk } }).then(
      () => 'it started',
      (error: unknown) => String(error),
    );
    removeDataDir(home);
    return {
      outcome: said.includes('read-only') ? 'refused to start: read-only' : said,
      detectMs: performance.now() - startedAt,
      wrong: unless({
        'says that the store is read-only': said.includes('read-only'),
        'says what to do': said.includes('DATA_DIR'),
        'in no stack trace': !/\n\s+at /.test(said),
      }),
    };
  } finally {
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
