import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#core/testing';
import { faultsOf, integrityOf } from '../ledger.ts';
import type { Product } from '../product.ts';
import { patientLimits, question, type Group, type Scenario, type Stage, unless } from '../scenario.ts';
import { slowly } from '../slowly.ts';

/** Processes that die, stop, stall or are replaced: FLT-23 to FLT-25, FLT-31, FLT-34 and FLT-35. */
export const processes: Group = {
  name: 'processes',
  started: false,
  settings: () => patientLimits,
  scenarios: [
    killed(1),
    { ...killed(20), slow: true },
    {
      id: 'FLT-24',
      fault: 'SIGSTOP for longer than a lease, a second process on the same file, then SIGCONT',
      expected: 'the second one ends the runs, the first writes nothing stale',
      slow: true,
      run: stopped,
    },
    {
      id: 'FLT-25',
      fault: 'the event loop stalls for 5 s',
      expected: 'health does not answer meanwhile, runs go on and keep their leases',
      slow: true,
      run: stalled,
    },
    {
      id: 'FLT-31',
      fault: 'the clock jumps by 10 min, back by 20 and back by an hour during runs',
      expected: 'runs end, their order is kept, no time is negative',
      run: clockJumps,
    },
    {
      id: 'FLT-34',
      fault: '200 questions at once with a heap of 96 MB',
      expected: 'what is too much is refused, the process lives, what was accepted ends',
      slow: true,
      run: shortOfMemory,
    },
    {
      id: 'FLT-35',
      fault: 'SIGTERM under load, and a new process on the same file',
      expected: 'exit 0, nothing accepted is lost or ends twice',
      run: deployed,
    },
  ],
};

function killed(rounds: number): Scenario {
  return {
    id: 'FLT-23',
    fault: `kill -9 with runs in flight, ${rounds === 1 ? 'once at a random moment' : `${rounds} times at random moments`}`,
    expected: 'every acknowledged run ends, once, within 10 s of the next server',
    async run(stage) {
      const random = seededRandom(rounds);
      const ids: string[] = [];
      const tookMs: number[] = [];
      const faults: string[] = [];
      await slowly(stage, 200);
      for (let round = 0; round < rounds; round += 1) {
        const product = await stage.start();
        await askSome(product, ids, 4);
        await pause(600 * random.next());
        await product.kill();
        const next = await stage.start();
        const startedAt = performance.now();
        await faultsOf(next, ids.slice(-4));
        tookMs.push(performance.now() - startedAt);
        if (round === rounds - 1) {
          faults.push(...(await faultsOf(next, ids)));
        }
        await next.kill();
      }
      await slowly(stage, 0);
      const recoverMs = Math.max(...tookMs);
      return {
        outcome: `${ids.length} acknowledged, ${faults.length} faults`,
        recoverMs,
        wrong: [
          ...faults,
          ...unless({
            'recovered within 10 s': recoverMs <= 10_000,
            'the database is whole': integrityOf(stage.dataDir) === 'ok',
          }),
        ],
      };
    },
  };
}

/** Different questions, so that none shares its calls with another. */
async function askSome(product: Product, ids: string[], count: number): Promise<void> {
  const accepted = await Promise.all(
    Array.from({ length: count }, (_, at) => product.accept(`${question} (${ids.length + at})`)),
  );
  ids.push(...accepted.filter((one) => typeof one === 'string'));
}

async function stopped(stage: Stage) {
  const [first, second] = [await stage.start(), await stage.start()];
  await slowly(stage, 1_000);
  const ids: string[] = [];
  await askSome(first, ids, 4);
  await pause(300);
  first.signal('SIGSTOP');
  const stoppedAt = performance.now();
  const early = await faultsOf(second, ids);
  const recoverMs = performance.now() - stoppedAt;
  first.signal('SIGCONT');
  await pause(3_000);
  const late = await faultsOf(second, ids);
  const fromFirst = await faultsOf(first, ids);
  await slowly(stage, 0);
  await Promise.all([first.kill(), second.kill()]);
  return {
    outcome: `${ids.length} runs, ${late.length} faults`,
    recoverMs,
    wrong: [...early, ...late, ...fromFirst, ...unless({ 'taken over within 30 s': recoverMs <= 30_000 })],
  };
}

