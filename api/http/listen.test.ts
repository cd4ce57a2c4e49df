import Fastify from 'fastify';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { listen } from './listen.ts';

const host = '127.0.0.1';

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function hello() {
  const app = Fastify();
  app.get('/', () => 'Hello.');
  return app;
}

test('a port where somebody listens is refused, shared or not', async () => {
  const [one, other] = [hello(), hello()];
  const listening = await listen(one, { host, port: 0 });
  await expect(listen(other, { host, port: listening.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await Promise.all([listening.close(), one.close(), other.close()]);
});

test.runIf(process.platform === 'linux')('one turn of the event loop hears of many connections', async () => {
  const app = hello();
  const listening = await listen(app, { host, port: 0 });
  const heard: Socket[] = [];
  app.server.on('connection', (socket) => heard.push(socket));
  const sockets = Array.from({ length: 128 }, () => connect({ host, port: listening.port }));
  let turns = 0;
  while (heard.length < sockets.length) {
    turns += heard.length > 0 ? 1 : 0;
    await turn();
  }
  expect(turns).toBeLessThan(sockets.length / 2);
  for (const socket of sockets) {
    socket.destroy();
  }
  await Promise.all([listening.close(), app.close()]);
});

test('closing lets answers that are under way go out, and ends then', async () => {
  const app = Fastify();
  const held = Promise.withResolvers<string>();
  const asked = Promise.withResolvers<void>();
  let askers = 0;
  app.get('/', () => {
    askers += 1;
    if (askers === sockets.length) {
      asked.resolve();
    }
    return held.promise;
  });
  const listening = await listen(app, { host, port: 0 });
  const sockets = Array.from({ length: 8 }, () => connect({ host, port: listening.port }));
  const answers = sockets.map(async (socket) => {
    socket.write(`GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    const answer = String(await once(socket, 'data'));
    socket.destroy();
    return answer;
  });
  await asked.promise;
  const closed = Promise.all([listening.close(), app.close()]).then(() => 'closed');
  expect(await Promise.race([closed, turn().then(() => 'open')])).toBe('open');
  held.resolve('Hello.');
  expect(await Promise.all(answers)).toEqual(answers.map(() => expect.stringContaining('Hello.')));
  await closed;
});
