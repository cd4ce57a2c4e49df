// oxlint-disable no-restricted-imports -- the tests' server runs in Node
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { ConsensusEvent, ModelsView, NewRun, RunSummary, SessionSummary } from '#api/contract';
import { panel, question, stopped, summaryOf, viewOf } from './script.ts';
import type { ScriptOptions } from './script.ts';

/**
 * The API as the page meets it, without an engine: it serves the built page under the strictest policy it must live with,
 * and plays scripted runs over the real HTTP shapes. How far each run has got is in the test's hands.
 */
export interface FakeApi {
  readonly address: string;
  readonly requests: string[];
  /** What was posted to /v1/runs. */
  readonly asked: NewRun[];
  /** The next run that is asked plays these events. */
  script: (options: ScriptOptions) => readonly ConsensusEvent[];
  /** Adds a run that has got as far as its first `count` events. */
  readonly add: (events: readonly ConsensusEvent[], count?: number) => void;
  /** Lets a run go on to `count` events, all of them by default. */
  readonly play: (id: string, count?: number) => void;
  /** Plays on by itself: `count` events each `everyMs`. */
  readonly autoplay: (pace: { count: number; everyMs: number } | null) => void;
  /** Breaks every event stream; new ones are refused until `mend`. */
  readonly cut: () => void;
  readonly mend: () => void;
  models: ModelsView;
  readonly close: () => Promise<void>;
}

interface Played {
  events: readonly ConsensusEvent[];
  shown: number;
}

const dist = join(import.meta.dirname, '..', 'dist');
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export const fakeModels: ModelsView = {
  source: 'keys',
  sentence: 'Five models of five vendors, by the keys in .env.',
  howToChange: 'Name others in CONSILIENCE_MODELS, or choose below.',
  models: [
    ...panel.map((one) => ({ ...one, inPanel: true })),
    {
      model: 'openai/gpt-5-mini',
      vendor: 'openai',
      label: 'GPT-5 mini',
      rehearsal: false,
      late: false,
      inPanel: false,
    },
  ],
  vendors: [
    ...panel.map((one) => ({ vendor: one.vendor, address: `https://api.${one.vendor}.example`, error: null })),
    {
      vendor: 'openrouter',
      address: 'https://openrouter.ai/api/v1',
      error: 'The key was rejected (401). Check OPENROUTER_API_KEY.',
    },
  ],
  synthesizer: 'anthropic/claude-opus-4-8',
  embedder: 'lexical',
  suggestions: [question, 'Which is the largest city of Australia?', 'Was Napoleon short?'],
};

