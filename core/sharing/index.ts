/** Links by which a stranger sees one run as it stood, and nothing else. */
export { makeShares } from './shares.ts';
