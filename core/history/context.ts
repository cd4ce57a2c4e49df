import type { PanelMember, RunLimits, RunRequest } from '../consensus/request.ts';
import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collection, DocumentStore } from '../ports/document-store.ts';
import type { HistoryIndex } from '../ports/history-index.ts';
import type { Logger } from '../ports/logger.ts';
import type { Meter } from '../ports/meter.ts';
import type { ProcessLoad } from '../ports/process-load.ts';
import type { Random } from '../ports/random.ts';
import type { RunLog } from '../ports/run-log.ts';
import type { Tracer } from '../ports/tracer.ts';
import type { Scoped } from '../workspaces/scoped.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { Admission } from './admission.ts';
import type { Flights } from './flights.ts';
import type { DayRecord } from './day-record.ts';
import type { Ids } from './ids.ts';
import type { RunRecord, SessionRecord } from './records.ts';
import type { Views } from './views.ts';

export interface HistoryOptions {
  readonly store: DocumentStore;
  readonly log: RunLog;
  /** Where sessions are found by their words. It belongs to whoever made it, like store and log. */
  readonly index: HistoryIndex;
  readonly engine: RunEngine;
  /**
   * The panel for these models, or the workspace's default one; `again`: of a run that was accepted before. Throws
   * `model_unknown`, `model_off` or `panel_invalid`.
   */
  readonly panel: (
    models: readonly string[] | null,
    asked: { readonly workspace: WorkspaceId; readonly again: boolean },
  ) => ResolvedPanel | Promise<ResolvedPanel>;
  readonly limits: RunLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Most runs in flight in this process, and fewer when it is busy; more are refused with `overloaded`. */
  readonly runsMax: number;
  readonly load: ProcessLoad;
  readonly telemetry: Telemetry;
  readonly owner: Owner;
  /** Whether it takes over runs that dead processes left; a short-lived process leaves them to a server. */
  readonly adopts: boolean;
  /** How long `close` lets runs in flight finish, in milliseconds. */
  readonly finishMs: number;
}

/** Who is told of runs, for those who watch from outside. */
export interface Telemetry {
  readonly meter: Meter;
  readonly tracer: Tracer;
  /** Whether traces carry questions, answers and syntheses. */
  readonly withContent: boolean;
}

/** What asks the models: it yields a run's events in order and ends after `run-end`; on abort it ends soon. */
export interface RunEngine {
  run(request: RunRequest, signal: AbortSignal): AsyncIterable<readonly ConsensusEvent[]>;
}

export interface ResolvedPanel {
  readonly panel: readonly PanelMember[];
  readonly synthesizers: readonly ChatModel[];
}

/** This process, as other ones on the same store know it. */
export interface Owner {
  /** The machine, or rather whatever gives process ids their meaning. Without a colon. */
  readonly host: string;
  readonly processId: number;
  /** Differs for every start. Without a colon. */
  readonly nonce: string;
  /** Whether a process of this host runs. */
  readonly isAlive: (processId: number) => boolean;
}

/** What the parts of the history share. */
export interface Context extends HistoryOptions {
  /** All workspaces' runs: for taking runs over; everything else goes through `runsOf`. */
  readonly allRuns: Collection<RunRecord>;
  readonly allSessions: Collection<SessionRecord>;
  daysOf(workspace: WorkspaceId): Scoped<DayRecord>;
  runsOf(workspace: WorkspaceId): Scoped<RunRecord>;
  sessionsOf(workspace: WorkspaceId): Scoped<SessionRecord>;
  /** The runs that this process drives, by id. */
  readonly live: Map<string, LiveRun>;
  /** Runs on their way into the store, by id. */
  readonly accepting: Map<string, Promise<unknown>>;
  /** Work that nobody waits for; `close` does. None of it rejects. */
  readonly background: Set<Promise<void>>;
  readonly phase: { closing: boolean };
  /** Aborted when this process hands over what it could not finish. */
  readonly handingOver: AbortController;
  readonly admission: Admission;
  readonly flights: Flights;
  readonly views: Views;
  readonly ids: Ids;
  /** This process in a lease. */
  readonly leaseOwner: string;
}

export interface LiveRun {
  readonly record: RunRecord;
  readonly request: RunRequest;
  /** Aborted with a `ConsilienceError`: `cancelled`, or why this process leaves the run. */
  readonly stop: AbortController;
  /** The fold of what is stored. */
  view: ConsensusView;
  /** When its latest synthesis began, in milliseconds since the epoch; null before, or when that was in another process. */
  synthesisAt: number | null;
  /** By `clock.monotonic()`. */
  renewedAt: number;
  /** Nothing may be written for it any more: it was handed over, taken over or removed. */
  left: boolean;
  /** Resolves when nothing works on it any more; never rejects. */
  ended: Promise<void>;
}
