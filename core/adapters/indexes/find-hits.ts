import type { IndexedText } from '../../ports/history-index.ts';
import type { Hit } from '../../ports/history-query.ts';
import { wordPlaces, wordsOf } from '../stores/words.ts';

const hitsMax = 3;
const before = 60;
const pieceMax = 200;
/** Words of one search that count. */
const searchWordsMax = 64;

/** The words that a search looks for, each as the beginning of a word. */
export function searchWords(text: string): readonly string[] {
  return wordsOf(text).slice(0, searchWordsMax);
}

/** The places where the words stand, those with the most different words first. */
export function findHits(texts: readonly IndexedText[], wanted: readonly string[]): readonly Hit[] {
  return texts
    .flatMap((indexed) => {
      const hit = hitIn(indexed, wanted);
      return hit === null ? [] : [hit];
    })
    .toSorted((a, b) => b.different - a.different)
    .slice(0, hitsMax)
    .map(({ place, model, text, marks }) => ({ place, model, text, marks }));
}

function hitIn(indexed: IndexedText, wanted: readonly string[]): (Hit & { readonly different: number }) | null {
  const places: { start: number; end: number }[] = [];
  const different = new Set<string>();
  let from = 0;
  for (const { start, end, words } of wordPlaces(indexed.text)) {
    if (places.length > 0 && end > from + pieceMax) {
      break;
    }
    const begun = wanted.filter((one) => words.some((word) => word.startsWith(one)));
    if (begun.length > 0) {
      from = places.length === 0 ? beginOfPiece(indexed.text, start) : from;
      if (end <= from + pieceMax) {
        places.push({ start, end });
        begun.forEach((one) => different.add(one));
      }
    }
  }
  if (places.length === 0) {
    return null;
  }
  const to = endOfPiece(indexed.text, from + pieceMax, places.at(-1)?.end ?? 0);
  const marks = places.map(({ start, end }): [number, number] => [start - from, end - from]);
  return { ...indexed, text: indexed.text.slice(from, to).toWellFormed(), marks, different: different.size };
}

/** After the last word that fits, which is never before the last mark. */
function endOfPiece(text: string, most: number, least: number): number {
  if (most >= text.length) {
    return text.length;
  }
  const blank = text.lastIndexOf(' ', most);
  return blank > least ? blank : most;
}

/** A little before the first word, at the beginning of a word. */
function beginOfPiece(text: string, start: number): number {
  if (start <= before) {
    return 0;
  }
  const blank = text.slice(start - before, start).search(/\s/);
  return blank === -1 ? start : start - before + blank + 1;
}
