import type { Clock, Random } from '#core';
import type { ConsensusView } from '#core/view';
import type { Lane, Part, Place, RenderContext, SendResult } from '../../message.ts';
import type { ChatAdapter } from '../../platform.ts';
import { isEnded } from '../../words.ts';

/** How often the network and the platform do what hurts, each 0 to 1. */
export interface Weather {
  readonly failed: number;
  /** The request never arrives, and the client waits in vain. */
  readonly lost: number;
  /** The request arrives, its response does not. */
  readonly unanswered: number;
  /** The request arrives after the client has given up. */
  readonly late: number;
  /** A 429 out of the blue. */
  readonly limited: number;
}

export interface PlatformWorld {
  readonly weather: Weather;
  /** It refuses the richest form of a message. */
  readonly isOld: boolean;
  /** What the adapter says of late requests; less than the truth is a fault that must be found. */
  readonly lateMs: number;
}

export interface Message {
  readonly run: string;
  readonly index: number;
  readonly key: string;
  /** What it shows, newest last. */
  readonly shown: Part[];
  removed: boolean;
}

export interface Counts {
  requests: number;
  limited: number;
  failed: number;
  lost: number;
  unanswered: number;
  late: number;
}

const timeoutMs = 5_000;
const lateMsMax = 6_000;
/** As Slack counts: so many edits of a workspace in any minute. */
const perMinute = 50;

/** A chat platform under virtual time, with the rules that ours must keep: it notes whoever breaks one. */
export class SimulatedPlatform {
  readonly messages = new Map<string, Message>();
  readonly violations: string[] = [];
  readonly counts: Counts = { requests: 0, limited: 0, failed: 0, lost: 0, unanswered: 0, late: 0 };
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #world: PlatformWorld;
  readonly #edits = new Map<string, number[]>();
  /** Runs whose message of the moment has a request in flight. */
  readonly #flying = new Set<string>();
  /** The newest sequence that was sent for a message, and whether it was the final one. */
  readonly #sent = new Map<string, { readonly seq: number; readonly final: boolean }>();
  /** When a run's final was first shown. */
  readonly finalAt = new Map<string, number>();

  constructor(clock: Clock, random: Random, world: PlatformWorld) {
    this.#clock = clock;
    this.#random = random;
    this.#world = world;
  }

