import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { builtInCast, loadCast } from './cast-file.ts';
import { seededChance } from './chance.ts';
import { parseFaultRules } from './faults.ts';
import { createHandler } from './handler.ts';
import { baseUrls } from './route.ts';
import { Stage, type StageClock } from './stage.ts';
import type { Profile } from './pace.ts';
import type { Vendor } from './cast.ts';

export interface RehearsalOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** JSON or JSON Lines; null plays the built-in cast. */
  readonly castFile: string | null;
  readonly profile: Profile;
  /** Rules such as `openai=429:2,*=cut@0.1`; empty for none. */
  readonly faults: string;
  readonly seed: number;
  /** Every answer has exactly this many tokens; null or left out for its own length. */
  readonly tokens?: number | null;
  /** The time that answers are paced by; the machine's own when left out. */
  readonly clock?: StageClock;
}

export interface Rehearsal {
  /** Such as `http://127.0.0.1:4290`. */
  readonly address: string;
  readonly port: number;
  /** What each vendor's SDK takes as its base address. */
  readonly baseUrls: Readonly<Record<Vendor, string>>;
  /** Questions of the cast to start with. */
  readonly suggestions: readonly string[];
  /** Every seat of the cast; a late one is outside the default panel. */
  readonly models: readonly RehearsalModel[];
  /** How many questions the cast has. */
  readonly questions: number;
  /** Responses that are being played. */
  playing(): number;
  /** Tears every connection and frees the port. */
  close(): Promise<void>;
}

export interface RehearsalModel {
  readonly vendor: Vendor;
  readonly name: string;
  readonly label: string;
  readonly late: boolean;
}

/**
 * Starts a server that speaks the vendors' wire formats and plays a cast. Throws a `CastError` for a cast file that
 * cannot be played, a RangeError for fault rules that cannot be read, and what `listen` throws.
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const cast = options.castFile === null ? builtInCast() : loadCast(options.castFile);
  const faults = parseFaultRules(options.faults);
  const stage = new Stage(options.clock ?? machineClock);
  const { profile, tokens = null } = options;
  const handler = createHandler({ cast, stage, profile, faults, tokens, chance: seededChance(options.seed) });
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, handler);
  server.on('clientError', refuseBytes);
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const address = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  return {
    address,
    port,
    baseUrls: baseUrls(address),
    suggestions: cast.suggestions,
    models: cast.seats,
    questions: cast.questions.length,
    playing: () => stage.size,
    close: () => close(server, stage),
  };
}

function listen(server: Server, { port, host }: RehearsalOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: 4_096 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, stage: Stage): Promise<void> {
  stage.stop();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What is not HTTP gets the shortest answer there is. */
function refuseBytes(_error: Error, socket: { writable: boolean; end(text: string): void; destroy(): void }): void {
  if (socket.writable) {
    socket.end('HTTP/1.1 400 Bad Request\r\nx-rehearsal: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  } else {
    socket.destroy();
  }
}

const machineClock: StageClock = {
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
