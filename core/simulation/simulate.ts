import { askAgain, readCounts } from './aftermath.ts';
import { liveTheirLives } from './people.ts';
import { seamsOf } from './plants.ts';
import { World } from './world.ts';

/** By then every run of every plan must have ended. */
const longestMs = 400_000;
const stepsMax = 400_000;
const closingMs = 30_000;

export interface Outcome {
  readonly seed: number;
  /** The broken promises; none in a sound product. */
  readonly violations: readonly string[];
  /** The same for every run of the same seed and plant. */
  readonly hash: string;
  readonly runs: number;
  readonly steps: number;
}

export interface SimulationOptions {
  /** A bug to plant, by its name; null for the product as it is. Throws `config_invalid` for another name. */
  readonly plant: string | null;
  /** Given every line of the trace. */
  readonly tell: (line: string) => void;
}

/** Plays the world of one seed to its end, checking every promise after every step. */
export async function simulate(seed: number, { plant, tell }: SimulationOptions): Promise<Outcome> {
  const world = new World(seed, seamsOf(plant), tell);
  const { clock, checks, disk } = world;
  world.open();
  let over = false;
  const lives = liveTheirLives(world).then(() => (over = true));
  let steps = 0;
  const { askedByMs, store } = world.plan;
  clock.after(Math.max(askedByMs + 10_000, ...store.outages.map(({ untilMs }) => untilMs)), () => {
    world.healed = true;
    disk.faulty = false;
  });
  const goOn = async (until: number, done: () => boolean) => {
    while (!done() && steps < stepsMax && checks.violations.length === 0 && (await clock.step(until))) {
      steps += 1;
      checks.step();
    }
  };
  await goOn(longestMs, () => over);
  if (checks.violations.length === 0) {
    await (over ? ending(world, goOn) : checks.broken('everybody sees the end of their run', `after ${steps} steps`));
  }
  void lives;
  return { seed, violations: checks.violations, hash: world.trace.digest(), runs: disk.runs.size, steps };
}

async function ending(world: World, goOn: (until: number, done: () => boolean) => Promise<void>): Promise<void> {
  const { clock, checks, disk } = world;
  // Runs that nobody was told of end as well, and every process that is down comes back.
  const quiet = () =>
    world.healed &&
    ![...disk.runs.values()].some((run) => run.endedAt === null) &&
    ![...disk.sessions.values()].some((session) => session.state === 'removing') &&
    world.settled;
  const within = async (ms: number, work: () => Promise<void>) => {
    let done = false;
    void work().then(() => (done = true));
    await goOn(clock.monotonic() + ms, () => done);
    return done;
  };
  await goOn(clock.monotonic() + longestMs, quiet);
  const asked = await within(longestMs, () => askAgain(world));
  await goOn(clock.monotonic() + longestMs, quiet);
  const counted = await within(longestMs, () => readCounts(world));
  const closed = await within(closingMs, () => world.close());
  checks.end();
  if (checks.violations.length === 0 && !(asked && counted && closed)) {
    checks.broken('a process closes when it is asked to', 'at the end');
  }
}
