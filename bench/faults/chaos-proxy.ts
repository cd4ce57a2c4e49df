import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What the way between two ends does to the bytes that come back; requests go through as they are. */
export interface Chaos {
  readonly latencyMs: number;
  /** Added to the latency: up to this much more, by chance. */
  readonly jitterMs: number;
  /** Most bytes of one write; 0 leaves them as they came. */
  readonly sliceBytes: number;
  /** 0 for no limit. */
  readonly bytesPerSecond: number;
  /** Takes everything and gives nothing back. */
  readonly blackhole: boolean;
  /** Breaks a connection after so many bytes, by RST or by FIN; null never. */
  readonly cut: { readonly afterBytes: number; readonly by: 'reset' | 'end' } | null;
}

export const calm: Chaos = {
  latencyMs: 0,
  jitterMs: 0,
  sliceBytes: 0,
  bytesPerSecond: 0,
  blackhole: false,
  cut: null,
};

/** How much a slow direction may hold before it stops to read. */
const heldBytesMax = 262_144;

/** A TCP proxy on loopback that disturbs. Where it leads and what it does can change; chance follows `random`. */
export class ChaosProxy {
  chaos: Chaos = calm;
  targetPort: number;
  /** Requests that were sent to an end point that writes answers. */
  posts = 0;
  readonly #random: () => number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  private constructor(targetPort: number, random: () => number) {
    this.targetPort = targetPort;
    this.#random = random;
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => this.#serve(client));
  }

  static async open(targetPort: number, random: () => number): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(targetPort, random);
    await proxy.up();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Listens, at the port it had before. */
  async up(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks what is open and refuses connections. */
  async down(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.hangUp();
      await closed;
    }
  }

  /** Breaks the connections that are open. */
  hangUp(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  #serve(client: Socket): void {
    const server = connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => {
      this.posts += bytes.toString('latin1').match(/^POST [^\r\n]+ HTTP\/1\.1\r$/gm)?.length ?? 0;
    });
    client.pipe(server);
    disturb({ from: server, to: client }, () => this.chaos, this.#random);
  }
}

interface Direction {
  readonly from: Socket;
  readonly to: Socket;
}

/** One promise chain for the direction, so that bytes never overtake each other whatever each of them waits. */
function disturb({ from, to }: Direction, chaosNow: () => Chaos, random: () => number): void {
  let chain = Promise.resolve();
  let heldBytes = 0;
  let sentBytes = 0;
  from.on('data', (bytes: Buffer) => {
    const { latencyMs, jitterMs } = chaosNow();
    const dueAt = performance.now() + latencyMs + jitterMs * random();
    heldBytes += bytes.byteLength;
    if (heldBytes > heldBytesMax) {
      from.pause();
    }
    chain = pass(chain, dueAt, bytes);
  });
  from.on('end', () => {
    chain = chain.then(() => void (chaosNow().blackhole || to.end()));
  });

  async function pass(before: Promise<void>, dueAt: number, bytes: Buffer): Promise<void> {
    await before;
    await until(dueAt);
    await send(bytes);
    heldBytes -= bytes.byteLength;
    from.resume();
  }

  async function send(bytes: Buffer): Promise<void> {
    const size = chaosNow().sliceBytes || bytes.byteLength;
    for (let start = 0; start < bytes.byteLength && !to.destroyed; start += size) {
      const { cut, blackhole, bytesPerSecond, sliceBytes } = chaosNow();
      const room = cut === null ? Number.POSITIVE_INFINITY : cut.afterBytes - sentBytes;
      const piece = bytes.subarray(start, Math.min(start + size, start + room));
      if (!blackhole && piece.byteLength > 0) {
        sentBytes += piece.byteLength;
        await written(to, piece);
      }
      if (cut !== null && sentBytes >= cut.afterBytes) {
        await breakOff(to, cut.by);
        from.destroy();
        return;
      }
      if (bytesPerSecond > 0) {
        await pause((piece.byteLength * 1_000) / bytesPerSecond);
      } else if (sliceBytes > 0) {
        await turn();
      }
    }
  }
}

/** Held back until the other side has taken what it can, or is gone. */
async function written(to: Socket, piece: Buffer): Promise<void> {
  if (!to.write(piece)) {
    await new Promise<void>((resolve) => {
      to.once('drain', resolve);
      to.once('close', resolve);
    });
  }
}

/** A reset at once could overtake what was written just before. */
async function breakOff(to: Socket, by: 'reset' | 'end'): Promise<void> {
  await pause(30);
  if (by === 'reset') {
    to.resetAndDestroy();
  } else {
    to.end();
    await pause(30);
  }
}

async function until(dueAt: number): Promise<void> {
  const waitMs = dueAt - performance.now();
  if (waitMs > 0) {
    await pause(waitMs);
  }
}

/** Lets the reader take a slice before the next one is written. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
