import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { nextQuestion } from '../questions.ts';
import { startSubject, type Subject } from '../subject.ts';
import { median } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import { steady, type UpstreamStyle } from '../upstream.ts';

const viewers = 800;

/** Answers of 400 tokens: 4 s of 500 tokens a second, so that what is told before all viewers are there is little. */
export const longAnswers: UpstreamStyle = { ...steady, tokens: 400 };
/** After the first bytes have come to all: until the server has nothing to do any more with their coming. */
const comingMs = 300;

/** Many viewers of one run whose five models give 500 tokens a second. */
export async function manyViewers(bench: Bench): Promise<readonly Row[]> {
  const [ours] = await bench.subjects(['ours'], longAnswers);
  const plain = await startSubject('write-per-viewer', await bench.upstream(longAnswers), null);
  const rounds = Math.ceil(bench.lengths.rounds / 2);
  const cpu: { readonly ours: Watched[]; readonly plain: Watched[] } = { ours: [], plain: [] };
  // To warm up.
  await Promise.all([watchOurs(ours, viewers), watchPlain(plain, viewers)]);
  for (let round = 0; round < rounds; round += 1) {
    const [one, other] = [await watchOurs(ours, viewers), await watchPlain(plain, viewers)];
    cpu.ours.push(one);
    cpu.plain.push(other);
    bench.say(`${viewers} viewers: ours ${one.cpuMs.toFixed(0)} ms CPU, write per event ${other.cpuMs.toFixed(0)} ms`);
  }
  await plain.close();
  const lost = [...cpu.ours, ...cpu.plain].reduce((sum, one) => sum + one.faults, 0);
  return [
    makeRow({
      target: 9,
      name: `CPU for 1,000 characters to ${viewers} viewers, 500 tokens a second (${lost} streams with a hole), beside a write per event`,
      unit: 'ms',
      ours: median(cpu.ours.map(({ cpuMs }) => cpuMs)),
      baseline: median(cpu.plain.map(({ cpuMs }) => cpuMs)),
      goal: 'at most 0.33x, none lost',
      met: (ratio) => ratio <= 0.33 && lost === 0,
    }),
  ];
}

export interface Watched {
  /** For each 1,000 characters that models wrote, to all viewers. */
  readonly cpuMs: number;
  /** Viewers whose events had a hole or no end. */
  readonly faults: number;
}

export async function watchOurs(subject: Subject, count: number): Promise<Watched> {
  const accepted = await post(`${subject.address}/v1/runs`, JSON.stringify({ question: nextQuestion() }));
  const { id } = JSON.parse(accepted) as { id: string };
  return await watched(subject, watchAll(subject, count, `/v1/runs/${id}/events`));
}

/** Viewers come first: what was told before cannot be had again. */
export async function watchPlain(subject: Subject, count: number): Promise<Watched> {
  const all = watchAll(subject, count, '/');
  await Promise.all(all.map(({ arrived }) => arrived));
  await post(`${subject.address}/${encodeURIComponent(nextQuestion())}`, '{}');
  return await watched(subject, all);
}

/** From the moment when all are there to the end. */
async function watched(subject: Subject, all: readonly Viewer[]): Promise<Watched> {
  await Promise.all(all.map(({ arrived }) => arrived));
  await pause(comingMs);
  await subject.sample();
  const before = all[0]?.characters() ?? 0;
  const wholes = await Promise.all(all.map(({ whole }) => whole));
  const { cpuMs } = await subject.sample();
  const characters = (all[0]?.characters() ?? 0) - before;
  return { cpuMs: (1_000 * cpuMs) / characters, faults: wholes.filter((whole) => !whole).length };
}

interface Viewer {
  /** It has been told something. */
  readonly arrived: Promise<void>;
  /** Whether all events came, in their order, to the last. */
  readonly whole: Promise<boolean>;
  /** Of texts, so far; counted by the first viewer alone. */
  characters(): number;
}

function watchAll(subject: Subject, count: number, path: string): readonly Viewer[] {
  const port = Number(new URL(subject.address).port);
  return Array.from({ length: count }, (_, index) => watch({ port, path, counts: index === 0 }));
}

/** A bare socket: the client must not be what is measured. */
function watch({ port, path, counts }: { port: number; path: string; counts: boolean }): Viewer {
  const arrived = Promise.withResolvers<void>();
  const whole = Promise.withResolvers<boolean>();
  let [last, characters, rest] = [0, 0, ''];
  let [ordered, ended] = [true, false];
  const socket = connect({ port, host: '127.0.0.1' }, () => {
    socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\n\r\n`);
  });
  socket.setEncoding('latin1');
  socket.on('data', (piece: string) => {
    arrived.resolve();
    const seen = rest + piece;
    const cut = seen.lastIndexOf('\n') + 1;
    rest = seen.slice(cut);
    const lines = seen.slice(0, cut);
    for (const [, id] of lines.matchAll(/^id: (\d+)$/gm)) {
      ordered &&= Number(id) === last + 1;
      last = Number(id);
    }
    for (const [, written = ''] of counts ? lines.matchAll(/"text":"((?:[^"\\]|\\.)*)"/g) : []) {
      characters += written.length;
    }
    ended ||= lines.includes('run-end');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    arrived.resolve();
    whole.resolve(ordered && ended && last > 0);
  });
  return { arrived: arrived.promise, whole: whole.promise, characters: () => characters };
}

async function post(url: string, body: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
