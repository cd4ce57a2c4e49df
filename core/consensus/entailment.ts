import { readUnsure } from '../agreement/entailment/read-unsure.ts';
import { cautiousWeights, type PairEntailment } from '../agreement/entailment/weigh.ts';
import type { Comparison, ReadEntailment } from '../agreement/input.ts';
import type { UnsurePair } from '../agreement/entailment/unsure-pairs.ts';
import { ConsilienceError } from '../errors.ts';
import type { EntailmentStage, Engine } from './engine.ts';
import { within } from './within.ts';

const nothing: PairEntailment = { entails: 0, contradicts: 0 };

/** What an entailment model reads of the pairs of one run, each pair once. Whatever goes wrong, the result is that of code alone. */
export class EntailmentReader {
  readonly #engine: Engine;
  readonly #run: { readonly id: string; readonly stopped: AbortSignal };
  readonly #known = new Map<string, PairEntailment>();
  #model: string | null = null;
  #rests = false;

  constructor(engine: Engine, run: { readonly id: string; readonly stopped: AbortSignal }) {
    this.#engine = engine;
    this.#run = run;
    // Answers take seconds to come, a model about as long to load.
    engine.entailment?.entailer.read([], run.stopped).catch(() => undefined);
  }

  /** Null without a model or an unsure pair. Never throws; a model that failed or was late is not asked again in this run. */
  async read(comparison: Comparison): Promise<ReadEntailment | null> {
    const stage = this.#engine.entailment;
    if (stage === null) {
      return null;
    }
    let unsure: readonly UnsurePair[] = [];
    await this.#engine.heavy.do(() => {
      unsure = this.#find(comparison);
    });
    const missing = unsure.filter((pair) => !this.#known.has(keyOf(pair)));
    if (missing.length > 0 && !this.#rests) {
      await this.#ask(stage, missing);
    }
    return this.#told(unsure);
  }

  /** The same of what is known already. */
  recall(comparison: Comparison): ReadEntailment | null {
    return this.#told(this.#find(comparison));
  }

  #find(comparison: Comparison): readonly UnsurePair[] {
    try {
      return this.#engine.entailment?.unsurePairs(comparison) ?? [];
    } catch (error) {
      this.#engine.logger.error('unsure pairs not found', { run: this.#run.id, error });
      return [];
    }
  }

  async #ask({ entailer, msMax }: EntailmentStage, missing: readonly UnsurePair[]): Promise<void> {
    const late = new ConsilienceError('total_timeout', { message: 'The entailment model was too slow.' });
    try {
      const { model, read } = await within(
        { clock: this.#engine.clock, msMax, stopped: this.#run.stopped, late },
        (signal) => readUnsure(entailer, missing, signal),
      );
      this.#model = model;
      missing.forEach((pair, at) => {
        this.#known.set(keyOf(pair), read[at] ?? nothing);
      });
    } catch (error) {
      this.#rests = true;
      this.#engine.logger.warn('no entailment for a verdict', { run: this.#run.id, error });
    }
  }

  #told(unsure: readonly UnsurePair[]): ReadEntailment | null {
    if (unsure.length === 0) {
      return null;
    }
    const pairs = unsure.flatMap((pair) => {
      const read = this.#known.get(keyOf(pair));
      return read === undefined ? [] : [{ a: pair.a, b: pair.b, ...read }];
    });
    const weights = this.#engine.entailment?.weightsOf(this.#model ?? '') ?? cautiousWeights;
    return pairs.length < unsure.length ? { model: null, weights, pairs: [] } : { model: this.#model, weights, pairs };
  }
}

function keyOf({ texts: [{ premise, hypothesis }] }: UnsurePair): string {
  return JSON.stringify([premise, hypothesis]);
}