  /** One process's way to the platform. `isAlive` turns false at a crash: nothing more goes out, no answer comes back. */
  adapter(isAlive: () => boolean): ChatAdapter {
    return {
      platform: 'slack',
      gapMs: 1_200,
      lateMs: this.#world.lateMs,
      lane,
      render,
      renderAnswers: () => [],
      post: (place, part, key) => untilDead(() => this.#request(place, part, { kind: 'post', key }), isAlive),
      edit: (place, part, ref) => untilDead(() => this.#request(place, part, { kind: 'edit', ref }), isAlive),
      find: (_place, key) => untilDead(() => this.#find(key), isAlive),
      whisper: () => Promise.resolve({ ok: true, ref: '' }),
      attach: () => Promise.resolve({ ok: true, ref: '' }),
      working: () => Promise.resolve(),
      greet: () => Promise.resolve({ ok: true, ref: '' }),
      showHome: () => Promise.resolve({ ok: true, ref: '' }),
      mayManage: () => Promise.resolve(false),
      forget: () => Promise.resolve(),
    };
  }

  /** A crash leaves what was in flight to itself. */
  crashed(): void {
    this.#flying.clear();
  }

  async #request(place: Place, part: Part, what: What): Promise<SendResult> {
    const content = contentOf(part);
    const target = `${content.run}.${content.index}`;
    this.#note(target, content);
    this.counts.requests += 1;
    if (this.#flying.has(content.run)) {
      this.violations.push(`${content.run}: two requests in flight`);
    }
    this.#flying.add(content.run);
    try {
      return await this.#outcome(place, part, what);
    } finally {
      this.#flying.delete(content.run);
    }
  }

  async #outcome(place: Place, part: Part, what: What): Promise<SendResult> {
    await this.#sleep(20 + this.#chance(300));
    const dice = this.#random.next();
    const { failed, lost, unanswered, late, limited } = this.#world.weather;
    if (dice < failed) {
      this.counts.failed += 1;
      return { ok: false, kind: 'retry' };
    }
    if (dice < failed + lost) {
      this.counts.lost += 1;
      await this.#sleep(timeoutMs);
      return { ok: false, kind: 'ambiguous' };
    }
    if (dice < failed + lost + unanswered) {
      this.counts.unanswered += 1;
      this.#apply(part, what);
      await this.#sleep(timeoutMs);
      return { ok: false, kind: 'ambiguous' };
    }
    if (dice < failed + lost + unanswered + late) {
      this.counts.late += 1;
      this.#clock.after(timeoutMs + this.#chance(lateMsMax), () => this.#apply(part, what));
      await this.#sleep(timeoutMs);
      return { ok: false, kind: 'ambiguous' };
    }
    if (dice < failed + lost + unanswered + late + limited || this.#isOver(place, what)) {
      this.counts.limited += 1;
      return { ok: false, kind: 'rate', retryAfterMs: 1_000 * (1 + this.#chance(20)) };
    }
    return this.#apply(part, what);
  }

  #apply(part: Part, what: What): SendResult {
    const { run, index, rung, final } = contentOf(part);
    if (rung === 'rich' && this.#world.isOld) {
      return { ok: false, kind: 'invalid', detail: 'invalid_blocks' };
    }
    if (final && index === 0 && !this.finalAt.has(run)) {
      this.finalAt.set(run, this.#clock.monotonic());
    }
    if (what.kind === 'post') {
      const ref = `m${this.messages.size + 1}`;
      this.messages.set(ref, { run, index, key: what.key, shown: [part], removed: false });
      return { ok: true, ref };
    }
    const message = this.messages.get(what.ref);
    if (message === undefined || message.removed) {
      return { ok: false, kind: 'gone', detail: 'message_not_found' };
    }
    message.shown.push(part);
    return { ok: true, ref: what.ref };
  }

  /** Order, and nothing after the final: what is sent never goes back. */
  #note(target: string, { seq, final }: Content): void {
    const before = this.#sent.get(target);
    if (before !== undefined && (seq < before.seq || (before.final && !final))) {
      this.violations.push(`${target}: ${seq} sent after ${before.seq}${before.final ? ', the final' : ''}`);
    }
    this.#sent.set(target, { seq, final });
  }

  #isOver({ installation }: Place, { kind }: What): boolean {
    if (kind === 'post') {
      return false;
    }
    const now = this.#clock.monotonic();
    const edits = (this.#edits.get(installation) ?? []).filter((at) => at > now - 60_000);
    this.#edits.set(installation, edits);
    if (edits.length >= perMinute) {
      return true;
    }
    edits.push(now);
    return false;
  }

  async #find(key: string): Promise<{ ref: string } | null> {
    await this.#sleep(50);
    for (const [ref, message] of this.messages) {
      if (message.key === key) {
        return { ref };
      }
    }
    return null;
  }

  #chance(most: number): number {
    return Math.floor(this.#random.next() * most);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

type What = { readonly kind: 'post'; readonly key: string } | { readonly kind: 'edit'; readonly ref: string };

interface Content {
  readonly run: string;
  readonly index: number;
  readonly seq: number;
  readonly final: boolean;
  readonly rung: string;
}

function contentOf(part: Part): Content {
  return part as unknown as Content;
}

/** The run's state in small; long finals have a second part. */
export function render(view: ConsensusView, { rung }: Pick<RenderContext, 'rung'>): readonly Part[] {
  const final = isEnded(view);
  const text = view.answers.map((answer) => answer.text.length).join(' ');
  const parts = final && view.seq % 3 === 0 ? 2 : 1;
  return Array.from({ length: parts }, (_, index) => ({ run: view.id, index, seq: view.seq, final, rung, text }));
}

function lane(kind: 'post' | 'edit', { installation, channel }: Place): Lane {
  return kind === 'post'
    ? { key: `post ${installation}/${channel}`, burst: 3, perMinute: 50, reserve: 0 }
    : { key: `edit ${installation}`, burst: 8, perMinute: 40, reserve: 3 };
}

function untilDead<T>(request: () => Promise<T>, isAlive: () => boolean): Promise<T> {
  const never = new Promise<T>(() => {});
  return isAlive() ? request().then((value) => (isAlive() ? value : never)) : never;
}
