import type { ComparedAnswer, Comparison } from '../agreement/input.ts';
import { ConsilienceError } from '../errors.ts';
import { completeAnswers, openAnswers } from './answers.ts';
import type { Engine } from './engine.ts';
import { EntailmentReader } from './entailment.ts';
import type { EventWriter } from './event-writer.ts';
import type { Agreement, AnswerView, JudgedPair } from './view/index.ts';
import { within } from './within.ts';

/** How long the verdict waits for vectors; without them it rests on the texts alone. */
const embedMsMax = 1_500;
/** Answers that end within this time are compared together. */
const settleMs = 30;
/** The cap of the embedder port. */
const embedCharactersMax = 32_000;

interface VerdictOf {
  readonly engine: Engine;
  readonly events: EventWriter;
  readonly stopped: AbortSignal;
}

/** Keeps the agreement of a run up to date as answers arrive. Never throws: a run goes on without a verdict. */
export class Verdict {
  readonly #of: VerdictOf;
  readonly #entailment: EntailmentReader;
  readonly #answers = new Map<string, ComparedAnswer>();
  #known = '';
  #last: Comparison | null = null;
  #embedderRests = false;
  #queue: Promise<void> = Promise.resolve();
  #takeBackSettling: (() => void) | null = null;

  constructor(of: VerdictOf) {
    this.#of = of;
    this.#entailment = new EntailmentReader(of.engine, { id: of.events.view.id, stopped: of.stopped });
  }

  /**
   * Compares what has come, unless that was done already. One comparison at a time, each of the state it finds; when
   * the promise resolves, the verdict is of all answers that have come by then. A first answer alone gets a verdict
   * (one without a score) only if no other is coming, or with `evenOfOne`.
   */
  async refresh({ evenOfOne = false } = {}): Promise<void> {
    this.#queue = this.#queue.then(() => this.#compare(evenOfOne));
    for (let last: Promise<void> | null = null; last !== this.#queue;) {
      last = this.#queue;
      await last;
    }
  }

  /** Refreshes in a moment, unless that is planned already: an answer has ended, and others may be about to. */
  refreshSoon(): void {
    const { engine, stopped } = this.#of;
    if (this.#takeBackSettling !== null || stopped.aborted) {
      return;
    }
    const settle = () => {
      stopped.removeEventListener('abort', settle);
      this.#takeBackSettling?.();
      this.#takeBackSettling = null;
      void this.refresh();
    };
    this.#takeBackSettling = engine.clock.after(settleMs, settle);
    stopped.addEventListener('abort', settle, { once: true });
  }

  /** At the end of a run that has no time left: the verdict of what came, without waiting for vectors. */
  conclude(): void {
    const answers = completeAnswers(this.#of.events.view);
    const { agreement } = this.#of.events.view;
    const isFinal = agreement?.provisional === false && agreement.answered === answers.length;
    if (answers.length > 0 && !isFinal) {
      const entailment = this.#entailment.recall(this.#comparison(answers));
      this.#tell(answers, { provisional: false, vectors: null, entailment });
    }
  }

  /** The agreement as it would be with these pairs settled; null before any comparison. */
  preview(pairs: readonly JudgedPair[]): Agreement | null {
    return this.#last === null ? null : this.#of.engine.agreement.assess(this.#last, pairs);
  }

  async #compare(evenOfOne: boolean): Promise<void> {
    const { engine, events, stopped } = this.#of;
    const answers = completeAnswers(events.view);
    const provisional = openAnswers(events.view).length > 0;
    if (answers.length === 1 && provisional && !evenOfOne) {
      return;
    }
    const state = JSON.stringify([answers.map((a) => a.model), provisional, judgedPairs(events.view.agreement)]);
    if (answers.length === 0 || state === this.#known || stopped.aborted) {
      return;
    }
    this.#known = state;
    const [vectors, entailment] = await Promise.all([
      this.#vectors(answers),
      this.#entailment.read(this.#comparison(answers)),
    ]);
    await engine.heavy.do(() => {
      if (!stopped.aborted) {
        this.#tell(answers, { provisional, vectors, entailment });
      }
    });
  }

  #tell(answers: readonly AnswerView[], basis: Pick<Comparison, 'provisional' | 'vectors' | 'entailment'>): void {
    const { engine, events } = this.#of;
    const { id } = events.view;
    try {
      const comparison = { ...this.#comparison(answers), ...basis };
      const judged = judgedPairs(events.view.agreement);
      const { disagreements, ...agreement } = engine.agreement.assess(comparison, judged);
      this.#last = comparison;
      events.write({ type: 'agreement', agreement: { ...agreement, disagreements: [] } });
      for (const disagreement of disagreements) {
        events.write({ type: 'disagreement', disagreement });
      }
    } catch (error) {
      engine.logger.error('answers not compared', { run: id, error });
    }
  }

  /** As the answers alone give it. */
  #comparison(answers: readonly AnswerView[]): Comparison {
    const { question, answers: asked } = this.#of.events.view;
    return {
      question,
      answers: answers.map((answer) => this.#compared(answer)),
      asked: asked.length,
      provisional: false,
      embedder: this.#of.engine.embedder.id,
      vectors: null,
      entailment: null,
    };
  }

  /** The same object as long as the answer is the same, so that it is read once. */
  #compared({ model, vendor, text, trailer, state }: AnswerView): ComparedAnswer {
    const known = this.#answers.get(model);
    const refused = state === 'refused';
    if (known?.text === text && known.trailer === trailer && known.refused === refused) {
      return known;
    }
    const answer = { model, vendor, text, trailer, refused };
    this.#answers.set(model, answer);
    return answer;
  }

  /** Null without an embedder that answers in time; one that failed is not asked again in this run. */
  async #vectors(answers: readonly AnswerView[]): Promise<readonly Float32Array[] | null> {
    if (this.#embedderRests) {
      return null;
    }
    const { engine, events, stopped } = this.#of;
    const late = new ConsilienceError('total_timeout', { message: 'The embedder was too slow.' });
    try {
      const texts = answers.map((a) => a.text.slice(0, embedCharactersMax));
      const vectors = await within({ clock: engine.clock, msMax: embedMsMax, stopped, late }, (signal) =>
        engine.embedder.embed(texts, signal),
      );
      if (vectors.length !== texts.length) {
        throw new ConsilienceError('stream_invalid', { message: 'The embedder gave another number of vectors.' });
      }
      return vectors;
    } catch (error) {
      this.#embedderRests = true;
      engine.logger.warn('no embeddings for a verdict', { run: events.view.id, error });
      return null;
    }
  }
}

/** What a judge settled stays settled when later answers are compared. */
function judgedPairs(agreement: Agreement | null): readonly JudgedPair[] {
  return agreement?.judge?.pairs ?? [];
}
