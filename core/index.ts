/** The door of core: what a surface may use. Wiring is `#core/wiring`, adapters are `#core/adapters`. */
export { explainRun } from './agreement/index.ts';
export type { Explanation, Factor, PairExplanation } from './agreement/index.ts';
export { configShape, readConfig } from './config.ts';
export type { Config } from './config.ts';
export { ConsilienceError, errorTable } from './errors.ts';
export type { ErrorCode } from './errors.ts';
export type {
  AcceptedRun,
  AvailableModel,
  KeyCheck,
  Consilience,
  Listed,
  ListQuery,
  Models,
  ModelsView,
  NewRun,
  Operations,
  Readiness,
  NewShare,
  Runs,
  RunSummary,
  SearchHit,
  SessionFilter,
  Stats,
  StatsView,
  Sessions,
  SessionSummary,
  Share,
  SharedRun,
  Shares,
} from './consilience.ts';
export { hideKeys } from './hide-keys.ts';
export type { Clock } from './ports/clock.ts';
export type { Collection, CollectionSpec, Document, DocumentStore } from './ports/document-store.ts';
export type { Logger } from './ports/logger.ts';
export type { Random } from './ports/random.ts';
export type { Spool } from './ports/spool.ts';
export { storedWorkspace } from './workspaces/scoped.ts';
export { localWorkspace, platformWorkspace } from './workspaces/workspace.ts';
export type { WorkspaceId } from './workspaces/workspace.ts';
