import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '#core/testing';
import type { ConsensusEvent } from '#core/view';
import { openNetwork, type Network } from '../faults/network.ts';
import { makeDataDir, Product, removeDataDir } from '../faults/product.ts';
import { type Audit, Ledger } from './audit.ts';
import { isOpening, type Mutant, type Point, points, type Way, ways } from './points.ts';

export interface TrialOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Where every round kills; null for each point in turn. */
  readonly point: Point | null;
  /** How every round kills; null for a named point in every second one, and the other ways in turn. */
  readonly way: Way | null;
  readonly mutant: Mutant | null;
  /** Told what each round did. */
  readonly say: (line: string) => void;
}

export interface Verdict extends Audit {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly done: number;
  /** Rounds that met their named point; the others ended at a random moment. */
  readonly reached: ReadonlyMap<Point, number>;
  /** From each kill until no run belonged to the dead process any more, in milliseconds. */
  readonly recoveredMs: readonly number[];
  /** Sequences from which a viewer came back, and how often it was shown something else than the log. */
  readonly resumed: number;
  readonly resumedWrong: number;
}

const questionsOfRound = 4;
const pointMsMax = 4_000;
const recoverMsMax = 30_000;
const endMsMax = 90_000;
const script = new URL('kill-points.ts', import.meta.url);

interface Start {
  /** Nearly every commit is a checkpoint too. */
  readonly checkpoints: boolean;
  /** The latest pass of its point at which it may be killed. */
  readonly passMax: number;
  readonly dataDir: string;
}

/** Points of a recovery: what the server that takes runs over writes first. */
const recoveryPoints: readonly Point[] = [
  'before update run',
  'after update run',
  'before append to a log',
  'after commit',
];

/** Two servers on one database, of which one is killed in each round, and now and then the other one with it. */
export class Trial {
  readonly #options: TrialOptions;
  readonly #network: Network;
  readonly #random: { next(): number };
  readonly #dataDir = makeDataDir();
  readonly #acknowledged: string[] = [];
  readonly #reached = new Map<Point, number>();
  readonly #recoveries: Promise<number>[] = [];
  /** What was wrong with files that a server died on while it made them. */
  readonly #unsound: string[] = [];
  #steady: Product | null = null;

  private constructor(options: TrialOptions, network: Network) {
    this.#options = options;
    this.#network = network;
    this.#random = seededRandom(options.seed);
  }

