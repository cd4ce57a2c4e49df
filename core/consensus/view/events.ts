import type { Agreement, Disagreement } from './agreement.ts';
import type { Judgement } from './judgement.ts';
import type { AnswerView, SynthesisView } from './view.ts';

/**
 * The engine's only output. `seq` starts at 1 in each run and has no holes; `at` is milliseconds since the epoch.
 * Errors are events. A fold over the log (`reduce`) gives all that a surface may know.
 */
export type ConsensusEvent = EventHead & EventBody;

export interface EventHead {
  readonly runId: string;
  readonly seq: number;
  readonly at: number;
}

export type EventBody =
  | RunStart
  | AnswersCarried
  | AnswerStart
  | AnswerDelta
  | AnswerEnd
  | AnswerError
  | AgreementFound
  | DisagreementFound
  | JudgeStart
  | JudgeEnd
  | SynthesisStart
  | SynthesisDelta
  | SynthesisEnd
  | RunEnd;

export interface RunStart {
  readonly type: 'run-start';
  readonly question: string;
  readonly session: string;
  readonly panel: readonly PanelModel[];
  /** How many answers start the synthesis. */
  readonly quorum: number;
}

export interface PanelModel {
  /** `vendor/name`. */
  readonly model: string;
  readonly vendor: string;
  /** For people: `Claude Opus 4.8`. Simulated models carry the word rehearsal in it. */
  readonly label: string;
  readonly rehearsal: boolean;
  /** Always late: research models that take minutes. */
  readonly late: boolean;
}

/**
 * What an earlier run of the same question found, taken over without asking those models again. Comes right after
 * `run-start`, and costs nothing: the earlier run has paid for it.
 */
export interface AnswersCarried {
  readonly type: 'answers-carried';
  /** The run that this one continues. */
  readonly from: string;
  /** Answers that had ended, failed ones too; the other models of the panel are asked. */
  readonly answers: readonly AnswerView[];
  readonly agreement: Agreement | null;
  /** Null when it has to be written anew. */
  readonly synthesis: SynthesisView | null;
}

/** A call to this model begins; text of an earlier attempt is void. */
export interface AnswerStart {
  readonly type: 'answer-start';
  readonly model: string;
  readonly attempt: number;
}

export interface AnswerDelta {
  readonly type: 'answer-delta';
  readonly model: string;
  /** `thinking` comes at most once, with empty text, before any text. */
  readonly phase: 'thinking' | 'writing';
  readonly text: string;
}

export interface AnswerEnd {
  readonly type: 'answer-end';
  readonly model: string;
  readonly finish: 'stop' | 'length' | 'refusal';
  /** It came after the synthesis had begun. */
  readonly late: boolean;
  readonly firstTokenMs: number;
  readonly ms: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar; null when no price is known. */
  readonly costMicros: number | null;
  readonly citations: readonly { readonly url: string; readonly title: string }[];
  /** What the model said about its own answer, stripped from the text; null when it said nothing usable. */
  readonly trailer: AnswerTrailer | null;
}

export interface AnswerTrailer {
  readonly bottomLine: string;
  readonly stance: 'yes' | 'no' | 'depends' | 'na';
  readonly keyFacts: readonly string[];
  /** 0 to 1, or null. */
  readonly confidence: number | null;
}

export interface AnswerError {
  readonly type: 'answer-error';
  readonly model: string;
  readonly error: EventError;
  readonly ms: number;
}

export interface EventError {
  /** A code of docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

/** Replaces what was known before; its disagreements follow, each as its own event. */
export interface AgreementFound {
  readonly type: 'agreement';
  readonly agreement: Agreement;
}

export interface DisagreementFound {
  readonly type: 'disagreement';
  readonly disagreement: Disagreement;
}

/** A judge is asked. */
export interface JudgeStart {
  readonly type: 'judge-start';
  readonly model: string;
}

/** What came of all calls to judges; where pairs count, an agreement that respects them follows. */
export interface JudgeEnd extends Judgement {
  readonly type: 'judge-end';
}

/** A synthesis begins; segments of an earlier attempt are void. */
export interface SynthesisStart {
  readonly type: 'synthesis-start';
  readonly model: string;
  readonly attempt: number;
  readonly reason: 'quorum' | 'all-answered' | 'invalid' | 'late-answer';
}

/** Text that continues segment `segment` (a sentence or two, counted from 0). */
export interface SynthesisDelta {
  readonly type: 'synthesis-delta';
  readonly segment: number;
  readonly text: string;
  /** The models that support the segment, once it is complete; null while it is being written. */
  readonly models: readonly string[] | null;
}

export interface SynthesisEnd {
  readonly type: 'synthesis-end';
  /** `best-answer`: no synthesis could be had, the answer of `model` stands for it. `none`: there was nothing to synthesise. */
  readonly kind: 'synthesis' | 'best-answer' | 'none';
  readonly model: string | null;
  readonly error: EventError | null;
  readonly ms: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicros: number | null;
}

/** The last event of a run; nothing follows it. */
export interface RunEnd {
  readonly type: 'run-end';
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly error: EventError | null;
  readonly ms: number;
  /** The known costs of answers and synthesis, added up. */
  readonly costMicros: number;
}
