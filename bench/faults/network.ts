import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRehearsal, type Rehearsal } from '#core/rehearsal';
import { type Act, ScriptedUpstream, seededRandom, type UpstreamRequest } from '#core/testing';
import { calm, type Chaos, ChaosProxy } from './chaos-proxy.ts';
import { spawnServer } from './servers.ts';

/** Five models and, behind the sixth address, who writes the synthesis: a fault of the one leaves the other alone. */
export const seats = {
  openai: { name: 'rehearsal-gpt', path: '/openai/v1' },
  anthropic: { name: 'rehearsal-claude', path: '/anthropic' },
  google: { name: 'rehearsal-gemini', path: '/google' },
  perplexity: { name: 'rehearsal-sonar', path: '/perplexity' },
  vllm: { name: 'rehearsal-llama', path: '/vllm/v1' },
  openrouter: { name: 'rehearsal-gpt', path: '/openai/v1' },
} as const;
export type SeatName = keyof typeof seats;
export const panelSeats = ['openai', 'anthropic', 'google', 'perplexity', 'vllm'] as const;

/** The way to one vendor, with what can happen on it. */
export class Line {
  readonly seat: SeatName;
  readonly proxy: ChaosProxy;
  readonly #wellPort: number;
  readonly #open: { close(): Promise<void> }[] = [];
  #script: ScriptedUpstream | null = null;

  constructor(seat: SeatName, proxy: ChaosProxy, wellPort: number) {
    this.seat = seat;
    this.proxy = proxy;
    this.#wellPort = wellPort;
  }

  get url(): string {
    return `http://127.0.0.1:${this.proxy.port}${seats[this.seat].path}`;
  }

  get model(): string {
    return `${this.seat}/${seats[this.seat].name}`;
  }

  /** What the scripted upstream was asked, model lists left out. */
  get asked(): readonly UpstreamRequest[] {
    return this.#script?.requests.filter(({ method }) => method === 'POST') ?? [];
  }

  /** From the next connection on. */
  async disturb(chaos: Partial<Chaos>): Promise<void> {
    this.proxy.chaos = { ...calm, ...chaos };
    await this.#lead(this.proxy.targetPort);
  }

  /** At once, also on connections that are open. */
  calm(): void {
    this.proxy.chaos = calm;
  }

  /** Leads to a rehearsal server with these fault rules. */
  async rehearse(faults: string): Promise<void> {
    const rehearsal = await startRehearsal({
      host: '127.0.0.1',
      port: 0,
      castFile: null,
      profile: 'none',
      faults,
      seed: 1,
    });
    this.#open.push(rehearsal);
    await this.#lead(rehearsal.port);
  }

  /** Leads to an upstream that plays exact bytes: one script after the other, the last one for all that follow. */
  async play(...scripts: readonly (readonly Act[])[]): Promise<void> {
    const left = [...scripts];
    await this.answer(() => (left.length > 1 ? left.shift() : left[0]) ?? []);
  }

  /** As `play`, with a script for each request. */
  async answer(script: (request: UpstreamRequest) => readonly Act[]): Promise<void> {
    this.#script = await ScriptedUpstream.open();
    this.#script.answer((request) => (request.method === 'POST' ? script(request) : noModels));
    this.#open.push(this.#script);
    await this.#lead(Number(new URL(this.#script.url).port));
  }

  /** As it was before anything happened. */
  async heal(): Promise<void> {
    this.proxy.chaos = calm;
    await this.#lead(this.#wellPort);
    await this.proxy.down();
    await this.proxy.up();
    for (const open of this.#open.splice(0)) {
      await open.close();
    }
    this.#script = null;
  }

  async close(): Promise<void> {
    await this.proxy.down();
    for (const open of this.#open.splice(0)) {
      await open.close();
    }
  }

  /** Connections of before would still lead to where they led; a request on one that is being closed would be lost. */
  async #lead(port: number): Promise<void> {
    this.proxy.targetPort = port;
    this.proxy.hangUp();
    await pause(hangUpMs);
  }
}

const hangUpMs = 50;

const noModels: readonly Act[] = [
  {
    send: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 27\r\n\r\n{"object":"list","data":[]}',
  },
];

export interface Network {
  readonly lines: Readonly<Record<SeatName, Line>>;
  close(): Promise<void>;
}

export interface NetworkOptions {
  readonly profile: 'none' | 'P';
  readonly tokens: number;
  readonly seed: number;
}

/** The vendors, played by a rehearsal server in a process of its own, each behind a proxy. */
export async function openNetwork({ profile, tokens, seed }: NetworkOptions): Promise<Network> {
  const vendors = await startVendors(profile, tokens);
  const random = seededRandom(seed);
  const lines = await Promise.all(
    (Object.keys(seats) as SeatName[]).map(
      async (seat) =>
        [seat, new Line(seat, await ChaosProxy.open(vendors.port, () => random.next()), vendors.port)] as const,
    ),
  );
  return {
    lines: Object.fromEntries(lines) as Record<SeatName, Line>,
    async close() {
      await Promise.all(lines.map(([, line]) => line.close()));
      await vendors.close();
    },
  };
}

async function startVendors(profile: Rehearsed, tokens: number): Promise<Pick<Rehearsal, 'port' | 'close'>> {
  const main = fileURLToPath(new URL('../../core/rehearsal/main.ts', import.meta.url));
  const flags = ['--port', '0', '--profile', profile, '--tokens', String(tokens)];
  const child = spawnServer([main, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = child.stdout === null ? [] : ((await once(child.stdout, 'data')) as [Buffer]);
  return {
    port: Number(/:(\d+)/.exec(String(line))?.[1]),
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

type Rehearsed = NetworkOptions['profile'];
