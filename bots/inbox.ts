import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConsilienceError, storedWorkspace } from '#core';
import type { Clock, Collection, CollectionSpec, DocumentStore, Logger, Spool, WorkspaceId } from '#core';
import { parseDelivery } from './delivery.ts';
import type { Delivery } from './delivery.ts';

export interface InboxOptions {
  readonly store: DocumentStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique to this process. */
  readonly owner: string;
  readonly workspaceOf: (delivery: Delivery) => WorkspaceId;
  /** Does what the delivery asks for. May be called again for one that it had begun: it must not do anything twice. */
  readonly work: (delivery: Delivery) => Promise<void>;
}

const inboxSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  state: z.enum(['claimed', 'done', 'failed']),
  /** JSON; empty once it is done. */
  delivery: z.string(),
  attempts: z.number().int(),
  claimedAt: z.number().int(),
  lease: z.object({ owner: z.string(), until: z.number() }),
});
type InboxRecord = z.output<typeof inboxSchema>;

const inboxSpec: CollectionSpec<InboxRecord> = {
  name: 'chat_inbox',
  schema: inboxSchema,
  indexes: [
    { fields: ['state', 'lease.until'], unique: false },
    { fields: ['claimedAt'], unique: false },
  ],
  searchable: [],
};

/** Redeliveries come for up to a day. */
const keptMs = 24 * 60 * 60_000;
/** A store that has not answered by then is not waited for: the delivery goes to the spool, and the ack goes out. */
const patienceMs = 500;
const leaseMs = 30_000;
const sweepMs = 5_000;
const attemptsMax = 5;
const retryMs = 2_000;
const pageMax = 50;

/**
 * Everything that comes in is claimed durably before it is acknowledged, always, and worked on once: the same delivery
 * is a duplicate for 24 h, on whatever instance it comes in. What a dead process had claimed is worked on by the next.
 */
export class Inbox {
  readonly #o: InboxOptions;
  readonly #records: Collection<InboxRecord>;
  readonly #working = new Set<Promise<void>>();
  /** Ids that this process works on: its own lease may run out over a slow one. */
  readonly #ids = new Set<string>();
  #takeBackTick: (() => void) | null = null;
  #closing = false;

  constructor(options: InboxOptions) {
    this.#o = options;
    this.#records = options.store.collection(inboxSpec);
  }

  async start(): Promise<void> {
    for (const { name, text } of await this.#o.spool.list()) {
      this.#track(this.#unspool(name, parseDelivery(JSON.parse(text))));
    }
    await this.#sweep();
    this.#tick();
  }

  /** Durable when it returns. Throws when neither the store nor the spool takes it: it must then not be acknowledged. */
  async claim(delivery: Delivery): Promise<'new' | 'duplicate' | 'spooled'> {
    if (this.#closing) {
      throw new ConsilienceError('shutting_down');
    }
    const record = this.#record(delivery);
    const claimed = this.#insert(record).then(
      (isNew) => (isNew ? 'new' : 'duplicate'),
      (error: unknown) => ({ error }),
    );
    const first = await Promise.race([claimed, this.#patience()]);
    if (first === 'new') {
      this.#track(this.#work(record, delivery));
      return 'new';
    }
    if (first === 'duplicate') {
      return 'duplicate';
    }
    await this.#o.spool.put(nameOf(record.id), JSON.stringify(delivery));
    this.#track(this.#claimLater(record, delivery, claimed));
    return 'spooled';
  }

  /** Resolves when nothing that was claimed is being worked on any more. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) {
      await Promise.all(this.#working);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#takeBackTick?.();
    await this.idle();
  }

  #record(delivery: Delivery): InboxRecord {
    const now = this.#o.clock.now();
    return {
      id: `${delivery.platform}/${delivery.installation}/${delivery.dedupeKey}`,
      workspace: this.#o.workspaceOf(delivery),
      state: 'claimed',
      delivery: JSON.stringify(delivery),
      attempts: 1,
      claimedAt: now,
      lease: { owner: this.#o.owner, until: now + leaseMs },
    };
  }

  /** False when it came before. */
  async #insert(record: InboxRecord): Promise<boolean> {
    try {
      await this.#records.insert(record);
      return true;
    } catch (error) {
      if (error instanceof ConsilienceError && error.code === 'store_conflict') {
        return false;
      }
      throw error;
    }
  }

