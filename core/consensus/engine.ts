import type { UnsurePair } from '../agreement/entailment/unsure-pairs.ts';
import type { EntailmentWeights } from '../agreement/entailment/weigh.ts';
import type { Comparison } from '../agreement/input.ts';
import type { Dispatcher } from '../dispatch/call.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Entailer } from '../ports/entailer.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { HeavyWork } from './heavy-work.ts';
import type { RunRequest } from './request.ts';
import type { Agreement, AnswerTrailer, JudgedPair } from './view/index.ts';

/** What a consensus run works with; one engine serves all runs of a process. */
export interface Engine {
  readonly dispatcher: Dispatcher;
  readonly embedder: Embedder;
  readonly agreement: AgreementMethod;
  readonly judges: JudgePolicy;
  /** Where asking and comparing wait for their turn when many runs want it at once. */
  readonly heavy: HeavyWork;
  /** Null where no entailment model is set up: then nothing differs. */
  readonly entailment: EntailmentStage | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** Who may read the answers of a run where code alone is unsure. */
export interface JudgePolicy {
  /** In order of preference, the second one of another vendor if there is one; none switches judges off for this run. */
  readonly choose: (request: RunRequest) => readonly ChatModel[];
  /** Longest time of all calls of a run together, in milliseconds. */
  readonly msMax: number;
}

/** A model on this machine that reads the pairs of which code alone is unsure. */
export interface EntailmentStage {
  readonly entailer: Entailer;
  readonly unsurePairs: (comparison: Comparison) => readonly UnsurePair[];
  /** What was trained for the model of that id, or the cautious ones. */
  readonly weightsOf: (model: string) => EntailmentWeights;
  /** Longest time that one comparison waits for it, in milliseconds. */
  readonly msMax: number;
}

/** How answers are compared, and what models are asked to add so that they can be. */
interface AgreementMethod {
  /** `judged`: pairs that a judge settled. */
  readonly assess: (comparison: Comparison, judged: readonly JudgedPair[]) => Agreement;
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
