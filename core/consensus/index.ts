export { HeavyWork } from './heavy-work.ts';
export type { EntailmentStage, JudgePolicy } from './engine.ts';
export type { RunLimits } from './request.ts';
export { consensusRun } from './run.ts';
