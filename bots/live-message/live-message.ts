import type { Clock, Random } from '#core';
import type { ConsensusView } from '#core/view';
import type { Budget } from '../budget.ts';
import type { Part, RenderContext, Rung, SendResult } from '../message.ts';
import type { ChatAdapter } from '../platform.ts';
import type { LiveRecord } from './record.ts';

/** What is written down as a message goes along. */
export type LiveChange = Partial<Pick<LiveRecord, 'refs' | 'posting' | 'rung' | 'reposts' | 'state' | 'lastError'>>;

export interface LiveOptions {
  readonly record: LiveRecord;
  /** False when this process resumes what another one began: requests of that one may still land. */
  readonly isNew: boolean;
  readonly adapter: ChatAdapter;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly random: Random;
  readonly context: Omit<RenderContext, 'rung'>;
  /** False when the message belongs to another process by now. Throws while the store is down. */
  readonly save: (change: LiveChange) => Promise<boolean>;
}

const giveUpMs = 24 * 60 * 60_000;
const backoffMs = { first: 1_000, most: 60_000 };
/** Slack folds an expanded message up at each edit, so that long ones change half as often. */
const longPart = 3_000;
const ladder: readonly Rung[] = ['rich', 'compact', 'plain'];

/** `left`: stopped, or another process took it over. */
export type LiveEnd = 'delivered' | 'failed' | 'expired' | 'left';

/**
 * Keeps one message equal to its run. At most one request is in flight; what is sent is always the newest state; the
 * final one is sent until the platform has confirmed it, and nothing after it. A request whose outcome is unknown may
 * land late, so the final is then asserted once more.
 */
export class LiveMessage {
  readonly #o: LiveOptions;
  #record: LiveRecord;
  #view: ConsensusView | null = null;
  /** What each part is known to show; null when a request left that open. */
  #shown: (string | null)[] = [];
  /** When the last request that may still land was given up, by `clock.monotonic()`; null when there is none. */
  #doubtAt: number | null;
  #notBefore = 0;
  #failures = 0;
  #news = Promise.withResolvers<void>();
  /** Aborted when the final state arrives while an intermediate one waits for its turn. */
  #waiting: AbortController | null = null;

  constructor(options: LiveOptions) {
    this.#o = options;
    this.#record = options.record;
    this.#doubtAt = options.isNew ? null : options.clock.monotonic();
  }

  /** A newer state replaces one that was not sent yet. */
  update(view: ConsensusView): void {
    this.#view = view;
    if (isFinal(view)) {
      this.#waiting?.abort();
    }
    this.#news.resolve();
  }