  #patience(): Promise<'slow'> {
    return new Promise((resolve) => {
      this.#o.clock.after(patienceMs, () => resolve('slow'));
    });
  }

  async #claimLater(
    record: InboxRecord,
    delivery: Delivery,
    claimed: Promise<'new' | 'duplicate' | { readonly error: unknown }>,
  ): Promise<void> {
    const late = await claimed;
    if (late === 'new' || late === 'duplicate') {
      await this.#o.spool.remove(nameOf(record.id));
      return late === 'new' ? this.#work(record, delivery) : undefined;
    }
    this.#o.logger.warn('inbox: the store refused a claim, it stays in the spool', { error: late.error });
    return this.#unspool(nameOf(record.id), delivery);
  }

  /** Tries until the store takes it, or this process stops: the next one goes on. */
  async #unspool(name: string, delivery: Delivery): Promise<void> {
    for (let attempt = 0; !this.#closing; attempt += 1) {
      const record = this.#record(delivery);
      try {
        const isNew = await this.#insert(record);
        await this.#o.spool.remove(name);
        return isNew ? await this.#work(record, delivery) : undefined;
      } catch (error) {
        this.#o.logger.debug('inbox: the store still refuses', { attempt, error });
        await this.#sleep(Math.min(30_000, 500 * 2 ** Math.min(attempt, 6)));
      }
    }
  }

  async #work(record: InboxRecord, delivery: Delivery): Promise<void> {
    const own = { id: record.id, state: 'claimed', 'lease.owner': this.#o.owner } as const;
    this.#ids.add(record.id);
    try {
      await this.#o.work(delivery);
      await this.#records.update(own, { set: { state: 'done', delivery: '' } });
    } catch (error) {
      const isOver = record.attempts >= attemptsMax;
      this.#o.logger.error('inbox: a delivery failed', { kind: delivery.kind, attempt: record.attempts, error });
      const next = isOver
        ? { state: 'failed', delivery: '' }
        : { 'lease.owner': '', 'lease.until': this.#o.clock.now() + retryMs * 2 ** record.attempts };
      await this.#records.update(own, { set: next }).catch(() => null);
    } finally {
      this.#ids.delete(record.id);
    }
  }

  #tick(): void {
    this.#takeBackTick = this.#o.clock.after(sweepMs, () => {
      void this.#sweep()
        .catch((error: unknown) => this.#o.logger.warn('inbox: not swept', { error }))
        .finally(() => {
          if (!this.#closing) {
            this.#tick();
          }
        });
    });
  }

  /** Takes up what failed or was left, and forgets what is over a day old. */
  async #sweep(): Promise<void> {
    const now = this.#o.clock.now();
    const page = await this.#records.find({
      filter: { state: 'claimed', 'lease.until': { lt: now } },
      text: null,
      sort: { field: 'claimedAt', order: 'ascending' },
      limit: pageMax,
      cursor: null,
    });
    for (const { id, lease } of page.items) {
      if (this.#ids.has(id)) {
        continue;
      }
      const taken = await this.#records.update(
        { id, state: 'claimed', 'lease.owner': lease.owner, 'lease.until': lease.until },
        { set: { lease: { owner: this.#o.owner, until: now + leaseMs } }, inc: { attempts: 1 } },
      );
      if (taken !== null) {
        this.#track(this.#work(taken, parseDelivery(JSON.parse(taken.delivery))));
      }
    }
    await this.#records.remove({ claimedAt: { lt: now - keptMs } });
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#o.logger.error('inbox: work broke off', { error }))
      .finally(() => this.#working.delete(tracked));
    this.#working.add(tracked);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#o.clock.after(ms, resolve);
    });
  }
}

/** Ids of platforms hold characters that files may not. */
function nameOf(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
