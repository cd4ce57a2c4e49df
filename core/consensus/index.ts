export type { JudgePolicy } from './engine.ts';
export type { RunLimits } from './request.ts';
export { consensusRun } from './run.ts';
