import type { Entailer, Entailment, Entailments, TextPair } from '../ports/entailer.ts';

/** Says what was scripted for a pair of texts, records what it is asked, and throws for any other pair. */
export class ScriptedEntailer implements Entailer {
  readonly calls: (readonly TextPair[])[] = [];
  isClosed = false;
  readonly #say: (pair: TextPair) => Entailment | null;
  /** Each call waits for it: a promise that a test settles, or one that rejects. */
  until: Promise<unknown> = Promise.resolve();

  constructor(say: (pair: TextPair) => Entailment | null) {
    this.#say = say;
  }

  async read(pairs: readonly TextPair[], signal: AbortSignal): Promise<Entailments> {
    this.calls.push(pairs);
    signal.throwIfAborted();
    await this.until;
    signal.throwIfAborted();
    return { model: 'scripted@000000000000', pairs: pairs.map((pair) => this.#answer(pair)) };
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  #answer(pair: TextPair): Entailment {
    const said = this.#say(pair);
    if (said === null) {
      throw new Error(`Not scripted: "${pair.premise}", "${pair.hypothesis}"`);
    }
    return said;
  }
}

export const entailed: Entailment = { entailment: 0.96, neutral: 0.03, contradiction: 0.01 };
export const contradicted: Entailment = { entailment: 0.01, neutral: 0.03, contradiction: 0.96 };
