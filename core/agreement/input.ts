import type { AnswerTrailer } from '../consensus/view/index.ts';
import type { EntailmentWeights, PairEntailment } from './entailment/weigh.ts';

/** A set of answers to one question, ready to be compared. */
export interface Comparison {
  readonly question: string;
  /** 1 to 8 complete answers, in the order of the panel. */
  readonly answers: readonly ComparedAnswer[];
  /** How many models were asked. */
  readonly asked: number;
  /** Answers may still come. */
  readonly provisional: boolean;
  /** The embedder's id, and one unit vector an answer, or null when there is none. */
  readonly embedder: string;
  readonly vectors: readonly Float32Array[] | null;
  /** What an entailment model read of the pairs of which code alone is unsure; null, or left out, without such a model or such a pair. */
  readonly entailment?: ReadEntailment | null;
}

export interface ReadEntailment {
  /** The model's name and the hash of its file; null when it failed or was late, and the result is that of code alone. */
  readonly model: string | null;
  readonly weights: EntailmentWeights;
  readonly pairs: readonly (PairEntailment & { readonly a: string; readonly b: string })[];
}

/** The same object is read once: hand it in again when more answers have come. */
export interface ComparedAnswer {
  readonly model: string;
  readonly vendor: string;
  /** As people see it: without the trailer. */
  readonly text: string;
  readonly trailer: AnswerTrailer | null;
  readonly refused: boolean;
}
