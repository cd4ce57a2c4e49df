import { loadavg } from 'node:os';
import { faultsIn, measureRound, type Load, type Round } from './load.ts';
import { startSubject, type Subject, type SubjectName } from './subject.ts';
import { quantile } from './statistics.ts';
import type { Row } from './table.ts';
import { measureDrift, startUpstream, steady, type Upstream, type UpstreamStyle } from './upstream.ts';

export interface Lengths {
  readonly rounds: number;
  /** Seconds of questions in a round. */
  readonly seconds: number;
  /** First texts in a round. */
  readonly firsts: number;
  /** Runs in a row on one process, and after how many of them it must not grow any more. */
  readonly row: { readonly runs: number; readonly settled: number };
}

export const lengths: Readonly<Record<'short' | 'long', Lengths>> = {
  short: { rounds: 2, seconds: 3, firsts: 6, row: { runs: 1_500, settled: 500 } },
  long: { rounds: 5, seconds: 15, firsts: 40, row: { runs: 10_000, settled: 1_000 } },
};

export interface BenchOptions {
  readonly lengths: Lengths;
  readonly say: (line: string) => void;
  /** A folder for CPU profiles of the subjects. */
  readonly profileTo: string | null;
}

/** What the targets share: one upstream, the subjects as they are needed, and the rounds at 10 queries a second. */
export class Bench {
  readonly lengths: Lengths;
  readonly say: (line: string) => void;
  readonly #profileTo: string | null;
  readonly #upstreams = new Map<string, Promise<Upstream>>();
  readonly #subjects = new Map<string, Promise<Subject>>();
  readonly #busy = new Map<SubjectName, readonly Round[]>();

  constructor({ lengths: chosen, say, profileTo }: BenchOptions) {
    this.lengths = chosen;
    this.say = say;
    this.#profileTo = profileTo;
  }

  upstream(style: UpstreamStyle = steady): Promise<Upstream> {
    return known(this.#upstreams, JSON.stringify(style), () => startUpstream(style));
  }

  /** Those subjects, all warmed up at the same time when they are new. */
  async subjects<const N extends readonly SubjectName[]>(
    names: N,
    style: UpstreamStyle = steady,
  ): Promise<{ [at in keyof N]: Subject }> {
    const upstream = await this.upstream(style);
    const subjects = names.map((name) =>
      known(this.#subjects, `${name} ${JSON.stringify(style)}`, async () => {
        const subject = await startSubject(name, upstream, this.#profileTo);
        await measureRound(subject, { perSecond: 4, seconds: 2 });
        return subject;
      }),
    );
    return (await Promise.all(subjects)) as { [at in keyof N]: Subject };
  }

  /** Rounds of each subject by turns; before them all warm up to this load together. */
  async byTurns(
    names: readonly SubjectName[],
    load: Load,
    rounds: { readonly warmUps: number; readonly measured: number },
  ): Promise<readonly (readonly Round[])[]> {
    const subjects = await this.subjects(names);
    const measured: Round[][] = names.map(() => []);
    for (let warmUp = 0; warmUp < rounds.warmUps; warmUp += 1) {
      await Promise.all(subjects.map((subject) => measureRound(subject, load)));
    }
    for (let round = 1; round <= rounds.measured; round += 1) {
      for (const [index, subject] of subjects.entries()) {
        const one = await measureRound(subject, load);
        measured[index]?.push(one);
        this.say(
          `${subject.name} at ${load.perSecond} a second, round ${round}: ` +
            `${one.cpuMsPerQuery.toFixed(1)} ms CPU a query, loop delay p99 ${one.loopDelayP99Ms.toFixed(1)} ms, ` +
            `frames lost or out of order ${faultsIn([one])}, load of the machine ${loadavg()[0]?.toFixed(1)}`,
        );
      }
    }
    return measured;
  }

  /** Whether the upstream keeps its times under a load, said on the way. */
  async sayDrift(perSecond: number): Promise<void> {
    const late = await measureDrift(await this.upstream(), { count: perSecond * 2, perSecond });
    const [p50, p95] = [quantile(late, 0.5), quantile(late, 0.95)];
    this.say(
      `upstream at ${perSecond} queries a second, bare client: answers end ${p50.toFixed(1)} ms (p95 ${p95.toFixed(1)}) late`,
    );
  }

  async busy(name: SubjectName): Promise<readonly Round[]> {
    if (this.#busy.size === 0) {
      const load = { perSecond: 10, seconds: this.lengths.seconds };
      const measured = this.lengths.rounds;
      const [ours = [], sdk = []] = await this.byTurns(['ours', 'sdk-write-per-token'], load, { warmUps: 1, measured });
      // Its times hardly differ from round to round, and are only there to be compared with.
      const [barrier = []] = await this.byTurns(['barrier'], load, { warmUps: 0, measured: Math.ceil(measured / 3) });
      this.#busy.set('ours', ours).set('sdk-write-per-token', sdk).set('barrier', barrier);
    }
    return this.#busy.get(name) ?? [];
  }

  async close(): Promise<void> {
    for (const subject of await Promise.all(this.#subjects.values())) {
      await subject.close();
    }
    for (const upstream of await Promise.all(this.#upstreams.values())) {
      await upstream.close();
    }
  }
}

export type Target = (bench: Bench) => Promise<readonly Row[]>;

async function known<T>(made: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const value = made.get(name) ?? make();
  made.set(name, value);
  return await value;
}
