import type { Embedder } from '../../ports/embedder.ts';
import { checkTexts, unit } from './unit.ts';

/**
 * The built-in embedder: no network, no model. Words, pairs of words and pieces of words are hashed into a vector of 1,024
 * with a sign each, so that collisions cancel out on average ("feature hashing", Weinberger et al. 2009), and weigh by
 * 1 + log of how often they occur. Texts are alike as far as they share words: a topic gate, no judge of truth.
 */
export function lexicalEmbedder(): Embedder {
  return {
    id: 'lexical',
    embed: async (texts, signal) => {
      signal.throwIfAborted();
      checkTexts(texts);
      return await Promise.resolve(texts.map(embed));
    },
  };
}

const dimensions = 1_024;
const charactersMax = 32_000;
/** Scripts that write no spaces: pairs of characters stand for words there. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** What a feature weighs, and the seed that keeps equal letters of different kinds apart. */
const kinds = {
  word: { seed: 0x811c9dc5, weight: 1 },
  pair: { seed: 0x5bd1e995, weight: 0.5 },
  piece: { seed: 0x9747b28c, weight: 0.3 },
};
type Kind = (typeof kinds)[keyof typeof kinds];
type Counts = ReadonlyMap<Kind, Map<number, number>>;

function embed(text: string): Float32Array {
  const counts: Counts = new Map(Object.values(kinds).map((kind) => [kind, new Map<number, number>()]));
  let before = kinds.pair.seed;
  for (const word of wordsOf(text)) {
    count(counts, kinds.word, hashOf(word, kinds.word.seed));
    count(counts, kinds.pair, hashOf(word, before));
    before = hashOf(word, kinds.pair.seed);
    countPieces(counts, word);
  }
  const vector = new Float32Array(dimensions);
  // A text without words is alike to every other such text.
  vector[0] = before === kinds.pair.seed ? 1 : 0;
  for (const [kind, hashes] of counts) {
    for (const [hash, times] of hashes) {
      const slot = (hash >>> 1) % dimensions;
      vector[slot] = (vector[slot] ?? 0) + ((hash & 1) === 0 ? 1 : -1) * kind.weight * (1 + Math.log(times));
    }
  }
  return unit(vector);
}

function countPieces(counts: Counts, word: string): void {
  const [kind, length, source] = unspaced.test(word) ? [kinds.word, 2, word] : [kinds.piece, 4, ` ${word} `];
  for (let at = 0; at + length <= source.length; at += 1) {
    count(counts, kind, hashOf(source.slice(at, at + length), kind.seed));
  }
}

function count(counts: Counts, kind: Kind, hash: number): void {
  const hashes = counts.get(kind);
  hashes?.set(hash, (hashes.get(hash) ?? 0) + 1);
}

/** Compatibility forms can make a text longer, so the cap holds again. Accents are kept: they tell words apart. */
function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .slice(0, charactersMax)
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

/** FNV-1a over UTF-16 units, with the finish of MurmurHash3 so that all bits depend on all units; 30 bits. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 2;
}
