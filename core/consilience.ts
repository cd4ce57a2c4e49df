import type { ConsensusEvent, ConsensusView, RunState } from './consensus/view/index.ts';
import type { WorkspaceId } from './workspaces/workspace.ts';

/** The product as a surface uses it: the page, the terminal, a chat platform. Failures are `ConsilienceError`s. */
export interface Consilience {
  readonly runs: Runs;
  readonly sessions: Sessions;
  readonly shares: Shares;
  readonly models: Models;
  readonly stats: Stats;
  /** Stops taking runs, finishes or persists those in flight within 25 s, closes the store. */
  close(): Promise<void>;
}

export interface Runs {
  /** Throws `overloaded` or `shutting_down` if `accept` would now: a cheap refusal before a question is even read. */
  refuseIfFull(): void;
  /** Durable when it returns. Throws `question_empty`, `model_unknown`, `session_unknown`, `overloaded`, `idempotency_key_reuse` ... */
  accept(run: NewRun): Promise<AcceptedRun>;
  /** Throws `run_unknown`, for a run of another workspace too. */
  view(workspace: WorkspaceId, id: string): Promise<ConsensusView>;
  /**
   * Asks one more model the question of a run that has ended, or one again that failed. A new run of the same session
   * takes the place of the old one: it takes over its answers without asking those models again. Durable when it returns.
   * Throws `run_unknown`, `run_open`, `run_continued`, `model_answered`, `model_unknown`, `panel_invalid` ...
   */
  addModel(request: AddedModel): Promise<AcceptedRun>;
  /** The events with `seq > after`, stored ones first, then live; ends after `run-end`. Throws `run_unknown`. */
  follow(
    run: { workspace: WorkspaceId; id: string; after: number },
    signal: AbortSignal,
  ): AsyncIterable<readonly ConsensusEvent[]>;
  /** Stops a run in flight; an ended one stays as it is. Its state then. Throws `run_unknown`. */
  cancel(workspace: WorkspaceId, id: string): Promise<RunState>;
  /** Newest first. */
  list(workspace: WorkspaceId, query: ListQuery): Promise<Listed<RunSummary>>;
}

export interface NewRun {
  readonly workspace: WorkspaceId;
  readonly question: string;
  /** `vendor/name` each; null asks the default panel. */
  readonly models: readonly string[] | null;
  /** Continues this session; null begins one. */
  readonly session: string | null;
  /** The run of the session that the question follows, another branch than the latest; null: none, it stands at the beginning. Left out: the latest one. */
  readonly follows?: string | null;
  readonly idempotencyKey: string | null;
}

export interface AddedModel {
  readonly workspace: WorkspaceId;
  readonly id: string;
  /** `vendor/name`. */
  readonly model: string;
  readonly idempotencyKey: string | null;
}

export interface AcceptedRun {
  readonly id: string;
  readonly session: string;
  /** The same key and body came before: this is the run of then. */
  readonly replayed: boolean;
}

export interface RunSummary {
  readonly id: string;
  readonly session: string;
  readonly question: string;
  /** The run whose reply the question follows; null at the beginning of the session. */
  readonly follows: string | null;
  /** The run of the same question whose place this one takes, with one more model. */
  readonly continues: string | null;
  readonly state: RunState;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly models: readonly string[];
  readonly score: number | null;
  readonly band: 'strong' | 'moderate' | 'split' | null;
  readonly costMicros: number | null;
  readonly rehearsal: boolean;
}

export interface ListQuery {
  /** Words to find in the question or title; null for all. */
  readonly text: string | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor: string | null;
}

export interface Listed<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Throws `session_unknown`, for a session of another workspace too. */
export interface Sessions {
  /** By their last change, the latest first; words are looked for in titles, questions, answers and syntheses. */
  list(
    workspace: WorkspaceId,
    query: ListQuery & { readonly filter?: Partial<SessionFilter> },
  ): Promise<Listed<SessionSummary>>;
  get(workspace: WorkspaceId, id: string): Promise<SessionSummary & { readonly runs: readonly RunSummary[] }>;
  /** What is left out stays. Throws `session_invalid` too. */
  change(session: ChangedSession): Promise<SessionSummary>;
  /** Stops its runs and hides it with them at once; for 10 minutes it can be restored, and then it is removed. */
  hide(workspace: WorkspaceId, id: string): Promise<void>;
  restore(workspace: WorkspaceId, id: string): Promise<SessionSummary>;
  /** Stops its runs and removes it with them, for good. */
  remove(workspace: WorkspaceId, id: string): Promise<void>;
}

export interface ChangedSession {
  readonly workspace: WorkspaceId;
  readonly id: string;
  readonly title?: string | undefined;
  readonly starred?: boolean | undefined;
}

/** Null where it does not matter. A session passes when one of its runs does. */
export interface SessionFilter {
  /** When the run was asked, in milliseconds since the epoch; `until` is left out itself. */
  readonly since: number | null;
  readonly until: number | null;
  readonly model: string | null;
  readonly band: 'strong' | 'moderate' | 'split' | null;
  /** Its models disagree on something. */
  readonly disagrees: true | null;
  /** The session is. */
  readonly starred: true | null;
}

