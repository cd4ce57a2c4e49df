import { ConsilienceError } from '#core';
import type { Clock, Collection, Consilience, DocumentStore, Logger, Random, WorkspaceId } from '#core';
import { emptyView, fold } from '#core/view';
import type { Budget } from '../budget.ts';
import type { Place, RenderContext } from '../message.ts';
import type { ChatAdapter, Platform } from '../platform.ts';
import { LiveMessage } from './live-message.ts';
import type { LiveChange, LiveEnd } from './live-message.ts';
import { askerKey, liveSpec } from './record.ts';
import type { LiveRecord } from './record.ts';

export interface LiveMessagesOptions {
  readonly store: DocumentStore;
  /** Shared with everything else that writes to the platforms. */
  readonly budget: Budget;
  readonly runs: Pick<Consilience['runs'], 'follow'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Unique to this process. */
  readonly owner: string;
  /** The adapter of a platform that is configured, else null: its messages stay for a process that has it. */
  readonly adapter: (platform: Platform) => ChatAdapter | null;
  readonly context: (record: LiveRecord) => Omit<RenderContext, 'rung'>;
  /** The live message is there: told once more after a restart. */
  readonly posted: (record: LiveRecord) => Promise<void>;
}

export interface NewLiveMessage {
  readonly run: string;
  readonly workspace: WorkspaceId;
  readonly platform: Platform;
  readonly place: Place;
}

const leaseMs = 10_000;
const renewMs = 3_000;
/** Delivered ones are remembered for lists; their runs live on in the history. */
const keptMs = 30 * 24 * 60 * 60_000;
const sweepPageMax = 50;

/** All live messages of this process, and those that another one left: each is driven by one process at a time. */
export class LiveMessages {
  readonly #o: LiveMessagesOptions;
  readonly #records: Collection<LiveRecord>;
  readonly #driven = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  #takeBackTick: (() => void) | null = null;
  #closing = false;

  constructor(options: LiveMessagesOptions) {
    this.#o = options;
    this.#records = options.store.collection(liveSpec);
  }

  /** Takes over what is open and belongs to nobody, now and from time to time. */
  async start(): Promise<void> {
    await this.#sweep();
    this.#tick();
  }

  /** Durable when it returns; asked twice for the same run it keeps the first message. */
  async open({ run, workspace, platform, place }: NewLiveMessage): Promise<void> {
    const record: LiveRecord = {
      id: run,
      workspace,
      platform,
      asker: askerKey(place.installation, place.asker),
      place,
      refs: [],
      posting: false,
      rung: 'rich',
      reposts: 0,
      answersShown: false,
      state: 'open',
      createdAt: this.#o.clock.now(),
      lease: this.#lease(),
      lastError: '',
    };
    try {
      await this.#records.insert(record);
    } catch (error) {
      if (error instanceof ConsilienceError && error.code === 'store_conflict') {
        return;
      }
      throw error;
    }
    this.#drive(record, true);
  }

  get(run: string): Promise<LiveRecord | null> {
    return this.#records.get(run);
  }