  static async run(options: TrialOptions): Promise<Verdict> {
    const network = await openNetwork({ profile: 'none', tokens: 30, seed: options.seed });
    await Promise.all(Object.values(network.lines).map((line) => line.disturb({ latencyMs: 150, jitterMs: 300 })));
    const trial = new Trial(options, network);
    try {
      for (let round = 0; round < options.rounds; round += 1) {
        await trial.#round(round);
      }
      return await trial.#verdict();
    } finally {
      await trial.#steady?.kill();
      await network.close();
      removeDataDir(trial.#dataDir);
    }
  }

  async #round(round: number): Promise<void> {
    const way = this.#options.way ?? wayOf(round);
    const point = way === 'point' ? this.#pointOf(round) : null;
    if (point !== null && isOpening(point)) {
      this.#tell(round, point, await this.#openNew(point));
      return;
    }
    const steady = (this.#steady ??= await this.#start(null));
    const victim = await this.#start(point, { checkpoints: way === 'checkpoint' }).catch(() => null);
    const questions = Array.from({ length: questionsOfRound }, (_, at) => `Is ${round * 100 + at} even?`);
    if (victim === null) {
      await this.#ask(steady, questions);
    } else {
      const asked = [this.#ask(victim, questions), this.#ask(steady, questions.slice(0, 1))];
      await (point === null ? pause(900 * this.#random.next()) : this.#untilDead(victim));
      await this.#end(way, victim, steady);
      await Promise.all(asked);
    }
    this.#tell(round, point ?? way, victim === null || victim.diedAlone);
  }

  async #end(way: Way, victim: Product, steady: Product): Promise<void> {
    if (way === 'shutdown') {
      victim.signal('SIGTERM');
      await pause(1_500 * this.#random.next());
    }
    if (way === 'both') {
      this.#steady = null;
      await Promise.all([this.#kill(steady), this.#kill(victim)]);
    } else if (way === 'recovery') {
      this.#steady = null;
      await Promise.all([steady.kill(), victim.kill()]);
      await this.#killHeir([steady, victim]);
    } else {
      await this.#kill(victim);
    }
  }

  /** The server that takes over what the dead have left dies as it does; the next one comes at once. */
  async #killHeir(dead: readonly Product[]): Promise<void> {
    const point = recoveryPoints[Math.floor(recoveryPoints.length * this.#random.next())] ?? null;
    const heir = await this.#start(point, { passMax: 1 }).catch(() => null);
    await (heir === null ? null : this.#untilDead(heir).then(() => heir.kill()));
    const killedAt = performance.now();
    for (const { processId } of heir === null ? dead : [...dead, heir]) {
      this.#recoveries.push(this.#recovered(processId, killedAt));
    }
    this.#steady = await this.#start(null);
  }

  /** A server dies while it makes its file; the next one on that file is sound. Whether the point was met. */
  async #openNew(point: Point): Promise<boolean> {
    const dataDir = makeDataDir();
    try {
      const dead = await this.#start(point, { passMax: 1, dataDir }).catch(() => null);
      await dead?.kill();
      const next = await this.#start(null, { dataDir });
      const { view } = await next.ask('Is a new file sound?');
      next.signal('SIGTERM');
      await next.exited;
      const ledger = new Ledger(dataDir);
      const { integrity, faults } = ledger.audit([view.id]);
      ledger.close();
      const unsound = [
        ...faults,
        ...(integrity === 'ok' ? [] : [integrity]),
        ...(view.state === 'done' ? [] : [view.state]),
      ];
      this.#unsound.push(...unsound.map((fault) => `${point} of a new file: ${fault}`));
      return dead === null;
    } finally {
      removeDataDir(dataDir);
    }
  }

  #pointOf(round: number): Point | null {
    return this.#options.point ?? points[(round / 2) % points.length] ?? null;
  }

  #tell(round: number, what: Point | Way, met: boolean): void {
    const point = points.find((one) => one === what) ?? null;
    if (point !== null && met) {
      this.#reached.set(point, (this.#reached.get(point) ?? 0) + 1);
    }
    this.#options.say(`round ${round + 1}: ${what}${point === null || met ? '' : ', not met'}`);
  }

  async #start(point: Point | null, { checkpoints, passMax, dataDir }: Partial<Start> = {}): Promise<Product> {
    const { mutant } = this.#options;
    const wish = new URL(script);
    if (point !== null) {
      wish.searchParams.set('point', point);
      wish.searchParams.set('pass', String(Math.ceil((passMax ?? passesMax(point)) * this.#random.next())));
    }
    if (mutant !== null) {
      wish.searchParams.set('mutant', mutant);
    }
    if (checkpoints === true) {
      wish.searchParams.set('checkpoints', 'often');
    }
    return await Product.start({
      network: this.#network,
      settings: { LOG_LEVEL: 'error', CONSILIENCE_DEADLINE_MS: '20000' },
      dataDir: dataDir ?? this.#dataDir,
      flags: wish.search === '' ? [] : ['--import', wish.href],
    });
  }

  /** Refused and unheard questions are nobody's loss. */
  async #ask(product: Product, questions: readonly string[]): Promise<void> {
    for (const question of questions) {
      const said = await product.accept(question).catch(() => null);
      if (typeof said === 'string') {
        this.#acknowledged.push(said);
      }
    }
  }

  async #untilDead(victim: Product): Promise<void> {
    for (const since = performance.now(); victim.isAlive && performance.now() - since < pointMsMax;) {
      await pause(20);
    }
  }

  async #kill(product: Product): Promise<void> {
    const killedAt = performance.now();
    await product.kill();
    this.#recoveries.push(this.#recovered(product.processId, killedAt));
  }

  async #recovered(processId: number, killedAt: number): Promise<number> {
    const ledger = new Ledger(this.#dataDir);
    while (ledger.active(processId) > 0 && performance.now() - killedAt < recoverMsMax) {
      await pause(100);
    }
    ledger.close();
    return performance.now() - killedAt;
  }

  async #verdict(): Promise<Verdict> {
    const last = (this.#steady ??= await this.#start(null));
    const ledger = new Ledger(this.#dataDir);
    for (const since = performance.now(); ledger.active(null) > 0 && performance.now() - since < endMsMax;) {
      await pause(100);
    }
    const audit = ledger.audit(this.#acknowledged);
    ledger.close();
    return {
      ...audit,
      faults: [...audit.faults, ...this.#unsound],
      ...(await this.#resumes(last, audit)),
      rounds: this.#options.rounds,
      acknowledged: this.#acknowledged.length,
      done: [...audit.logs.values()].filter((events) => isDone(events)).length,
      reached: this.#reached,
      recoveredMs: await Promise.all(this.#recoveries),
    };
  }

  /** A viewer comes back at every sequence of the runs that were cut deepest, and of the last one. */
  async #resumes(product: Product, { logs }: Audit): Promise<Pick<Verdict, 'resumed' | 'resumedWrong'>> {
    const cut = [...logs].filter(([, events]) => isInterrupted(events)).slice(0, 2);
    let [resumed, resumedWrong] = [0, 0];
    for (const [id, events] of [...cut, ...[...logs].slice(-1)]) {
      for (let after = 0; after <= events.length; after += 1) {
        const seen = await product.follow(id, after);
        resumed += 1;
        resumedWrong += isDeepStrictEqual(seen, events.slice(after)) ? 0 : 1;
      }
    }
    return { resumed, resumedWrong };
  }
}

/** A named point in every second round, and the other ways in turn. */
function wayOf(round: number): Way {
  const others = ways.filter((way) => way !== 'point');
  return round % 2 === 0 ? 'point' : (others[((round - 1) / 2) % others.length] ?? 'moment');
}

/** So that a point is met while a server starts, while it takes runs, and while it ends them. */
function passesMax(point: Point): number {
  if (/begin|commit/.test(point)) {
    return 60;
  }
  return /savepoint|release|append/.test(point) ? 24 : 4;
}

function isDone(events: readonly ConsensusEvent[]): boolean {
  const end = events.at(-1);
  return end?.type === 'run-end' && end.state === 'done';
}

function isInterrupted(events: readonly ConsensusEvent[]): boolean {
  return events.some((event) => event.type === 'answer-error' && event.error.code === 'interrupted');
}
