import { z } from 'zod';
import { ConsilienceError, storedWorkspace } from '#core';
import type { Clock, Collection, CollectionSpec, DocumentStore, WorkspaceId } from '#core';

const quotaSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  used: z.number().int(),
  /** Milliseconds since the epoch. */
  until: z.number().int(),
});
type QuotaRecord = z.output<typeof quotaSchema>;

const quotaSpec: CollectionSpec<QuotaRecord> = {
  name: 'chat_quotas',
  schema: quotaSchema,
  indexes: [{ fields: ['until'], unique: false }],
  searchable: [],
};

export interface QuotaLimits {
  /** Runs that one person may start in an hour. */
  readonly perAskerHour: number;
  /** Runs that one installation may start in an hour. */
  readonly perInstallationHour: number;
}

export interface Asking {
  readonly workspace: WorkspaceId;
  readonly installation: string;
  readonly asker: string;
}

const hourMs = 60 * 60_000;

/** Counts runs before they cost anything, for all instances together: one conditional update a counter. */
export class Quotas {
  readonly #records: Collection<QuotaRecord>;
  readonly #clock: Clock;
  readonly #limits: QuotaLimits;

  constructor(store: DocumentStore, clock: Clock, limits: QuotaLimits) {
    this.#records = store.collection(quotaSpec);
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Null when the run may start and was counted; else who has used up the hour, and how long it lasts. */
  async take({ workspace, installation, asker }: Asking): Promise<QuotaRefusal | null> {
    const now = this.#clock.now();
    const until = (Math.floor(now / hourMs) + 1) * hourMs;
    const counter = (name: string) => ({ id: `${name}/${until}`, workspace, until });
    const own = counter(`${installation}/${asker}`);
    if (!(await this.#count(own, this.#limits.perAskerHour))) {
      return { who: 'asker', waitMs: until - now };
    }
    if (!(await this.#count(counter(installation), this.#limits.perInstallationHour))) {
      await this.#records.update({ id: own.id }, { inc: { used: -1 } });
      return { who: 'installation', waitMs: until - now };
    }
    return null;
  }

  async #count(counter: Omit<QuotaRecord, 'used'>, limit: number): Promise<boolean> {
    for (;;) {
      const counted = await this.#records.update({ id: counter.id, used: { lt: limit } }, { inc: { used: 1 } });
      if (counted !== null) {
        return true;
      }
      if ((await this.#records.get(counter.id)) !== null) {
        return false;
      }
      await this.#records.insert({ ...counter, used: 0 }).catch(refuseAllButConflict);
      // A new hour begins for somebody: the counters of hours that are over go.
      await this.#records.remove({ until: { lt: this.#clock.now() } });
    }
  }
}

export interface QuotaRefusal {
  readonly who: 'asker' | 'installation';
  readonly waitMs: number;
}

function refuseAllButConflict(error: unknown): void {
  if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict') {
    throw error;
  }
}
