export { synthesise } from './synthesise.ts';
export type { SynthesisEvent, SynthesisTask } from './synthesise.ts';