  async run(signal: AbortSignal): Promise<LiveEnd> {
    signal.addEventListener('abort', () => this.#news.resolve(), { once: true });
    for (;;) {
      if (signal.aborted) {
        return 'left';
      }
      this.#news = Promise.withResolvers();
      const step = this.#step();
      if (step.kind === 'wait') {
        await this.#sleep(step.ms);
      } else if (step.kind === 'end') {
        return (await this.#save({ state: step.state })) ? step.state : 'left';
      } else if (!(await this.#take(step, signal))) {
        continue;
      } else if (!(await this.#send())) {
        return this.#record.state === 'failed' ? 'failed' : 'left';
      }
    }
  }

  #step(): Step {
    const view = this.#view;
    if (view === null) {
      return { kind: 'wait', ms: null };
    }
    const now = this.#o.clock.monotonic();
    const final = isFinal(view);
    if (this.#o.clock.now() - this.#record.createdAt > giveUpMs) {
      return { kind: 'end', state: 'expired' };
    }
    const parts = this.#o.adapter.render(view, { ...this.#o.context, rung: this.#record.rung });
    const due = (final ? parts : parts.slice(0, 1)).findIndex((part, index) => this.#shown[index] !== textOf(part));
    const part = parts[Math.max(0, due)];
    if (part === undefined) {
      return { kind: 'end', state: 'failed' };
    }
    if (due >= 0) {
      const waitMs = this.#waitMs(final, now);
      return waitMs > 0 ? { kind: 'wait', ms: waitMs } : { kind: 'send', index: due, part, final };
    }
    if (!final) {
      return { kind: 'wait', ms: null };
    }
    if (this.#doubtAt === null) {
      return { kind: 'end', state: 'delivered' };
    }
    const assertMs = Math.max(this.#doubtAt + this.#o.adapter.lateMs, this.#notBefore) - now;
    return assertMs > 0 ? { kind: 'wait', ms: assertMs } : { kind: 'send', index: 0, part, final };
  }

  #waitMs(final: boolean, now: number): number {
    const gapMs = final && this.#failures === 0 ? 0 : this.#notBefore - now;
    return Math.ceil(gapMs);
  }

  async #take({ final, index }: Send, signal: AbortSignal): Promise<boolean> {
    const { adapter, budget } = this.#o;
    const waiting = new AbortController();
    this.#waiting = final ? null : waiting;
    const either = AbortSignal.any([signal, waiting.signal]);
    const kind = this.#record.refs[index] === undefined ? 'post' : 'edit';
    const taken = await budget.take(adapter.lane(kind, this.#record.place), final, either);
    this.#waiting = null;
    return taken;
  }

  /** Sends what is newest by now. False when the message belongs to another process. */
  async #send(): Promise<boolean> {
    const { adapter } = this.#o;
    const step = this.#step();
    if (step.kind !== 'send') {
      // The wait for the budget brought news, and there is nothing to send now: the token is lost, which harms nobody.
      return true;
    }
    const { index, part, final } = step;
    const ref = this.#record.refs[index];
    const { place } = this.#record;
    if (ref !== undefined) {
      const sentAt = this.#o.clock.monotonic();
      const result = await adapter.edit(place, part, ref).catch(unclear);
      return this.#done({ result, kind: 'edit', index, part, final, sentAt });
    }
    const key = `${this.#record.id}.${index}.${this.#record.reposts}`;
    if (this.#record.posting) {
      const found = await adapter.find(place, key).catch(() => 'unknown' as const);
      if (found !== 'unknown' && found !== null) {
        return this.#posted(index, found.ref);
      }
      if (found === null && this.#doubtAt !== null && this.#o.clock.monotonic() < this.#doubtAt + adapter.lateMs) {
        this.#notBefore = this.#doubtAt + adapter.lateMs;
        this.#failures += 1;
        return true;
      }
    }
    if (!(await this.#save({ posting: true }))) {
      return false;
    }
    const sentAt = this.#o.clock.monotonic();
    const result = await adapter.post(place, part, key).catch(unclear);
    return this.#done({ result, kind: 'post', index, part, final, sentAt });
  }

  async #done(sent: Sent): Promise<boolean> {
    const { result, index, part } = sent;
    const now = this.#o.clock.monotonic();
    if (result.ok) {
      this.#failures = 0;
      this.#shown[index] = textOf(part);
      const gapMs = this.#o.adapter.gapMs * (textOf(part).length > longPart ? 2 : 1);
      this.#notBefore = now + gapMs;
      if (sent.final && this.#doubtAt !== null && sent.sentAt >= this.#doubtAt + this.#o.adapter.lateMs) {
        this.#doubtAt = null;
      }
      return sent.kind === 'edit' || this.#posted(index, result.ref, textOf(part));
    }
    return this.#failed(sent, result);
  }

  async #posted(index: number, ref: string, shown: string | null = null): Promise<boolean> {
    const refs = [...this.#record.refs];
    refs[index] = ref;
    this.#shown[index] = shown;
    return this.#save({ refs, posting: false });
  }

  async #failed(sent: Sent, result: Exclude<SendResult, { ok: true }>): Promise<boolean> {
    const now = this.#o.clock.monotonic();
    switch (result.kind) {
      case 'rate': {
        const lane = this.#o.adapter.lane(sent.kind, this.#record.place);
        this.#o.budget.block(lane, result.retryAfterMs);
        return sent.kind === 'edit' || this.#save({ posting: false });
      }
      case 'ambiguous':
        this.#shown[sent.index] = null;
        this.#backOff(now);
        // A late final changes nothing; anything else may land on top of it.
        if (sent.kind === 'post' || !sent.final) {
          this.#doubtAt = now;
        }
        return true;
      case 'retry':
        this.#backOff(now);
        return sent.kind === 'edit' || this.#save({ posting: false });
      case 'gone':
        return this.#repost(result.detail);
      case 'forbidden':
        return this.#save({ state: 'failed', lastError: result.detail }).then(() => this.#tell());
      case 'invalid':
        return this.#climbDown(result.detail);
    }
  }

  #backOff(now: number): void {
    this.#failures += 1;
    const most = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(10, this.#failures - 1));
    this.#notBefore = now + Math.ceil(most * (0.5 + this.#o.random.next() / 2));
  }

  /** Somebody removed the message: it is posted once more, and then left alone. */
  async #repost(detail: string): Promise<boolean> {
    if (this.#record.reposts >= 1) {
      await this.#save({ state: 'failed', lastError: detail });
      return false;
    }
    this.#shown = [];
    return this.#save({ refs: [], posting: false, reposts: this.#record.reposts + 1 });
  }

  async #climbDown(detail: string): Promise<boolean> {
    const next = ladder[ladder.indexOf(this.#record.rung) + 1];
    if (next === undefined) {
      await this.#save({ state: 'failed', lastError: detail });
      return this.#tell();
    }
    this.#shown = [];
    return this.#save({ rung: next, posting: false, lastError: detail });
  }

  /** Where the bot may not write, the asker learns it another way. The message is over. */
  async #tell(): Promise<false> {
    const { adapter, context } = this.#o;
    const see = context.link === null ? '' : ` The run is at ${context.link}`;
    const sentence = `I may not write there, so the answers cannot be shown. Invite me to the channel and ask again.${see}`;
    await adapter.whisper(this.#record.place, sentence).catch(unclear);
    return false;
  }

  async #save(change: LiveChange): Promise<boolean> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const kept = await this.#o.save(change);
        this.#record = { ...this.#record, ...change };
        return kept;
      } catch (error) {
        if (attempt >= 10) {
          throw error;
        }
        await new Promise<void>((resolve) => {
          this.#o.clock.after(Math.min(30_000, 500 * 2 ** attempt), resolve);
        });
      }
    }
  }

  /** Until the time has passed or something new has come, whichever is first. */
  async #sleep(ms: number | null): Promise<void> {
    const takeBack = ms === null ? null : this.#o.clock.after(Math.max(1, Math.ceil(ms)), this.#news.resolve);
    await this.#news.promise;
    takeBack?.();
  }
}

type Step =
  | { readonly kind: 'wait'; readonly ms: number | null }
  | Send
  | { readonly kind: 'end'; readonly state: LiveDone };
type LiveDone = Exclude<LiveEnd, 'left'>;

interface Send {
  readonly kind: 'send';
  readonly index: number;
  readonly part: Part;
  readonly final: boolean;
}

interface Sent {
  readonly result: SendResult;
  readonly kind: 'post' | 'edit';
  readonly index: number;
  readonly part: Part;
  readonly final: boolean;
  readonly sentAt: number;
}

/** An adapter that throws has not told what happened. */
function unclear(): SendResult {
  return { ok: false, kind: 'ambiguous' };
}

function isFinal(view: ConsensusView): boolean {
  return view.state !== 'queued' && view.state !== 'running';
}

function textOf(part: Part): string {
  return JSON.stringify(part);
}
