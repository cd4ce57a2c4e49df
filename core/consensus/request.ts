import type { ChatModel } from '../ports/chat-model.ts';
import type { ConsensusView, EventBody, PanelModel } from './view/index.ts';

/** Everything one run needs to know; who asks and where it is shown are not the engine's concern. */
export interface RunRequest {
  readonly runId: string;
  readonly session: string;
  readonly question: string;
  /** Earlier turns of the session, oldest first, already bounded. */
  readonly history: readonly Turn[];
  /** 1 to 8 different models. */
  readonly panel: readonly PanelMember[];
  /** Who writes the synthesis, in order of preference; never empty. */
  readonly synthesizers: readonly ChatModel[];
  readonly limits: RunLimits;
  /** The fold of what an interrupted process had stored of this run; null for a new one. */
  readonly prior: ConsensusView | null;
  /** What the run that this one continues had found; null for a run of its own. */
  readonly carried: Carried | null;
}

export type Carried = Extract<EventBody, { type: 'answers-carried' }>;

export interface Turn {
  readonly question: string;
  /** The published synthesis; for a run of one model what that model answered itself. */
  readonly reply: string;
}

export interface PanelMember extends PanelModel {
  readonly chat: ChatModel;
}

/** Milliseconds, but for `quorum` and `outputTokensMax`. Defaults and bounds: `core/config.ts`. */
export interface RunLimits {
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly deadlineMs: number;
  /** The own deadline of models that are always late. */
  readonly researchMs: number;
  /** How many answers start the synthesis; lowered to the panel's size. */
  readonly quorum: number;
  /** How long after the quorum the synthesis waits for more. */
  readonly graceMs: number;
  readonly outputTokensMax: number;
}
