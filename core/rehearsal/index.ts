/** The door of the rehearsal server: simulated vendors on one port. */
export { CastError } from './cast-file.ts';
export { profiles, type Profile } from './pace.ts';
export { startRehearsal } from './server.ts';
export type { Rehearsal, RehearsalModel, RehearsalOptions } from './server.ts';
