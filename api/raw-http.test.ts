import { connect, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listen } from './testing/serve.ts';
import { exchange, refusal } from './testing/raw-http.ts';

let served: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  served = await listen({ headersMsMax: 300, requestMsMax: 600 });
});
afterAll(() => served[Symbol.asyncDispose]());

const head = (...lines: string[]) => [...lines, '', ''].join('\r\n');
const host = 'Host: 127.0.0.1';
const body = '{"question":"Why?"}';

describe('a server without room for a run', () => {
  const start = ['POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', `Content-Length: ${body.length}`];
  beforeAll(() => {
    served.consilience.isFull = true;
  });
  afterAll(() => {
    served.consilience.isFull = false;
  });

  test('refuses before the question has arrived', async () => {
    const answer = await exchange(served.port, head(...start, 'Connection: close'), 5_000);
    expect(refusal(answer)).toBe('503 overloaded');
    expect(answer).toMatch(/^retry-after: 3\r$/im);
    expect(served.consilience.accepted).toEqual([]);
  });

  test('keeps the connection, whatever came of the question', async () => {
    const answers = await exchange(
      served.port,
      head(...start) + body + head('GET /health HTTP/1.1', host, 'Connection: close'),
    );
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  test('still answers a question that it may have accepted before', async () => {
    const again = head(...start, 'Idempotency-Key: again', 'Connection: close') + body;
    expect(await exchange(served.port, again)).toMatch(/^HTTP\/1\.1 202/);
    served.consilience.accepted.length = 0;
  });
});

describe('IN: what is hardly HTTP', () => {
  test.each<[string, string, string]>([
    ['garbage', '\u0016\u0003\u0001 not http\r\n\r\n', '400 http_invalid'],
    ['an unknown method', head('FROB /v1/runs HTTP/1.1', host), '400 http_invalid'],
    ['no Host', head('GET /health HTTP/1.1', 'Connection: close'), '400 http_invalid'],
    ['Host twice', head('GET /health HTTP/1.1', host, 'Host: evil.example', 'Connection: close'), '400 http_invalid'],
    [
      'Content-Length and Transfer-Encoding',
      head('POST /v1/runs HTTP/1.1', host, 'Content-Length: 4', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
      '400 http_invalid',
    ],
    [
      'two lengths',
      head('POST /v1/runs HTTP/1.1', host, 'Content-Length: 4', 'Content-Length: 5') + 'aaaaa',
      '400 http_invalid',
    ],
    ['a negative length', head('POST /v1/runs HTTP/1.1', host, 'Content-Length: -1'), '400 http_invalid'],
    [
      'a chunk size that is none',
      head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', 'Transfer-Encoding: chunked') + 'zz\r\n',
      '400 http_invalid',
    ],
    ['a folded header', head('GET /health HTTP/1.1', host, 'X-A: 1', ' folded'), '400 http_invalid'],
    ['a space before the colon', head('GET /health HTTP/1.1', host, 'X-A : 1'), '400 http_invalid'],
    ['a NUL in a header', head('GET /health HTTP/1.1', host, 'X-A: 1\u00002'), '400 http_invalid'],
    ['a header of 64 kB', head('GET /health HTTP/1.1', host, `X-A: ${'a'.repeat(65_536)}`), '431 headers_too_large'],
    ['an address of 64 kB', head(`GET /${'a'.repeat(65_536)} HTTP/1.1`, host), '431 headers_too_large'],
    ['slow headers', `GET /health HTTP/1.1\r\n${host}\r\nX-A`, '408 request_timeout'],
    [
      'a slow body',
      head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 100') + '{"q',
      '408 request_timeout',
    ],
    ['HTTP/0.9', 'GET /health\r\n\r\n', '400 http_invalid'],
    [
      'a length over the limit',
      head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 99999999'),
      '413 body_too_large',
    ],
  ])('%s', async (_name, bytes, expected) => {
    expect(refusal(await exchange(served.port, bytes, 5_000))).toBe(expected);
    expect(served.consilience.accepted).toEqual([]);
  });

  test('a lone CR does not start a second header', async () => {
    const answer = await exchange(served.port, `GET /health HTTP/1.1\r\n${host}\rX-Evil: 1\r\n\r\n`);
    expect(refusal(answer)).toBe('400 http_invalid');
  });

  test('100 headers pass', async () => {
    const many = Array.from({ length: 100 }, (_, n) => `X-${n}: ${n}`);
    const answer = await exchange(served.port, head('GET /health HTTP/1.1', host, ...many, 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });

  test('a body in chunks that grows over the limit is cut', async () => {
    const start = head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', 'Transfer-Encoding: chunked');
    const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;
    expect(refusal(await exchange(served.port, start + chunk.repeat(3)))).toBe('413 body_too_large');
  });

  test('1,000 requests in one packet are answered one by one, in order', async () => {
    const one = head(`GET /v1/nothing HTTP/1.1`, host);
    const last = head('GET /health HTTP/1.1', host, 'Connection: close');
    const answer = await exchange(served.port, one.repeat(999) + last, 10_000);
    expect(answer.match(/HTTP\/1\.1 404/g)).toHaveLength(999);
    expect(answer).toMatch(/"status":"ok"[^}]*\}$/);
  });

  test('a smuggled second request is not run', async () => {
    const inner =
      head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', `Content-Length: ${body.length}`) + body;
    const outer =
      head('GET /health HTTP/1.1', host, 'Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n' + inner;
    await exchange(served.port, outer);
    expect(served.consilience.accepted).toEqual([]);
  });

  test('a client that goes away half-way leaves nothing behind', async () => {
    for (let n = 0; n < 50; n++) {
      const socket = connect(served.port, '127.0.0.1');
      socket.write(head('POST /v1/runs HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 100') + '{');
      socket.destroy();
    }
    const answer = await exchange(served.port, head('GET /health HTTP/1.1', host, 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
  });
});

test('a request that arrives while the server stops gets 503 in the shape of all errors', async () => {
  const stopping = await listen();
  const socket = connect(stopping.port, '127.0.0.1');
  socket.write(
    `POST /v1/runs HTTP/1.1\r\n${host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
  );
  const answer: Buffer[] = [];
  socket.on('data', (chunk) => answer.push(chunk));
  await vi.waitUntil(async () => (await connections(stopping.app.server)) === 1);
  const closed = stopping.app.close();
  socket.write(`\r\n${body}`);
  await closed;
  await vi.waitUntil(() => answer.length > 0);
  expect(refusal(Buffer.concat(answer).toString())).toBe('503 shutting_down');
  expect(Buffer.concat(answer).toString()).toMatch(/retry-after: 5/i);
  expect(stopping.consilience.accepted).toEqual([]);
});

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
