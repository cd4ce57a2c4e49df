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
/** By the first letter of a feature: word, pair of words, piece of a word. */
const weights: Readonly<Record<string, number>> = { w: 1, p: 0.5, c: 0.3 };
const pieceLength = 4;
const charactersMax = 32_000;

function embed(text: string): Float32Array {
  const counts = new Map<string, number>();
  const add = (feature: string) => void counts.set(feature, (counts.get(feature) ?? 0) + 1);
  let before = '';
  for (const word of wordsOf(text)) {
    add(`w${word}`);
    add(`p${before} ${word}`);
    before = word;
    for (let at = 0; at + pieceLength <= word.length + 2; at += 1) {
      add(`c${` ${word} `.slice(at, at + pieceLength)}`);
    }
  }
  // A text without words is alike to every other such text.
  if (counts.size === 0) {
    add('none');
  }
  return unit(vectorOf(counts));
}

function vectorOf(counts: ReadonlyMap<string, number>): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [feature, count] of counts) {
    const hash = hashOf(feature);
    const sign = (hash & 1) === 0 ? 1 : -1;
    const slot = (hash >>> 1) % dimensions;
    vector[slot] = (vector[slot] ?? 0) + sign * (weights[feature.charAt(0)] ?? 1) * (1 + Math.log(count));
  }
  return vector;
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

/** FNV-1a over UTF-16 units, with the finish of MurmurHash3 so that all bits depend on all units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
