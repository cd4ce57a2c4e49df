/** The door of the Markdown reader: untrusted text in, a small allow-listed tree out. Pure; runs in the browser too. */
export { allowedAddress, linksOf, noLinks, safeAddress } from './address.ts';
export type { Links } from './address.ts';
export { languageOf, wordsOf } from './allow.ts';
export { chunksOf } from './chunks.ts';
export { clean, cut } from './clean.ts';
export { closeOpen } from './close-open.ts';
export { putBack, takeFormulas } from './math.ts';
export { answerLengthMax, parseChunk, plainWords } from './parse.ts';
export { sourcesOf } from './sources.ts';
export type { Source } from './sources.ts';
export type { Align, Block, Inline, ListItem, Row } from './tree.ts';
