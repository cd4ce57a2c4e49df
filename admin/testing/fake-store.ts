import type { ConsensusEvent, ConsensusView, ModelsView, NewRun, RunSummary, SessionDetail } from '#api/contract';
import { explanationOf } from './explanation.ts';
import { panel, question, stopped, summaryOf, viewOf } from './script.ts';
import type { ScriptOptions } from './script.ts';

/** A scripted run, of which the first `shown` events have happened. */
export interface PlayedRun {
  events: readonly ConsensusEvent[];
  shown: number;
}

export interface Call {
  readonly id: string;
  readonly body: (Partial<NewRun> & { title?: string }) | null;
  readonly search: URLSearchParams;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export const fakeModels: ModelsView = {
  source: 'keys',
  sentence: 'Five models of five vendors, by the keys in .env.',
  howToChange: 'Name others in CONSILIENCE_MODELS, or choose below.',
  models: [
    ...panel.map((one) => ({ ...one, inPanel: true, on: true })),
    {
      model: 'openai/gpt-5-mini',
      vendor: 'openai',
      label: 'GPT-5 mini',
      rehearsal: false,
      late: false,
      inPanel: false,
      on: true,
    },
  ],
  vendors: [
    ...panel.map((one) => ({
      vendor: one.vendor,
      address: `https://api.${one.vendor}.example`,
      error: null,
      check: null,
    })),
    {
      vendor: 'openrouter',
      address: 'https://openrouter.ai/api/v1',
      error: 'The key was rejected (401). Check OPENROUTER_API_KEY.',
      check: null,
    },
  ],
  synthesizer: 'anthropic/claude-opus-4-8',
  chosen: { panel: false, synthesizer: false },
  embedder: 'lexical',
  suggestions: [question, 'Which is the largest city of Australia?', 'Was Napoleon short?'],
};

/** What the fake API knows, and how it answers; the streams are the server's. */
export class FakeStore {
  readonly runs = new Map<string, PlayedRun>();
  readonly asked: Partial<NewRun>[] = [];
  models: ModelsView = fakeModels;
  /** The next run that is asked plays these events; with none the API says that it is overloaded. */
  script: (options: ScriptOptions) => readonly ConsensusEvent[] = () => [];
  readonly #titles = new Map<string, string>();
  readonly #follows = new Map<string, string | null>();
  readonly #removed = new Map<string, PlayedRun>();
  readonly #shares = new Map<string, { id: string; run: string; createdAt: number }>();

  readonly routes: Readonly<Record<string, (call: Call) => Reply>> = {
    'GET models': () => ({ status: 200, body: this.models }),
    'POST runs': (call) => this.#accept(call),
    'GET runs/id': (call) => this.#view(call.id),
    'GET runs/id/explanation': (call) =>
      this.runs.has(call.id) ? { status: 200, body: explanationOf(viewOf(this.shown(call.id))) } : unknown('run'),
    'DELETE runs/id': (call) => this.#cancel(call.id),
    'POST runs/id/shares': (call) => this.#share(call.id),
    'GET runs/id/shares': (call) => ({ status: 200, body: { items: this.#sharesOf(call.id) } }),
    'DELETE shares/id': (call) => (this.#shares.delete(call.id) ? { status: 204 } : unknown('share')),
    'GET shared/id': (call) => this.#shared(call.id),
    'GET sessions': (call) => this.#list(call.search.get('q') ?? ''),
    'GET sessions/id': (call) => this.#session(call.id),
    'PATCH sessions/id': (call) => this.#rename(call),
    'POST sessions/id/restore': (call) => this.#restore(call.id),
    'GET models/id': () => ({ status: 200, body: { since: '2026-11-01', days: 30, runs: 0, models: [], pairs: [] } }),
    'DELETE sessions/id': (call) => this.#remove(call.id),
  };

  shown(id: string): readonly ConsensusEvent[] {
    const run = this.runs.get(id);
    return run?.events.slice(0, run.shown) ?? [];
  }

  #accept(call: Call): Reply {
    this.asked.push(call.body ?? {});
    const id = `run_${this.asked.length}`;
    const session = call.body?.session ?? `ses_${this.asked.length}`;
    const events = this.script({ id, session, startedAt: Date.now(), question: call.body?.question ?? '' });
    if (events.length === 0) {
      return refusal(503, 'overloaded', 'Too many runs are in flight.', 'Wait for the time in Retry-After.');
    }
    this.runs.set(id, { events, shown: 1 });
    this.#follows.set(id, call.body?.follows ?? null);
    return { status: 202, body: { id, session } };
  }

  #view(id: string): Reply {
    return this.runs.has(id) ? { status: 200, body: viewOf(this.shown(id)) } : unknown('run');
  }

  #share(run: string): Reply {
    const id = `shr_${this.#shares.size + 1}`;
    const share = { id, run, createdAt: Date.now() };
    this.#shares.set(id, share);
    return { status: 201, body: { ...share, token: `token${id}` } };
  }

  #sharesOf(run: string) {
    return [...this.#shares.values()].filter((share) => share.run === run).toReversed();
  }

  #shared(token: string): Reply {
    const share = this.#shares.get(token.replace(/^token/, ''));
    return share
      ? {
          status: 200,
          body: { view: withoutInside(viewOf(this.shown(share.run))), sharedAt: share.createdAt },
        }
      : unknown('share');
  }