/** Loaded before the server: SIGUSR2 makes the process do what the code says. */
function onUsr2(code: string): string[] {
  return ['--import', `data:text/javascript,process.on('SIGUSR2',()=>{${encodeURIComponent(code)}})`];
}

async function stalled(stage: Stage) {
  const product = await stage.start({
    flags: onUsr2('const until=performance.now()+5000;while(performance.now()<until);'),
  });
  await slowly(stage, 500);
  const ids: string[] = [];
  await askSome(product, ids, 4);
  await pause(200);
  product.signal('SIGUSR2');
  await pause(100);
  const healthMs = await product.health();
  const faults = await faultsOf(product, ids);
  const againMs = await product.health();
  await slowly(stage, 0);
  await product.kill();
  return {
    outcome: `health after ${Math.round(healthMs)} ms, then ${Math.round(againMs)} ms`,
    detectMs: healthMs,
    wrong: [...faults, ...unless({ 'health shows the stall': healthMs >= 3_000, 'and its end': againMs <= 1_000 })],
  };
}

async function clockJumps(stage: Stage) {
  const product = await stage.start({
    flags: onUsr2(
      'const jumps=[600000,-1200000,-3600000];const now=Date.now;const by=jumps[(globalThis.jumped??=0)%3];globalThis.jumped+=1;Date.now=()=>now()+by;',
    ),
  });
  await slowly(stage, 300);
  const ids: string[] = [];
  for (let jump = 0; jump < 3; jump += 1) {
    await askSome(product, ids, 3);
    await pause(200);
    product.signal('SIGUSR2');
  }
  const faults = await faultsOf(product, ids);
  const views = await Promise.all(ids.map((id) => product.view(id)));
  await slowly(stage, 0);
  await product.kill();
  return {
    outcome: `${views.filter(({ state }) => state === 'done').length} of ${ids.length} runs done`,
    wrong: [
      ...faults,
      ...unless({
        'all runs are done': views.every(({ state }) => state === 'done'),
        'no answer took a negative time': views.every(({ answers }) => answers.every(({ ms }) => (ms ?? 0) >= 0)),
      }),
    ],
  };
}

async function shortOfMemory(stage: Stage) {
  const product = await stage.start({ flags: ['--max-old-space-size=96'] });
  await slowly(stage, 500);
  const accepted = await Promise.all(Array.from({ length: 200 }, (_, at) => product.accept(`${question} (${at})`)));
  const ids = accepted.filter((one) => typeof one === 'string');
  const refused = accepted.filter((one) => typeof one !== 'string');
  const faults = await faultsOf(product, ids);
  const megabytes = Math.round(product.residentBytes / 1_048_576);
  await slowly(stage, 0);
  const { isAlive } = product;
  await product.kill();
  return {
    outcome: `${ids.length} accepted, ${refused.length} refused`,
    note: `${megabytes} MB resident`,
    wrong: [
      ...faults,
      ...unless({
        'the process lives': isAlive,
        'refusals say when to come back': refused.every(
          ({ status, retryAfter }) => [429, 503].includes(status) && retryAfter !== null,
        ),
        [`at most 400 MB resident, not ${megabytes}`]: megabytes <= 400,
      }),
    ],
  };
}

async function deployed(stage: Stage) {
  const old = await stage.start();
  await slowly(stage, 300);
  const ids: string[] = [];
  await askSome(old, ids, 10);
  await pause(150);
  const signalledAt = performance.now();
  old.signal('SIGTERM');
  // The signal may be on its way still: then it is accepted, and must not be lost either.
  const late = await old.accept('Too late?').catch(() => null);
  if (typeof late === 'string') {
    ids.push(late);
  }
  const [code, fresh] = await Promise.all([old.exited, stage.start()]);
  const exitMs = performance.now() - signalledAt;
  await askSome(fresh, ids, 4);
  const faults = await faultsOf(fresh, ids);
  const views = await Promise.all(ids.map((id) => fresh.view(id)));
  await slowly(stage, 0);
  await fresh.kill();
  return {
    outcome: `exit ${code} after ${Math.round(exitMs)} ms, ${ids.length} runs`,
    recoverMs: exitMs,
    wrong: [
      ...faults,
      ...unless({
        'exits with 0': code === 0,
        'all runs are done': views.every(({ state }) => state === 'done'),
      }),
    ],
  };
}