/** Where the words of a search stand: a piece of the text, and its words as [start, end) in the piece. */
export interface SearchHit {
  readonly place: 'question' | 'answer' | 'synthesis';
  /** Whose answer; null for the others. */
  readonly model: string | null;
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

export interface SessionSummary {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly runCount: number;
  /** Of its latest run with a score. */
  readonly score: number | null;
  readonly band: 'strong' | 'moderate' | 'split' | null;
  readonly starred: boolean;
  /** When it was searched for: its latest run that passes, and where the words stand in it. */
  readonly found: { readonly run: string; readonly hits: readonly SearchHit[] } | null;
}

/** Links by which anybody who has one sees a run as it stood when the link was made, and nothing else of the workspace. */
export interface Shares {
  /** Throws `run_unknown`, `run_open` for a run that goes on, `share_limit`. */
  create(workspace: WorkspaceId, run: string): Promise<NewShare>;
  /** The links to a run that work, newest first. Throws `run_unknown`. */
  list(workspace: WorkspaceId, run: string): Promise<readonly Share[]>;
  /** The link opens nothing from now on. Throws `share_unknown`. */
  revoke(workspace: WorkspaceId, id: string): Promise<void>;
  /** Needs the token alone. Throws `share_unknown` for one that never was, was revoked, or whose run was deleted. */
  open(token: string): Promise<SharedRun>;
}

export interface Share {
  readonly id: string;
  readonly run: string;
  readonly createdAt: number;
}

export interface NewShare extends Share {
  /** The secret of the link: 130 bits, told this once and kept nowhere. */
  readonly token: string;
}

export interface SharedRun {
  /** Without ids, session, costs and the words of errors. */
  readonly view: ConsensusView;
  readonly sharedAt: number;
}

export interface Models {
  /** As the workspace has chosen; the local one when left out. */
  describe(signal: AbortSignal, workspace?: WorkspaceId): Promise<ModelsView>;
  /** What is left out stays; it is kept over restarts. Throws `panel_invalid` or `model_unknown`. */
  change(change: ChangedModels, signal: AbortSignal): Promise<ModelsView>;
  /** Asks a vendor whether its key works, which costs nothing; the result is kept. Throws `model_unknown`. */
  check(workspace: WorkspaceId, vendor: string, signal: AbortSignal): Promise<KeyCheck>;
}

export interface ChangedModels {
  readonly workspace: WorkspaceId;
  /** The default panel, 1 to 8; null takes the configured one. */
  readonly panel?: readonly string[] | null | undefined;
  /** Who writes the synthesis; null takes the configured one. */
  readonly synthesizer?: string | null | undefined;
  /** All models that are switched off. */
  readonly off?: readonly string[] | undefined;
}

export interface KeyCheck {
  readonly vendor: string;
  readonly works: boolean;
  /** How long the vendor took. */
  readonly ms: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly error: { readonly code: string; readonly message: string; readonly action: string } | null;
}

/** What was counted as runs ended. Answers that a run took over from another one are counted there alone. */
export interface Stats {
  /** Over today and the days before, 1 to 366 together, by UTC. */
  models(workspace: WorkspaceId, query: { readonly days: number }): Promise<StatsView>;
}

export interface StatsView {
  /** `2026-11-25`. */
  readonly since: string;
  readonly days: number;
  readonly runs: number;
  /** The most asked first. */
  readonly models: readonly ModelStats[];
  /** The least agreeing first. */
  readonly pairs: readonly PairStats[];
}

export interface ModelStats {
  readonly model: string;
  readonly label: string;
  /** Answered, refused, failed and cancelled together. */
  readonly asked: number;
  readonly answered: number;
  /** Of the answers: those after the synthesis had begun. */
  readonly late: number;
  readonly refused: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly costMicros: number;
  /** Time to the whole answer, within 7.5 %; null without one. */
  readonly msP50: number | null;
  readonly msP95: number | null;
  /** Answers that took a position in a run where at least two did. */
  readonly compared: number;
  readonly leading: number;
  /** The only one outside the leading position. */
  readonly alone: number;
  /** Days without a run are left out. */
  readonly daily: readonly { readonly day: string; readonly asked: number; readonly answered: number }[];
}

export interface PairStats {
  readonly a: string;
  readonly b: string;
  readonly runs: number;
  /** The mean of p(agree), 0 to 1. */
  readonly p: number;
  readonly daily: readonly { readonly day: string; readonly runs: number; readonly p: number }[];
}

/** Who can be asked, why these, and how to change it. */
export interface ModelsView {
  readonly source: 'configured' | 'keys' | 'openrouter' | 'local' | 'rehearsal';
  /** One sentence for people: which models these are and why. */
  readonly sentence: string;
  readonly howToChange: string;
  readonly models: readonly AvailableModel[];
  readonly vendors: readonly {
    readonly vendor: string;
    readonly address: string;
    readonly error: string | null;
    /** The last time that its key was checked. */
    readonly check: KeyCheck | null;
  }[];
  readonly synthesizer: string;
  /** What was chosen on the page and stands before the configuration. */
  readonly chosen: { readonly panel: boolean; readonly synthesizer: boolean };
  readonly embedder: string;
  /** Questions to begin with. */
  readonly suggestions: readonly string[];
}

export interface AvailableModel {
  readonly model: string;
  readonly vendor: string;
  readonly label: string;
  readonly rehearsal: boolean;
  readonly late: boolean;
  /** Part of the default panel. */
  readonly inPanel: boolean;
  /** False when it was switched off: it is never asked. */
  readonly on: boolean;
}

/** What whoever runs the product asks of a process of it. */
export interface Operations {
  /** Never rejects. */
  readiness(): Promise<Readiness>;
  /** What was counted, for Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Whether a process takes questions, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly storeWritable: boolean;
  /** It was told to stop. */
  readonly draining: boolean;
  readonly runsInFlight: number;
  /** Most runs that it takes on at the moment. */
  readonly runsLimit: number;
}
