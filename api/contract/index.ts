/**
 * The door for the browser: the shapes of the API as types, and the one reducer. The zod schemas behind the types stay
 * inside `api`, so that a page which imports this door carries no validator.
 */
export { emptyView, fold, reduce } from '#core/view';
export type {
  Agreement,
  AnswerState,
  AnswerTrailer,
  AnswerView,
  Band,
  ConsensusEvent,
  ConsensusView,
  Disagreement,
  DisagreementSide,
  EventBody,
  EventError,
  Judgement,
  Pair,
  PairReason,
  PanelModel,
  Position,
  RunState,
  SynthesisView,
} from '#core/view';
export type { Explanation } from './explanation.ts';
export type { ApiError } from './errors.ts';
export type { Health } from './health.ts';
export type { AvailableModel, ChangedModels, KeyCheck, ModelsView } from './models.ts';
export type { ModelStats, PairStats, StatsView } from './stats.ts';
export type { AcceptedRun, AddedModel, CancelledRun, NewRun, RunPage, RunSummary } from './runs.ts';
export type { ChangedSession, SearchHit, SessionDetail, SessionPage, SessionSummary } from './sessions.ts';
export type { NewShare, Share, ShareList, SharedRun } from './shares.ts';
