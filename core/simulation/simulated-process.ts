import type { Clock } from '../ports/clock.ts';
import type { VirtualClock } from '../testing/virtual-clock.ts';

/** Time as one process has it: nothing fires in it while it is stopped, and nothing any more once it is dead. */
export class SimulatedProcess implements Clock {
  readonly slot: number;
  /** Of its machine; numbers of dead processes come again. */
  readonly processId: number;
  readonly nonce: string;
  readonly host: string;
  /** Rejects nothing: resolves when the process is killed. */
  readonly died: Promise<void>;
  state: 'running' | 'paused' | 'dead' = 'running';
  /** Takes requests: it has started, and was not asked to close. */
  serves = false;
  readonly #clock: VirtualClock;
  readonly #timers = new Set<() => void>();
  readonly #requests = new Set<Promise<unknown>>();
  readonly #end = Promise.withResolvers<void>();
  #held: (() => void)[] = [];
  #resumed: PromiseWithResolvers<void> | null = null;

  constructor(clock: VirtualClock, identity: Pick<SimulatedProcess, 'slot' | 'processId' | 'nonce' | 'host'>) {
    this.#clock = clock;
    this.slot = identity.slot;
    this.processId = identity.processId;
    this.nonce = identity.nonce;
    this.host = identity.host;
    this.died = this.#end.promise;
  }

  get leaseOwner(): string {
    return `${this.host}:${this.processId}:${this.nonce}`;
  }

  /** Timers that wait in it. */
  get pending(): number {
    return this.#timers.size;
  }

  /** It runs, takes requests, and has answered all that it has. */
  get isIdle(): boolean {
    return this.serves && this.state === 'running' && this.#requests.size === 0;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, callback: () => void): () => void {
    if (this.state === 'dead') {
      return () => {};
    }
    const fire = () => {
      if (this.state === 'paused') {
        this.#held.push(fire);
      } else if (this.#timers.delete(takeBack)) {
        callback();
      }
    };
    const takeBackTimer = this.#clock.after(ms, fire);
    const takeBack = () => {
      this.#timers.delete(takeBack);
      takeBackTimer();
    };
    this.#timers.add(takeBack);
    return takeBack;
  }

  /** Resolves at once in a running process, later in a paused one, and never in a dead one. */
  async turn(): Promise<void> {
    while (this.state === 'paused') {
      await this.#resumed?.promise;
    }
    if (this.state === 'dead') {
      await new Promise<never>(() => {});
    }
  }

  async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Counts a request as open until it is answered. */
  async serve<T>(answer: Promise<T>): Promise<T> {
    this.#requests.add(answer);
    try {
      return await answer;
    } finally {
      this.#requests.delete(answer);
    }
  }

  /** Takes no more requests and resolves when those that it has are answered: what a server does before it closes. */
  async drain(): Promise<void> {
    this.serves = false;
    await Promise.allSettled(this.#requests);
  }

  kill(): void {
    this.state = 'dead';
    this.serves = false;
    for (const takeBack of this.#timers) {
      takeBack();
    }
    this.#end.resolve();
  }

  pause(): void {
    if (this.state === 'running') {
      this.state = 'paused';
      this.#resumed = Promise.withResolvers();
    }
  }

  resume(): void {
    if (this.state !== 'paused') {
      return;
    }
    this.state = 'running';
    const held = this.#held;
    this.#held = [];
    this.#resumed?.resolve();
    for (const fire of held) {
      fire();
    }
  }
}
