import type { ConsensusEvent } from '#core/view';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { performance } from 'node:perf_hooks';
import { nextQuestion } from './questions.ts';
import type { Subject } from './subject.ts';
import { profile } from './upstream.ts';

/** What one viewer saw of one query; times in milliseconds since it was meant to be asked. */
export interface Seen {
  /** The first text of an answer. */
  readonly firstMs: number;
  /** The first text of the synthesis. */
  readonly synthesisMs: number;
  /** The synthesis is whole. */
  readonly wholeMs: number;
  /** Frames that never came or came out of order. */
  readonly faults: number;
  /** Codes of the models that failed. */
  readonly errors: readonly string[];
}

const agent = new Agent({ keepAlive: true });

/** Asks the subject a question and watches to the end. */
export async function ask(subject: Subject, intendedAt: number): Promise<Seen> {
  switch (subject.name) {
    case 'ours':
      return await askOurs(subject.address, intendedAt);
    case 'sdk-write-per-token':
      return await askPlain(subject, intendedAt);
    case 'barrier':
      return await askBarrier(subject.address, intendedAt);
    case 'write-per-viewer':
      throw new Error('It is watched, not asked.');
  }
}

export interface Asking {
  readonly question?: string;
  /** The panel; null for the default one. */
  readonly models?: readonly string[] | null;
}

/** What became of a question that may be refused. */
export type Offered =
  | { readonly type: 'served'; readonly seen: Seen; readonly endedAt: number }
  | { readonly type: 'refused'; readonly status: number; readonly retryAfter: string | null; readonly ms: number };

/** Asks the product, which may refuse; a refusal's time counts from when it was sent. */
export async function offer(
  subject: Pick<Subject, 'address'>,
  intendedAt: number,
  { question = nextQuestion(), models = null }: Asking = {},
): Promise<Offered> {
  const sentAt = performance.now();
  const asked = models === null ? { question } : { question, models };
  const response = await send(`${subject.address}/v1/runs`, 'POST', asked);
  const body = await text(response);
  if (response.statusCode !== 202) {
    const { statusCode: status = 0, headers } = response;
    return { type: 'refused', status, retryAfter: headers['retry-after'] ?? null, ms: performance.now() - sentAt };
  }
  const seen = await watch(subject.address, (JSON.parse(body) as { id: string }).id, intendedAt);
  return { type: 'served', seen, endedAt: performance.now() };
}

async function askOurs(address: string, intendedAt: number): Promise<Seen> {
  return await watch(address, await startRun(address), intendedAt);
}

async function watch(address: string, run: string, intendedAt: number): Promise<Seen> {
  let firstMs = Number.NaN;
  let synthesisMs = Number.NaN;
  let wholeMs = Number.NaN;
  const errors: string[] = [];
  let seq = 0;
  let faults = 0;
  const wholes = new Set<string>();
  await follow(address, run, (event) => {
    faults += event.seq === seq + 1 ? 0 : 1;
    seq = event.seq;
    if (event.type === 'answer-delta' && event.text !== '' && Number.isNaN(firstMs)) {
      firstMs = performance.now() - intendedAt;
    } else if (event.type === 'answer-end') {
      wholes.add(event.model);
    } else if (event.type === 'answer-error') {
      errors.push(event.error.code);
    } else if (event.type === 'synthesis-delta' && Number.isNaN(synthesisMs)) {
      synthesisMs = performance.now() - intendedAt;
    } else if (event.type === 'synthesis-end') {
      wholeMs = performance.now() - intendedAt;
      // A synthesis that the code had to choose is not the work that is measured.
      faults += event.kind === 'synthesis' ? 0 : 1;
    }
    return true;
  });
  return { firstMs, synthesisMs, wholeMs, faults: faults + profile.seats - wholes.size, errors };
}

/** The time to the first text of an answer; then the run is cancelled. */
export async function firstText({ address }: Subject, intendedAt: number): Promise<number> {
  const run = await startRun(address);
  let firstMs = Number.NaN;
  await follow(address, run, (event) => {
    if (event.type === 'answer-delta' && event.text !== '') {
      firstMs = performance.now() - intendedAt;
      return false;
    }
    return true;
  });
  const response = await send(`${address}/v1/runs/${run}`, 'DELETE', null);
  response.resume();
  return firstMs;
}

async function startRun(address: string): Promise<string> {
  const response = await send(`${address}/v1/runs`, 'POST', { question: nextQuestion() });
  const body = await text(response);
  if (response.statusCode !== 202) {
    throw new Error(`A question was answered with ${response.statusCode}: ${body}`);
  }
  return (JSON.parse(body) as { id: string }).id;
}

/** Tells each event in the turn in which it comes, until it is told to stop. */
async function follow(address: string, run: string, hear: (event: ConsensusEvent) => boolean): Promise<void> {
  const response = await send(`${address}/v1/runs/${run}/events`, 'GET', null);
  await frames(response, (data) => hear(JSON.parse(data) as ConsensusEvent));
}

async function askPlain({ address, tokens }: Subject, intendedAt: number): Promise<Seen> {
  const response = await send(address, 'POST', { question: nextQuestion() });
  let firstMs = Number.NaN;
  let faults = 0;
  const seen = new Map<string, number>();
  await frames(response, (data) => {
    const { model, index } = JSON.parse(data) as { model: string; index: number };
    firstMs = Number.isNaN(firstMs) ? performance.now() - intendedAt : firstMs;
    faults += index === (seen.get(model) ?? 0) ? 0 : 1;
    seen.set(model, index + 1);
    return true;
  });
  const lost = [...seen.values()].filter((count) => count !== tokens).length + profile.seats + 1 - seen.size;
  const wholeMs = performance.now() - intendedAt;
  return { firstMs, synthesisMs: wholeMs, wholeMs, faults: faults + lost, errors: [] };
}

/** Nothing is shown before the whole. */
async function askBarrier(address: string, intendedAt: number): Promise<Seen> {
  const response = await send(address, 'POST', { question: nextQuestion() });
  const { answers, synthesis } = JSON.parse(await text(response)) as { answers: string[]; synthesis: string };
  const ms = performance.now() - intendedAt;
  const faults = [...answers, synthesis].filter((whole) => whole === '').length;
  return { firstMs: ms, synthesisMs: ms, wholeMs: ms, faults, errors: [] };
}

/** The data of each frame of an event stream. */
async function frames(response: IncomingMessage, hear: (data: string) => boolean): Promise<void> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.indexOf('data: ');
      if (data !== -1 && !hear(block.slice(data + 6))) {
        return;
      }
    }
  }
}

function send(url: string, method: string, body: unknown): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { method, agent, headers }, resolve);
    sent.on('error', reject);
    sent.end(body === null ? undefined : JSON.stringify(body));
  });
}
