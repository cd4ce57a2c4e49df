import type { RunRequest } from '../consensus/request.ts';
import { emptyView, fold, isOpen } from '../consensus/view/index.ts';
import type { Agreement, ConsensusEvent, ConsensusView, EventBody } from '../consensus/view/index.ts';
import type { Clock } from '../ports/clock.ts';

export interface ScriptedEngineOptions {
  readonly clock: Clock;
  /** Text pieces of each answer. */
  readonly pieces: number;
  /** Milliseconds before each piece; 0 goes on at once. */
  readonly gapMs: number;
  /** Told of each call to a model, before its events. */
  readonly onCall: (runId: string, model: string) => void;
}

/**
 * Stands in for the consensus engine: asks the models of the panel one after the other, keeps the answers of `prior`,
 * and ends with a synthesis. Records its requests.
 */
export class ScriptedEngine {
  readonly requests: RunRequest[] = [];
  readonly #options: ScriptedEngineOptions;

  constructor(options: ScriptedEngineOptions) {
    this.#options = options;
  }

  async *run(request: RunRequest, signal: AbortSignal): AsyncGenerator<readonly ConsensusEvent[]> {
    this.requests.push(request);
    let view: ConsensusView = request.prior ?? emptyView(request.runId);
    const write = (bodies: readonly EventBody[]): ConsensusEvent[] => {
      const events = bodies.map((body, index): ConsensusEvent => {
        return { runId: request.runId, seq: view.seq + 1 + index, at: this.#options.clock.now(), ...body };
      });
      view = fold(view, events);
      return events;
    };
    if (view.seq === 0) {
      yield write([runStart(request), ...(request.carried === null ? [] : [request.carried])]);
    }
    for (const { model } of view.answers.filter(isOpen)) {
      this.#options.onCall(request.runId, model);
      yield write([{ type: 'answer-start', model, attempt: 1 }]);
      for (let piece = 0; piece < this.#options.pieces && !signal.aborted; piece += 1) {
        await this.#gap(signal);
        yield write([{ type: 'answer-delta', model, phase: 'writing', text: `${piece} ${request.question} ` }]);
      }
      if (signal.aborted) {
        yield write(cancelled(view));
        return;
      }
      yield write([answerEnd(model)]);
    }
    yield write([{ type: 'agreement', agreement: agreement(request) }, ...synthesis(request)]);
    yield write([{ type: 'run-end', state: 'done', error: null, ms: 10, costMicros: 100 }]);
  }

  async #gap(signal: AbortSignal): Promise<void> {
    if (this.#options.gapMs === 0) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const takeBack = this.#options.clock.after(this.#options.gapMs, resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    takeBack();
  }
}

function runStart({ question, session, panel }: RunRequest): EventBody {
  const models = panel.map(({ model, vendor, label, rehearsal, late }) => ({ model, vendor, label, rehearsal, late }));
  return { type: 'run-start', question, session, panel: models, quorum: Math.min(3, panel.length) };
}

function answerEnd(model: string): EventBody {
  const tokens = { inputTokens: 10, outputTokens: 10, costMicros: 10 };
  const times = { firstTokenMs: 1, ms: 5 };
  return { type: 'answer-end', model, finish: 'stop', late: false, ...times, ...tokens, citations: [], trailer: null };
}

function agreement({ panel }: RunRequest): Agreement {
  const models = panel.map((member) => member.model);
  return {
    score: 88,
    band: 'strong',
    provisional: false,
    answered: models.length,
    asked: models.length,
    positions: [{ id: 'A', summary: 'all say it', quote: '0', models }],
    abstained: [],
    models,
    matrix: models.map(() => models.map(() => 1)),
    cosine: models.map(() => models.map(() => 1)),
    pairs: [],
    disagreements: [],
    weak: false,
    independentVendors: 1,
    judge: null,
    terms: { share: 1, inside: 1, coverage: 1 },
    embedder: 'lexical',
  };
}

function synthesis({ question, panel }: RunRequest): EventBody[] {
  const models = panel.map((member) => member.model);
  const model = models[0] ?? null;
  return [
    { type: 'synthesis-start', model: model ?? '', attempt: 1, reason: 'all-answered' },
    { type: 'synthesis-delta', segment: 0, text: `Synthesis of: ${question}`, models },
    {
      type: 'synthesis-end',
      kind: 'synthesis',
      model,
      error: null,
      ms: 2,
      inputTokens: 10,
      outputTokens: 10,
      costMicros: 10,
    },
  ];
}

function cancelled(view: ConsensusView): EventBody[] {
  const error = { code: 'cancelled', message: 'Stopped.', action: 'Ask again.' };
  return [
    ...view.answers.filter(isOpen).map(({ model }): EventBody => ({ type: 'answer-error', model, error, ms: 1 })),
    { type: 'run-end', state: 'cancelled', error, ms: 5, costMicros: 0 },
  ];
}
