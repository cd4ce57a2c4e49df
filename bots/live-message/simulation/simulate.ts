import type { Clock, DocumentStore, Logger, Random, WorkspaceId } from '#core';
import { Budget } from '../../budget.ts';
import type { Part, Place } from '../../message.ts';
import { chanceRun, ScriptedRuns } from '../../testing/script-runs.ts';
import { LiveMessages } from '../live-messages.ts';
import { render, SimulatedPlatform } from './platform.ts';
import type { Counts, Message, Weather } from './platform.ts';

/** Time that the simulation moves itself. */
export interface PlayedClock extends Clock {
  step(until: number): Promise<boolean>;
  advance(ms: number): Promise<void>;
}

export interface World {
  readonly clock: PlayedClock;
  readonly random: Random;
  /** Opens the same documents again after a crash. */
  readonly openStore: () => DocumentStore;
  readonly workspace: WorkspaceId;
}

export interface Outcome {
  readonly finals: number;
  readonly violations: readonly string[];
  readonly crashes: number;
  readonly counts: Counts;
  /** From the run's end to its final on the platform, in milliseconds, unsorted. */
  readonly lagsMs: readonly number[];
}

const runsMax = 15;
const settleMsMax = 60 * 60_000;

/** One installation with up to 15 runs at once, its faults, and a process that dies a few times on the way. */
export async function simulateLive(world: World, lateMs = 10_000): Promise<Outcome> {
  const { clock, random } = world;
  const chance = (most: number) => Math.floor(random.next() * most);
  const installations = ['T1', ...(random.next() < 0.2 ? ['T2'] : [])];
  const isOld = random.next() < 0.2;
  const platform = new SimulatedPlatform(clock, random, { weather: weatherOf(random), isOld, lateMs });
  const runs = new ScriptedRuns(clock);
  const started = new Map<string, Place>();
  let process = openProcess(world, platform, runs);
  let crashes = 0;

  const count = 1 + chance(runsMax);
  for (let index = 0; index < count; index += 1) {
    const run = `run_${index}`;
    const place = placeOf(installations[chance(installations.length)] ?? 'T1', index);
    clock.after(chance(5_000), () => {
      runs.play(run, chanceRun(random));
      started.set(run, place);
      void process.live.open({ run, workspace: world.workspace, platform: 'slack', place });
    });
  }
  for (let crash = chance(4); crash > 0; crash -= 1) {
    const at = chance(30_000);
    clock.after(at, () => {
      crashes += 1;
      process.kill();
      platform.crashed();
      process = openProcess(world, platform, runs);
      // What was to be opened while the process died comes again, as a redelivered message would.
      for (const [run, place] of started) {
        void process.live.open({ run, workspace: world.workspace, platform: 'slack', place });
      }
    });
  }
  await clock.advance(36_000);
  await settle({ world, platform, runs, count });
  await clock.advance(30_000);
  process.kill();
  const violations = [...platform.violations, ...finalViolations(platform, runs, count)];
  const lagsMs = [...platform.finalAt].map(([run, at]) => at - (runs.endedAt(run) ?? at));
  return { finals: count, violations, crashes, counts: platform.counts, lagsMs };
}

interface Process {
  readonly live: LiveMessages;
  kill(): void;
}

let born = 0;

function openProcess(world: World, platform: SimulatedPlatform, runs: ScriptedRuns): Process {
  let alive = true;
  const isAlive = () => alive;
  const clock = mortalClock(world.clock, isAlive);
  born += 1;
  const adapter = platform.adapter(isAlive);
  const live = new LiveMessages({
    store: mortalStore(world.openStore(), isAlive),
    budget: new Budget(clock),
    runs,
    clock,
    random: world.random,
    logger: silent,
    owner: `process-${born}`,
    adapter: () => adapter,
    context: () => ({ asker: 'U1', link: null, token: () => '' }),
    posted: () => Promise.resolve(),
  });
  // A process that is killed while it starts never finishes to.
  void live.start();
  return {
    live,
    kill: () => {
      alive = false;
    },
  };
}

interface Scene {
  readonly world: World;
  readonly platform: SimulatedPlatform;
  readonly runs: ScriptedRuns;
  readonly count: number;
}

async function settle({ world, platform, runs, count }: Scene): Promise<void> {
  const until = world.clock.monotonic() + settleMsMax;
  const ids = Array.from({ length: count }, (_, index) => `run_${index}`);
  while (!ids.every((run) => isShown(platform, runs, run)) && world.clock.monotonic() < until) {
    await world.clock.advance(1_000);
  }
}

function isShown(platform: SimulatedPlatform, runs: ScriptedRuns, run: string): boolean {
  return wanted(runs, run).every((forms, index) => {
    const last = newest(platform, run, index)?.shown.at(-1);
    return last !== undefined && forms.includes(JSON.stringify(last));
  });
}

/** At the very end: the newest message of each part shows the final exactly. */
function finalViolations(platform: SimulatedPlatform, runs: ScriptedRuns, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `run_${index}`)
    .filter((run) => !isShown(platform, runs, run))
    .map((run) => `${run}: the final does not stand`);
}

/** Of each part of the final, the forms that an installation may have been given. */
function wanted(runs: ScriptedRuns, run: string): string[][] {
  const view = runs.view(run);
  const rungs = (['rich', 'compact', 'plain'] as const).map((rung) => render(view, { rung }));
  return (rungs[0] ?? []).map((_part: Part, index) => rungs.map((parts) => JSON.stringify(parts[index])));
}

function newest(platform: SimulatedPlatform, run: string, index: number): Message | undefined {
  return [...platform.messages.values()].findLast((message) => message.run === run && message.index === index);
}

function placeOf(installation: string, index: number): Place {
  return { installation, channel: `C${index % 4}`, thread: `t${index}`, asker: 'U1', replyUrl: null };
}

/** From calm to a storm. */
function weatherOf(random: Random): Weather {
  const force = random.next() ** 2;
  const part = (most: number) => random.next() * most * force;
  return { failed: part(0.25), lost: part(0.15), unanswered: part(0.15), late: part(0.15), limited: part(0.2) };
}

function mortalClock(clock: Clock, isAlive: () => boolean): Clock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after: (ms, callback) => clock.after(ms, () => void (isAlive() && callback())),
  };
}

/** A dead process neither writes nor hears what it read. */
function mortalStore(store: DocumentStore, isAlive: () => boolean): DocumentStore {
  const never = new Promise<never>(() => {});
  const call = <T>(work: () => Promise<T>): Promise<T> =>
    isAlive() ? work().then((value) => (isAlive() ? value : never)) : never;
  return {
    collection(spec) {
      const inner = store.collection(spec);
      return {
        insert: (document) => call(() => inner.insert(document)),
        get: (id) => call(() => inner.get(id)),
        find: (query) => call(() => inner.find(query)),
        update: (filter, change) => call(() => inner.update(filter, change)),
        remove: (filter) => call(() => inner.remove(filter)),
      };
    },
    close: () => Promise.resolve(),
  };
}

const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // The outcome tells.
}
