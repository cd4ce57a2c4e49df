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
export type { Logger } from './ports/logger.ts';
export { localWorkspace } from './workspaces/workspace.ts';
export type { WorkspaceId } from './workspaces/workspace.ts';
