export type { JudgePolicy } from './engine.ts';
export { HeavyWork } from './heavy-work.ts';
export type { RunLimits } from './request.ts';
export { consensusRun } from './run.ts';
