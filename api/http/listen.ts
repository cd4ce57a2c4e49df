import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';

/**
 * One turn of the event loop accepts one connection of each listening socket (libuv 1.52). With a single one a busy
 * process would not even hear, for seconds, of those who come at once. Where the system spreads connections over sockets
 * that share a port, there are this many.
 */
const socketsMax = 64;
/** Most connections at once; one more is closed at once. */
const connectionsMax = 8_192;
/** Of those that wait to be accepted, on each socket. */
const backlog = 1_024;

export interface Listening {
  readonly port: number;
  /** Takes no new connection and resolves when the last one has ended, so close the server meanwhile. */
  close(): Promise<void>;
}

/** Lets a server listen. Throws what the system says: `EADDRINUSE` and others. */
export async function listen(app: FastifyInstance, place: { host: string; port: number }): Promise<Listening> {
  const { host, port, isShared } = await freePlace(place);
  const options = { host, port, backlog, ...(isShared ? { reusePort: true } : {}) };
  await app.listen(options);
  const { address } = app.server.address() as AddressInfo;
  const more = Array.from({ length: isShared ? socketsMax - 1 : 0 }, () => anotherSocket(app));
  await Promise.all(more.map((server) => opened(server, { ...options, host: address })));
  for (const server of [app.server, ...more]) {
    server.maxConnections = connectionsMax / (1 + more.length);
  }
  return {
    port,
    async close() {
      await Promise.all(more.map(closed));
    },
  };
}

/** What it accepts is the app's, with the options that Node's HTTP server gives its own connections. */
function anotherSocket(app: FastifyInstance): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit('connection', socket));
}

/**
 * The port, and whether sockets may share it. That is tried with one that shares nothing: it finds out whether somebody
 * listens there already, whom the sharing ones would join unasked.
 */
async function freePlace(place: { host: string; port: number }) {
  const alone = createServer();
  await opened(alone, place);
  const { port } = alone.address() as AddressInfo;
  await closed(alone);
  const sharing = createServer();
  try {
    await opened(sharing, { host: place.host, port, reusePort: true });
    await closed(sharing);
    return { host: place.host, port, isShared: true };
  } catch {
    // Not on this system.
    return { host: place.host, port, isShared: false };
  }
}

async function opened(server: Server, options: ListenOptions): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(options);
  await listening;
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close');
  server.close();
  await ended;
}
