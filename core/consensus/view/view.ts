import type { Agreement } from './agreement.ts';
import type { AnswerTrailer, EventError } from './events.ts';

/** All that a surface may know of a run: the fold of its events. */
export interface ConsensusView {
  /** Raised when the shape changes in a way that an older reader would misread. */
  readonly version: 1;
  readonly id: string;
  /** The last event folded in; 0 before any. */
  readonly seq: number;
  readonly question: string;
  readonly session: string;
  /** The earlier run of the same question that this one continues, and whose answers it took over; null for a run of its own. */
  readonly continues: { readonly run: string; readonly models: readonly string[] } | null;
  readonly state: RunState;
  /** Milliseconds since the epoch; 0 before the run starts. */
  readonly startedAt: number;
  readonly quorum: number;
  /** One a model, in the order asked. */
  readonly answers: readonly AnswerView[];
  readonly agreement: Agreement | null;
  readonly synthesis: SynthesisView | null;
  readonly error: EventError | null;
  /** Set when the run has ended. */
  readonly ms: number | null;
  readonly costMicros: number;
  /** At least one of its models is simulated. */
  readonly rehearsal: boolean;
}

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export interface AnswerView {
  readonly model: string;
  readonly vendor: string;
  readonly label: string;
  readonly rehearsal: boolean;
  readonly state: AnswerState;
  /** It came, or will come, after the synthesis began. */
  readonly late: boolean;
  readonly attempt: number;
  readonly text: string;
  readonly startedAt: number | null;
  readonly firstTokenMs: number | null;
  readonly ms: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costMicros: number | null;
  readonly citations: readonly { readonly url: string; readonly title: string }[];
  readonly trailer: AnswerTrailer | null;
  /** The answer stopped at its length cap. */
  readonly truncated: boolean;
  readonly error: EventError | null;
}

export type AnswerState = 'waiting' | 'thinking' | 'writing' | 'done' | 'refused' | 'failed' | 'cancelled';

export interface SynthesisView {
  readonly state: 'writing' | 'done';
  readonly kind: 'synthesis' | 'best-answer' | 'none';
  readonly model: string | null;
  readonly attempt: number;
  /** The segments joined, as one reads it. */
  readonly text: string;
  readonly segments: readonly { readonly text: string; readonly models: readonly string[] }[];
  readonly ms: number | null;
  readonly outputTokens: number | null;
  readonly costMicros: number | null;
  readonly error: EventError | null;
}
