import type { Comparison } from '../agreement/input.ts';
import type { Dispatcher } from '../dispatch/call.ts';
import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { Agreement, AnswerTrailer } from './view/index.ts';

/** What a consensus run works with; one engine serves all runs of a process. */
export interface Engine {
  readonly dispatcher: Dispatcher;
  readonly embedder: Embedder;
  readonly agreement: AgreementMethod;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** How answers are compared, and what models are asked to add so that they can be. */
interface AgreementMethod {
  readonly assess: (comparison: Comparison) => Agreement;
  /** Appended to the system prompt of every answer: asks for the trailer. */
  readonly answerContract: string;
  readonly makeTrailerFilter: () => TrailerFilter;
}

/** Keeps the trailer of one answer away from people while the answer streams. */
export interface TrailerFilter {
  /** The part of the text so far that is certainly not the trailer and was not returned before. */
  push(text: string): string;
  /** The rest of the text, and the trailer when there was a usable one. */
  end(): { readonly text: string; readonly trailer: AnswerTrailer | null };
}
