/** The door of the agreement engine. */
export { assessAgreement } from './assess.ts';
export { answerContract } from './trailer/answer-contract.ts';
export { TrailerFilter } from './trailer/trailer-filter.ts';
