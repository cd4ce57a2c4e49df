import type { ConsilienceError } from '../errors.ts';
import type { Findings, JudgeBudget } from '../judge/index.ts';
import { askOneJudge, judgePrompt, openPairs, readFindings, suspiciousAnswers } from '../judge/index.ts';
import type { ChatModel, Usage } from '../ports/chat-model.ts';
import { countedAnswers } from './answers.ts';
import { eventError } from './event-error.ts';
import type { Run } from './run-context.ts';
import type { Agreement, AnswerView, JudgedPair, Judgement, Pair } from './view/index.ts';

/** Calls to judges in one run, whatever happens. */
const callsMax = 3;
const outputTokensMax = 4_096;
/** The synthesis needs the rest of the time. */
const timeShareMax = 0.4;

/**
 * Has a judge read the answers where code alone is unsure, once a run; a verdict that is stored is not asked for again. What it says
 * counts only for open pairs, with quotes that stand in the answers, and changes the headline only when a judge of another maker says the
 * same. Whatever goes wrong, the result is that of code alone, and marked. Never throws.
 */
export async function consultJudge(run: Run): Promise<void> {
  const { engine, request, events } = run;
  const { agreement } = events.view;
  const judges = engine.judges.choose(request);
  if (judges.length === 0 || agreement === null || (agreement.judge ?? asking).outcome !== asking.outcome) {
    return;
  }
  const answers = countedAnswers(events.view).filter(({ model }) => agreement.models.includes(model));
  const open = openPairs(agreement, answers);
  if (open.length === 0 || run.stopped.aborted) {
    return;
  }
  const consultation = new Consultation(run, { answers, open, before: agreement });
  const judgement = await consultation.hold(judges);
  if (!run.stopped.aborted) {
    events.write({ type: 'judge-end', ...judgement });
    await run.verdict.refresh({ evenOfOne: true });
  }
}

const asking = { outcome: 'asking' } as const;

interface Matter {
  readonly answers: readonly AnswerView[];
  readonly open: readonly Pair[];
  /** The agreement of code alone. */
  readonly before: Agreement;
}

/** The calls of one run to its judges. */
class Consultation {
  readonly #run: Run;
  readonly #matter: Matter;
  readonly #budget: JudgeBudget;
  readonly #since: number;
  readonly #usages: Usage[] = [];
  readonly #asked: string[] = [];

  constructor(run: Run, matter: Matter) {
    const { clock, judges } = run.engine;
    this.#run = run;
    this.#matter = matter;
    this.#since = clock.monotonic();
    const lastsMs = Math.min(judges.msMax, (run.endsBy - this.#since) * timeShareMax);
    this.#budget = { callsLeft: callsMax, endsBy: this.#since + lastsMs, outputTokensMax };
  }

  async hold(judges: readonly ChatModel[]): Promise<Judgement> {
    const [first] = judges;
    const suspicious = suspiciousAnswers(this.#matter.answers);
    if (suspicious.length > 0 || first === undefined) {
      this.#run.engine.logger.warn('injection suspected', { run: this.#run.request.runId, models: suspicious });
      return this.#end({ outcome: 'suspected' });
    }
    const said = await this.#ask(first);
    if (!('claims' in said)) {
      return this.#end({ outcome: 'failed', error: eventError(said) });
    }
    const found = { claims: said.claims, dropped: said.dropped };
    const pairs = this.#settled(said.pairs);
    if (pairs.length === 0) {
      return this.#end({ outcome: 'unchanged', ...found });
    }
    if (!this.#changesHeadline(pairs)) {
      return this.#end({ outcome: 'applied', pairs, ...found });
    }
    const second = judges.find((judge) => makerOf(judge.id) !== makerOf(first.id));
    const confirmed = second === undefined ? [] : await this.#confirm(second, pairs);
    return confirmed.length === 0
      ? this.#end({ outcome: 'unconfirmed', ...found })
      : this.#end({ outcome: 'applied', pairs: confirmed, ...found });
  }

  /** The pairs of which another judge says the same. */
  async #confirm(judge: ChatModel, pairs: readonly JudgedPair[]): Promise<readonly JudgedPair[]> {
    const said = await this.#ask(judge);
    return 'claims' in said
      ? pairs.filter(({ a, b, same }) => said.pairs.some((other) => isPair(other, a, b) && other.same === same))
      : [];
  }

  async #ask(model: ChatModel): Promise<Findings | ConsilienceError> {
    const { engine, request, events, stopped } = this.#run;
    const { answers } = this.#matter;
    this.#asked.push(model.id);
    events.write({ type: 'judge-start', model: model.id });
    const prompt = judgePrompt({ runId: request.runId, question: events.view.question, answers }, engine.random);
    const call = { model, request: prompt.request, budget: this.#budget, now: () => engine.clock.monotonic() };
    const { output, error, usages } = await askOneJudge(engine.dispatcher, call, stopped);
    this.#usages.push(...usages);
    if (output !== null) {
      return readFindings(output, prompt.models, { question: events.view.question, answers });
    }
    engine.logger.warn('judge failed', { run: request.runId, model: model.id, code: error.code });
    return error;
  }

  /** Of open pairs, and only what is not so by code already. */
  #settled(pairs: readonly JudgedPair[]): JudgedPair[] {
    return pairs.filter(({ a, b, same }) => {
      const open = this.#matter.open.find((pair) => isPair(pair, a, b));
      return open !== undefined && same !== arePartners(this.#matter.before, a, b);
    });
  }

  #changesHeadline(pairs: readonly JudgedPair[]): boolean {
    const after = this.#run.verdict.preview(pairs);
    return after !== null && headlineOf(after) !== headlineOf(this.#matter.before);
  }

  #end(told: Pick<Judgement, 'outcome'> & Partial<Judgement>): Judgement {
    const costs = this.#usages.flatMap(({ costMicros }) => costMicros ?? []);
    return {
      judges: this.#asked,
      pairs: [],
      claims: null,
      dropped: 0,
      scoreByCode: this.#matter.before.score,
      error: null,
      ms: Math.round(this.#run.engine.clock.monotonic() - this.#since),
      inputTokens: sum(this.#usages.map(({ inputTokens }) => inputTokens)),
      outputTokens: sum(this.#usages.map(({ outputTokens }) => outputTokens)),
      costMicros: costs.length === 0 ? null : sum(costs),
      ...told,
    };
  }
}

/** What a reader takes home: the band, and who stands in the leading position. */
function headlineOf({ band, positions }: Agreement): string {
  return JSON.stringify([band, positions[0]?.models.toSorted()]);
}

function arePartners({ positions }: Agreement, a: string, b: string): boolean {
  return positions.some(({ models }) => models.includes(a) && models.includes(b));
}

function isPair(pair: { a: string; b: string }, a: string, b: string): boolean {
  return (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a);
}

/** Whose model it is; behind a gateway the name says it. */
function makerOf(id: string): string {
  const [vendor = '', maker = '', name] = id.split('/');
  return vendor === 'openrouter' && name !== undefined ? maker : vendor;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
