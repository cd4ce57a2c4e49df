export { synthesise } from './synthesise.ts';
export type { SynthesisEvent, SynthesisPorts, SynthesisTask } from './synthesise.ts';
