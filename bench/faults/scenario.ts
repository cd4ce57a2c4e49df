import { median } from '../statistics.ts';
import { openNetwork, type Line, type Network } from './network.ts';
import { makeDataDir, Product, removeDataDir, type Seen } from './product.ts';

/** One fault: what is done, what should follow, and what did. */
export interface Scenario {
  /** Of the fault list: `FLT-08`. */
  readonly id: string;
  /** Which of the faults of that id. */
  readonly fault: string;
  readonly expected: string;
  /** Left out of the tests: it takes long, or the machine may not allow it. */
  readonly slow?: true;
  run(stage: Stage): Promise<Finding>;
}

/** What was measured. Milliseconds; null where a figure makes no sense. */
export interface Finding {
  /** The faulty model's error code, `done`, or what else happened. */
  readonly outcome: string;
  /** What is not as expected, in words; empty when all is. */
  readonly wrong: readonly string[];
  /** From the fault to the decision about it. */
  readonly detectMs?: number | null;
  /** From the end of the fault to the first whole answer. */
  readonly recoverMs?: number | null;
  /** Requests that reached the faulty vendor over calls that were made. */
  readonly amplification?: number | null;
  /** By how much the other models' answers took longer than in a run without the fault. */
  readonly othersAddedMs?: number | null;
  readonly note?: string;
  /** Why it could not be tried here. */
  readonly skipped?: string;
}

/** Scenarios that share one server process and one set of settings. */
export interface Group {
  readonly name: string;
  readonly settings?: (network: Network) => Readonly<Record<string, string>>;
  /** False when every scenario starts its own servers. */
  readonly started?: false;
  readonly scenarios: readonly Scenario[];
}

/** For one of several that are much alike: the others are left to the whole trial. */
export function slowUnless(isQuick: boolean): { readonly slow?: true } {
  return isQuick ? {} : { slow: true };
}

/** Limits that are short enough to be met here, and long enough for a busy machine. */
const shortLimits = {
  CONSILIENCE_CONNECT_MS: '1000',
  CONSILIENCE_FIRST_TOKEN_MS: '1000',
  CONSILIENCE_IDLE_MS: '1000',
  CONSILIENCE_TOTAL_MS: '3000',
  CONSILIENCE_DEADLINE_MS: '8000',
  CONSILIENCE_GRACE_MS: '100',
} as const;

/** Where no vendor is slow, and the machine may be. */
export const patientLimits = {
  CONSILIENCE_FIRST_TOKEN_MS: '10000',
  CONSILIENCE_IDLE_MS: '10000',
  CONSILIENCE_TOTAL_MS: '20000',
  CONSILIENCE_DEADLINE_MS: '60000',
} as const;

export const question = 'Which is larger, 9.11 or 9.9?';
const recoverMsMax = 15_000;

/** A server with its vendors, and how a scenario asks it. */
export class Stage {
  readonly network: Network;
  readonly dataDir = makeDataDir();
  /** How many times longer than they should things may take: more than 1 on a machine that may be busy with others. */
  readonly patience: number;
  readonly #group: Group;
  readonly #products = new Set<Product>();
  readonly #folders = [this.dataDir];
  #product: Product | null = null;
  #healthyMs = 0;

  private constructor(network: Network, group: Group, patience: number) {
    this.patience = patience;
    this.network = network;
    this.#group = group;
  }

  static async open(group: Group, patience = 1): Promise<Stage> {
    const network = await openNetwork({ profile: 'none', tokens: 40, seed: 1 });
    const stage = new Stage(network, group, patience);
    if (group.started !== false) {
      stage.#product = await stage.start();
      // The first run loads the vendors' SDKs; the second one is what others are compared with.
      await stage.product.ask(question);
      stage.#healthyMs = slowestOther(await stage.product.ask(question), null);
    }
    return stage;
  }

  get product(): Product {
    if (this.#product === null) {
      throw new Error('The scenario starts its own server.');
    }
    return this.#product;
  }

  get lines(): Network['lines'] {
    return this.network.lines;
  }

  /** One more server, on the same folder unless another is named. */
  async start(
    more: { settings?: Record<string, string>; flags?: readonly string[]; dataDir?: string } = {},
  ): Promise<Product> {
    const product = await Product.start({
      network: this.network,
      dataDir: more.dataDir ?? this.dataDir,
      settings: { ...shortLimits, ...this.#group.settings?.(this.network), ...more.settings },
      flags: more.flags ?? [],
    });
    this.#products.add(product);
    return product;
  }

  /** One more folder for a database, removed with the stage. */
  folder(): string {
    const folder = makeDataDir();
    this.#folders.push(folder);
    return folder;
  }

  /** Where keys of vendors stand that should stand nowhere, of all its servers. */
  leaks(): string[] {
    return [...this.#products].flatMap((product) => product.leaks());
  }

  othersAddedMs(seen: Seen, victim: Line): number {
    return slowestOther(seen, victim.model) - this.#healthyMs;
  }

  /** Ends the fault and asks until the model answers again. */
  async recover(victim: Line): Promise<number | null> {
    await victim.heal();
    const healedAt = performance.now();
    while (performance.now() - healedAt < recoverMsMax) {
      const { view } = await this.product.ask(question, [victim.model]);
      if (view.answers[0]?.state === 'done') {
        return performance.now() - healedAt;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    return null;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#products].map((product) => product.kill()));
    await this.network.close();
    this.#folders.forEach(removeDataDir);
  }
}

/** Runs one scenario; an exception is a finding too. Keys in sight are wrong whatever the scenario looks at. */
export async function find(scenario: Scenario, stage: Stage): Promise<Finding> {
  try {
    const finding = await scenario.run(stage);
    const leaks = stage.leaks();
    return { ...finding, wrong: [...finding.wrong, ...leaks] };
  } catch (error) {
    return { outcome: 'broke off', wrong: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The answer of a model in a run. */
export function answerOf(seen: Seen, { model }: Line) {
  const answer = seen.view.answers.find((one) => one.model === model);
  if (answer === undefined) {
    throw new Error(`${model} is not in the run.`);
  }
  return answer;
}

/** Its error code, or its state. */
export function outcomeOf(seen: Seen, line: Line): string {
  const answer = answerOf(seen, line);
  return answer.error?.code ?? answer.state;
}

/** What is wrong, for each expectation that does not hold. */
export function unless(expectations: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(expectations).flatMap(([words, holds]) => (holds ? [] : [`not so: ${words}`]));
}

function slowestOther({ view }: Seen, victim: string | null): number {
  const times = view.answers.flatMap((answer) => (answer.model === victim || answer.ms === null ? [] : [answer.ms]));
  return times.length === 0 ? 0 : Math.max(median(times), 0);
}