  /** True the first time: the full answers of a run are posted once. */
  async claimAnswers(run: string): Promise<boolean> {
    return (await this.#records.update({ id: run, answersShown: false }, { set: { answersShown: true } })) !== null;
  }

  /** The newest ones of one person. */
  async of(workspace: WorkspaceId, asker: string, limit: number): Promise<readonly LiveRecord[]> {
    const page = await this.#records.find({
      filter: { workspace, asker },
      text: null,
      sort: { field: 'createdAt', order: 'descending' },
      limit,
      cursor: null,
    });
    return page.items;
  }

  /** Gives up what is open at an installation that is gone. */
  async forget(installation: string): Promise<void> {
    for (const [run, { stop }] of this.#driven) {
      const record = await this.#records.get(run);
      if (record?.place.installation === installation) {
        stop.abort();
        await this.#records.update({ id: run, state: 'open' }, { set: { state: 'failed', lastError: 'uninstalled' } });
      }
    }
  }

  /** Gives the open ones back; the next process goes on with them. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#takeBackTick?.();
    const driven = [...this.#driven.values()];
    for (const { stop } of driven) {
      stop.abort();
    }
    await Promise.all(driven.map(({ ended }) => ended));
  }

  #lease() {
    return { owner: this.#o.owner, until: this.#o.clock.now() + leaseMs };
  }

  #tick(): void {
    this.#takeBackTick = this.#o.clock.after(renewMs, () => {
      void this.#renew()
        .then(() => this.#sweep())
        .catch((error: unknown) => this.#o.logger.warn('live messages were not swept', { error }))
        .finally(() => {
          if (!this.#closing) {
            this.#tick();
          }
        });
    });
  }

  async #renew(): Promise<void> {
    for (const [id, { stop }] of this.#driven) {
      const kept = await this.#records.update(
        { id, 'lease.owner': this.#o.owner },
        { set: { 'lease.until': this.#o.clock.now() + leaseMs } },
      );
      if (kept === null) {
        stop.abort();
      }
    }
  }

  async #sweep(): Promise<void> {
    const now = this.#o.clock.now();
    const page = await this.#records.find({
      filter: { state: 'open', 'lease.until': { lt: now } },
      text: null,
      sort: { field: 'createdAt', order: 'ascending' },
      limit: sweepPageMax,
      cursor: null,
    });
    for (const { id, lease, platform } of page.items) {
      if (this.#driven.has(id) || this.#o.adapter(platform) === null || this.#closing) {
        continue;
      }
      const taken = await this.#records.update(
        { id, state: 'open', 'lease.owner': lease.owner, 'lease.until': lease.until },
        { set: { lease: this.#lease() } },
      );
      if (taken !== null) {
        this.#drive(taken, false);
      }
    }
    await this.#records.remove({ createdAt: { lt: now - keptMs } });
  }

  #drive(record: LiveRecord, isNew: boolean): void {
    const adapter = this.#o.adapter(record.platform);
    if (adapter === null || this.#driven.has(record.id)) {
      return;
    }
    const stop = new AbortController();
    const { budget, clock, random } = this.#o;
    const message = new LiveMessage({
      record,
      isNew,
      adapter,
      budget,
      clock,
      random,
      context: this.#o.context(record),
      save: (change) => this.#save(record, change),
    });
    const told = isNew || record.refs.length === 0 ? Promise.resolve() : this.#o.posted(record);
    const ended = told
      .then(() => this.#work(message, record, stop))
      .catch((error: unknown) => this.#o.logger.error('live message not resumed', { run: record.id, error }))
      .finally(() => this.#driven.delete(record.id));
    this.#driven.set(record.id, { stop, ended });
  }

  async #work(message: LiveMessage, record: LiveRecord, stop: AbortController): Promise<void> {
    const following = this.#follow(message, record, stop);
    let end: LiveEnd = 'left';
    try {
      end = await message.run(stop.signal);
    } catch (error) {
      this.#o.logger.error('live message stopped', { run: record.id, error });
    }
    stop.abort();
    await following;
    if (end === 'left') {
      await this.#giveBack(record);
    } else {
      this.#o.logger.info('live message ended', { run: record.id, platform: record.platform, end });
    }
  }

  async #follow(message: LiveMessage, record: LiveRecord, stop: AbortController): Promise<void> {
    let view = emptyView(record.id);
    const run = { workspace: record.workspace, id: record.id, after: 0 };
    try {
      for await (const events of this.#o.runs.follow(run, stop.signal)) {
        view = fold(view, events);
        message.update(view);
      }
    } catch (error) {
      this.#o.logger.warn('run cannot be followed', { run: record.id, error });
      if (error instanceof ConsilienceError && error.code === 'run_unknown') {
        await this.#save(record, { state: 'failed', lastError: 'the run was removed' }).catch(() => false);
      }
      stop.abort();
    }
  }

  async #save(record: LiveRecord, change: LiveChange): Promise<boolean> {
    const kept = await this.#records.update(
      { id: record.id, 'lease.owner': this.#o.owner, state: 'open' },
      { set: { ...change } },
    );
    if (kept !== null && change.refs?.length === 1) {
      await this.#o.posted(kept);
    }
    return kept !== null;
  }

  /** The lease runs out by itself where the store is down. */
  async #giveBack(record: LiveRecord): Promise<void> {
    const free = { set: { lease: { owner: '', until: 0 } } };
    await this.#records.update({ id: record.id, 'lease.owner': this.#o.owner }, free).catch(() => null);
  }
}