  #cancel(id: string): Reply {
    const run = this.runs.get(id);
    if (!run) {
      return unknown('run');
    }
    const shown = this.shown(id);
    if (shown.at(-1)?.type !== 'run-end') {
      run.events = [...shown, ...stopped(shown)];
    }
    run.shown = run.events.length;
    return { status: 202, body: { id, state: viewOf(run.events).state } };
  }

  #list(q: string): Reply {
    const items = this.#sessions().filter((one) => one.title.toLowerCase().includes(q.toLowerCase()));
    return { status: 200, body: { items, next: null } };
  }

  #session(id: string): Reply {
    const session = this.#sessions().find((one) => one.id === id);
    return session ? { status: 200, body: session } : unknown('session');
  }

  #rename(call: Call): Reply {
    this.#titles.set(call.id, call.body?.title ?? '');
    return this.#session(call.id);
  }

  #remove(id: string): Reply {
    for (const run of this.#sessions().find((one) => one.id === id)?.runs ?? []) {
      this.#removed.set(run.id, this.runs.get(run.id) ?? { events: [], shown: 0 });
      this.runs.delete(run.id);
    }
    return { status: 204 };
  }

  #restore(id: string): Reply {
    for (const [run, played] of this.#removed) {
      this.runs.set(run, played);
    }
    this.#removed.clear();
    return this.#session(id);
  }

  #sessions(): readonly SessionDetail[] {
    const summaries: readonly RunSummary[] = [...this.runs.keys()].map((id) => ({
      ...summaryOf(viewOf(this.shown(id))),
      follows: this.#follows.get(id) ?? null,
    }));
    return [...Map.groupBy(summaries, (run) => run.session)]
      .map(([id, runs]) => ({
        id,
        title: this.#titles.get(id) ?? runs[0]?.question ?? '',
        createdAt: runs[0]?.createdAt ?? 0,
        updatedAt: runs.at(-1)?.createdAt ?? 0,
        runCount: runs.length,
        band: null,
        starred: false,
        found: null,
        score: runs.findLast((run) => run.score !== null)?.score ?? null,
        runs,
      }))
      .toReversed();
  }
}

/** As far as the page shows it: what the real snapshot leaves out is tested where it is made. */
function withoutInside(view: ConsensusView): ConsensusView {
  const answers = view.answers.map((answer) => ({ ...answer, costMicros: null }));
  return { ...view, id: '', session: '', costMicros: 0, answers };
}

export function unknown(what: string): Reply {
  return refusal(404, `${what}_unknown`, `There is no such ${what}.`, 'Check the address.');
}

function refusal(status: number, ...[code, message, action]: [string, string, string]): Reply {
  return { status, body: { error: { code, message, action, requestId: 'req_1' } } };
}
