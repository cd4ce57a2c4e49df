import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { question, type Scenario, type Stage, unless } from '../scenario.ts';
import { slowly, streaming } from '../slowly.ts';

/** Viewers that leave, and viewers that hardly read: FLT-29 and FLT-30. */
export const viewers: readonly Scenario[] = [
  {
    id: 'FLT-29',
    fault: '200 viewers that leave in the middle',
    expected: 'no socket is left open, the run goes on and can be resumed',
    run: leaving,
  },
  {
    id: 'FLT-30',
    fault: '100 viewers that read one byte a second',
    expected: 'memory grows by at most 64 MB, others see the run at its pace',
    run: crawling,
  },
];

async function leaving(stage: Stage) {
  const { product } = stage;
  const hurry = await streaming(stage);
  const before = product.openSockets;
  const accepted = await product.accept(question);
  const id = typeof accepted === 'string' ? accepted : '';
  const sockets = await Promise.all(Array.from({ length: 200 }, () => view(product.port, id, (socket) => socket)));
  const openedAt = performance.now();
  while (product.openSockets < before + sockets.length && performance.now() - openedAt < 5_000) {
    await pause(20);
  }
  const open = product.openSockets - before;
  for (const socket of sockets) {
    socket.destroy();
  }
  hurry();
  const events = await product.follow(id);
  const leftAt = performance.now();
  while (product.openSockets > before + 10 && performance.now() - leftAt < 5_000) {
    await pause(50);
  }
  const left = product.openSockets - before;
  const resumed = await product.follow(id, 5);
  return {
    outcome: `${open} sockets open, ${Math.max(0, left)} more than before at the end`,
    recoverMs: performance.now() - leftAt,
    wrong: unless({
      [`all viewers are there, not ${open}`]: open >= sockets.length,
      'no socket is left': left <= 10,
      'the run ends': events.at(-1)?.type === 'run-end',
      'it can be resumed at any event': resumed[0]?.seq === 6 && resumed.length === events.length - 5,
    }),
  };
}

async function crawling(stage: Stage) {
  const { product } = stage;
  const alone = await product.ask(question);
  const before = product.residentBytes;
  await slowly(stage, 100);
  const accepted = await product.accept(`${question} Tell it at length.`);
  const id = typeof accepted === 'string' ? accepted : '';
  const sockets = await Promise.all(Array.from({ length: 100 }, () => view(product.port, id, crawl)));
  const seen = await product.watch(id);
  await slowly(stage, 0);
  const grown = product.residentBytes - before;
  const after = await product.ask(`${question} Again?`);
  for (const socket of sockets) {
    socket.destroy();
  }
  return {
    outcome: `${seen.events.length} events seen by another viewer`,
    othersAddedMs: after.ms - alone.ms,
    note: `${Math.round(grown / 1_048_576)} MB more`,
    wrong: unless({
      [`memory grows by at most 64 MB, not ${Math.round(grown / 1_048_576)}`]: grown <= 64 * 1_048_576,
      'another viewer sees all of it': seen.events.at(-1)?.type === 'run-end',
      'the next run takes no longer': after.ms - alone.ms <= 1_500 * stage.patience,
    }),
  };
}

/** An event stream on a bare socket, once its first bytes could come. */
function view(port: number, id: string, then: (socket: Socket) => Socket): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(`GET /v1/runs/${id}/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
      resolve(then(socket));
    });
    socket.on('error', reject);
    socket.on('data', () => undefined);
  });
}

function crawl(socket: Socket): Socket {
  socket.pause();
  socket.removeAllListeners('data');
  const timer = setInterval(() => socket.read(1), 1_000);
  socket.once('close', () => clearInterval(timer));
  return socket;
}
