export type { Agreement, Band, Disagreement, DisagreementSide, Pair, PairReason, Position } from './agreement.ts';
export type { Claim, ClaimStance, ClaimTable, Stance } from './claims.ts';
export type { AnswerTrailer, ConsensusEvent, EventBody, EventError, PanelModel } from './events.ts';
export type { JudgedPair, Judgement } from './judgement.ts';
export { emptyView, fold, isOpen, reduce } from './reduce.ts';
export type { AnswerState, AnswerView, ConsensusView, RunState, SynthesisView } from './view.ts';