export async function startFakeApi(): Promise<FakeApi> {
  const runs = new Map<string, Played>();
  const titles = new Map<string, string>();
  const streams = new Set<{ response: ServerResponse; id: string; sent: number }>();
  let broken = false;
  let pace: { count: number; everyMs: number } | null = null;
  let counter = 0;

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });
  const timer = setInterval(() => {
    if (pace !== null) {
      for (const id of runs.keys()) {
        api.play(id, (runs.get(id)?.shown ?? 0) + pace.count);
      }
    }
  }, 20);

  const api: FakeApi = {
    address: '',
    requests: [],
    asked: [],
    models: fakeModels,
    script: () => [],
    add(events, count = events.length) {
      runs.set(events[0]?.runId ?? '', { events, shown: count });
    },
    play(id, count = Number.POSITIVE_INFINITY) {
      const run = runs.get(id);
      if (run) {
        run.shown = Math.min(run.events.length, Math.max(run.shown, count));
        flush();
      }
    },
    autoplay(next) {
      pace = next;
    },
    cut() {
      broken = true;
      for (const stream of streams) {
        stream.response.destroy();
      }
      streams.clear();
    },
    mend() {
      broken = false;
    },
    async close() {
      clearInterval(timer);
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  function flush() {
    for (const stream of streams) {
      const run = runs.get(stream.id);
      const fresh = run?.events.slice(stream.sent, run.shown) ?? [];
      for (const event of fresh) {
        stream.response.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      stream.sent += fresh.length;
      if (fresh.at(-1)?.type === 'run-end') {
        stream.response.end();
        streams.delete(stream);
      }
    }
  }

  function summaries(): readonly RunSummary[] {
    return [...runs.values()].map((run) => summaryOf(viewOf(run.events.slice(0, run.shown))));
  }

  function sessions(): readonly (SessionSummary & { runs: readonly RunSummary[] })[] {
    const groups = [...Map.groupBy(summaries(), (run) => run.session)].map(([id, members]) => ({
      id,
      title: titles.get(id) ?? members[0]?.question ?? '',
      createdAt: members[0]?.createdAt ?? 0,
      updatedAt: members.at(-1)?.createdAt ?? 0,
      runCount: members.length,
      score: members.findLast((run) => run.score !== null)?.score ?? null,
      runs: members,
    }));
    return groups.toReversed();
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://fake');
    api.requests.push(`${request.method} ${url.pathname}${url.search}`);
    const [, version, kind = '', id = '', tail] = url.pathname.split('/');
    if (version !== 'v1') {
      await serveFile(url.pathname, response);
      return;
    }
    const body = request.method === 'POST' || request.method === 'PATCH' ? JSON.parse(await readAll(request)) : null;
    const answer = route({ method: request.method ?? '', kind, id, tail: tail ?? '', body, search: url.searchParams });
    if (answer === 'events') {
      follow(request, response, id);
    } else {
      json(response, answer);
    }
  }

  interface Call {
    method: string;
    kind: string;
    id: string;
    tail: string;
    body: (NewRun & { title: string }) | null;
    search: URLSearchParams;
  }

  function route(call: Call): 'events' | { status: number; body?: unknown } {
    const key = `${call.method} ${call.kind}${call.id ? '/id' : ''}${call.tail ? `/${call.tail}` : ''}`;
    const run = runs.get(call.id);
    const session = sessions().find((one) => one.id === call.id);
    switch (key) {
      case 'GET models':
        return { status: 200, body: api.models };
      case 'POST runs':
        return accept(call.body as NewRun);
      case 'GET runs/id':
        return run ? { status: 200, body: viewOf(run.events.slice(0, run.shown)) } : unknown('run_unknown', 'run');
      case 'DELETE runs/id':
        return run ? cancel(call.id, run) : unknown('run_unknown', 'run');
      case 'GET runs/id/events':
        return run ? 'events' : unknown('run_unknown', 'run');
      case 'GET sessions': {
        const q = (call.search.get('q') ?? '').toLowerCase();
        const items = sessions().filter((one) => one.title.toLowerCase().includes(q));
        return { status: 200, body: { items: items, next: null } };
      }
      case 'GET sessions/id':
        return session ? { status: 200, body: session } : unknown('session_unknown', 'session');
      case 'PATCH sessions/id':
        titles.set(call.id, call.body?.title ?? '');
        return { status: 200, body: { ...session, title: call.body?.title } };
      case 'DELETE sessions/id':
        for (const one of session?.runs ?? []) {
          runs.delete(one.id);
        }
        return { status: 204 };
      default:
        return unknown('route_unknown', 'address');
    }
  }

  function accept(body: NewRun) {
    api.asked.push(body);
    counter += 1;
    const id = `run_${counter}`;
    const session = body.session ?? `ses_${counter}`;
    const events = api.script({ id, session, startedAt: Date.now(), question: body.question });
    if (events.length === 0) {
      return refusal(503, 'overloaded', 'Too many runs are in flight.', 'Wait for the time in Retry-After.');
    }
    runs.set(id, { events, shown: 1 });
    return { status: 202, body: { id, session } };
  }

  function cancel(id: string, run: Played) {
    const shown = run.events.slice(0, run.shown);
    if (shown.at(-1)?.type !== 'run-end') {
      run.events = [...shown, ...stopped(shown)];
      api.play(id);
    }
    return { status: 202, body: { id, state: viewOf(run.events).state } };
  }

  function follow(request: IncomingMessage, response: ServerResponse, id: string) {
    if (broken) {
      response.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': here\n\n');
    const stream = { response, id, sent: Number(request.headers['last-event-id'] ?? 0) };
    streams.add(stream);
    response.on('close', () => streams.delete(stream));
    flush();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return Object.assign(api, { address: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}` });
}

function unknown(code: string, what: string) {
  return refusal(404, code, `There is no such ${what}.`, 'Check the address.');
}

function refusal(status: number, ...[code, message, action]: [string, string, string]) {
  return { status, body: { error: { code, message, action, requestId: 'req_1' } } };
}

function json(response: ServerResponse, answer: { status: number; body?: unknown }) {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

async function serveFile(path: string, response: ServerResponse) {
  const file = extname(path) === '' ? '/index.html' : path;
  const content = await readFile(join(dist, file)).catch(() => null);
  response.writeHead(content === null ? 404 : 200, {
    'content-type': types[extname(file)] ?? 'text/plain',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
  });
  response.end(content ?? '');
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
  }
  return text;
}
