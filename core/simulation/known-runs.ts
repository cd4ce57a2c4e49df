import { emptyView } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { RunRecord } from '../history/records.ts';
import { canariesIn } from './texts.ts';

/** What is known of one run from what was stored. */
export interface KnownRun {
  readonly id: string;
  /** What its question carries. */
  readonly canary: string;
  readonly workspace: string;
  readonly session: string;
  readonly continues: RunRecord['continues'];
  readonly acceptedAt: number;
  view: ConsensusView;
  /** When its owner began to work on it, and what was stored then. */
  ownedAt: number;
  ownedFrom: number;
  /** How many processes have worked on it. */
  owners: number;
  /** Models that it is there to ask: all but those whose answers it took over. */
  readonly fresh: ReadonlySet<string>;
  /** Models that its owner may ask. */
  mayAsk: ReadonlySet<string>;
  /** By model, the last event with text of it. */
  readonly wroteAt: Map<string, number>;
  /** Of this owner. */
  readonly calls: Map<string, number>;
  /** The process that stored its end. */
  endedBy: string | null;
}

/** All runs that were ever stored, also those that were erased, by id and by what was asked. */
export class KnownRuns {
  readonly #byId = new Map<string, KnownRun>();
  readonly #byCanary = new Map<string, KnownRun[]>();

  get(id: string): KnownRun | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<KnownRun> {
    return this.#byId.values();
  }

  /** Several when the same was asked more than once. */
  ofCanary(canary: string): readonly KnownRun[] {
    return this.#byCanary.get(canary) ?? [];
  }

  byCanary(): Iterable<readonly [string, readonly KnownRun[]]> {
    return this.#byCanary;
  }

  /** The only run of its question. */
  isAlone({ canary }: KnownRun): boolean {
    return this.ofCanary(canary).length === 1;
  }

  accepted(run: RunRecord, now: number): KnownRun {
    const parent = run.continues === null ? undefined : this.#byId.get(run.continues.run);
    const carried = new Set((parent?.view.answers ?? []).map(({ model }) => model));
    const fresh = new Set(run.models.filter((model) => model === run.continues?.model || !carried.has(model)));
    const known: KnownRun = {
      id: run.id,
      canary: canariesIn(run.question).at(-1) ?? '',
      workspace: run.workspace,
      session: run.session,
      continues: run.continues,
      acceptedAt: now,
      view: emptyView(run.id),
      ownedAt: now,
      ownedFrom: 0,
      owners: 1,
      fresh,
      mayAsk: fresh,
      wroteAt: new Map(),
      calls: new Map(),
      endedBy: null,
    };
    this.#byId.set(run.id, known);
    this.#byCanary.set(known.canary, [...this.ofCanary(known.canary), known]);
    return known;
  }
}
