export type { AgreementMethod, Engine, TrailerFilter } from './engine.ts';
export type { PanelMember, RunLimits, RunRequest, Turn } from './request.ts';
export { consensusRun } from './run.ts';
