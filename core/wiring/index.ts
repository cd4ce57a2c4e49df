/** The door of the wiring: the one place where ports meet adapters. Only a `main.ts` enters it. */
export { makeEntailment } from './entailment.ts';
export { makeEmbedder, openConsilience } from './open-consilience.ts';
export type { OpenConsilience } from './open-consilience.ts';
