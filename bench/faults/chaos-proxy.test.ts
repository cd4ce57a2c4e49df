import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '#core/testing';
import { calm, ChaosProxy } from './chaos-proxy.ts';

const sent = Buffer.from('Grüße, 世界! 🎉\n'.repeat(200));
let server: Server;
let proxy: ChaosProxy;
/** What the far end does with a connection. */
let serve: (socket: Socket) => void;

beforeEach(async () => {
  serve = (socket) => {
    for (let start = 0; start < sent.byteLength; start += 7) {
      socket.write(sent.subarray(start, start + 7));
    }
    socket.end();
  };
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const random = seededRandom(1);
  proxy = await ChaosProxy.open((server.address() as AddressInfo).port, () => random.next());
});
afterEach(async () => {
  await proxy.down();
  server.close();
});

test('hands on every byte in its order whatever each of them waits', async () => {
  for (const chaos of [
    { latencyMs: 5, jitterMs: 20 },
    { sliceBytes: 1 },
    { sliceBytes: 3, jitterMs: 10 },
    { bytesPerSecond: 100_000 },
  ]) {
    proxy.chaos = { ...calm, ...chaos };
    const { bytes, error } = await read();
    expect([bytes.equals(sent), error]).toEqual([true, null]);
  }
});

test('cuts after exactly so many bytes, by RST or by FIN', async () => {
  proxy.chaos = { ...calm, cut: { afterBytes: 100, by: 'reset' } };
  const reset = await read();
  expect([reset.bytes.byteLength, reset.error]).toEqual([100, 'ECONNRESET']);
  proxy.chaos = { ...calm, cut: { afterBytes: 100, by: 'end' } };
  const ended = await read();
  expect([ended.bytes.byteLength, ended.error]).toEqual([100, null]);
  await expect.poll(() => proxy.openSockets).toBe(0);
});

test('swallows everything as a black hole, and answers again when it is none', async () => {
  proxy.chaos = { ...calm, blackhole: true };
  const lost = read();
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  proxy.hangUp();
  expect((await lost).bytes.byteLength).toBe(0);
  proxy.chaos = calm;
  expect((await read()).bytes.equals(sent)).toBe(true);
});

test('refuses while it is down and comes back at the same port', async () => {
  const { port } = proxy;
  await proxy.down();
  expect((await read()).error).toBe('ECONNREFUSED');
  await proxy.up();
  expect([(await read()).error, proxy.port]).toEqual([null, port]);
});

test('counts requests, also two in one piece', async () => {
  serve = (socket) => void socket.resume().on('end', () => socket.end());
  const post = 'POST /v1/x HTTP/1.1\r\nhost: a\r\n\r\n';
  await read(`${post}${post}GET /v1/models HTTP/1.1\r\n\r\n`);
  expect(proxy.posts).toBe(2);
});

async function read(request = ''): Promise<{ bytes: Buffer; error: string | null }> {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  const pieces: Buffer[] = [];
  let error: string | null = null;
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    error = cause.code ?? cause.message;
  });
  if (request !== '') {
    socket.end(request);
  }
  await new Promise((resolve) => {
    socket.on('close', resolve);
  });
  return { bytes: Buffer.concat(pieces), error };
}
