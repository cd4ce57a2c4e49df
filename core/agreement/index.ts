/** The door of the agreement engine. */
export { assessAgreement } from './assess.ts';
export { findUnsurePairs } from './entailment/unsure-pairs.ts';
export { cautiousWeights, weightMax } from './entailment/weigh.ts';
export type { EntailmentWeights } from './entailment/weigh.ts';
export { explainRun } from './explain/explain-run.ts';
export type { Explanation, Factor, PairExplanation } from './explain/explanation.ts';
export { tellsSomething } from './text/tells-something.ts';
export { answerContract } from './trailer/answer-contract.ts';
export { TrailerFilter } from './trailer/trailer-filter.ts';
