import type { Head } from '../text/reading.ts';

const lettersMax = 120;

/** Dice of the letter triples of the words that tell most: joins "Xiu Li Dai" and "Dai Xiuli", hydrologic and hydrological. */
export function compareLetters(a: Head, b: Head): number {
  const left = triples(a);
  const right = triples(b);
  if (left.size === 0 || right.size === 0) {
    return 0;
  }
  let both = 0;
  for (const triple of left) {
    both += right.has(triple) ? 1 : 0;
  }
  return both / Math.min(left.size, right.size);
}

function triples(head: Head): Set<string> {
  let letters = '';
  for (const [key, weight] of head.bag) {
    if (weight >= 0.6 && letters.length < lettersMax) {
      letters += key;
    }
  }
  const found = new Set<string>();
  for (let index = 0; index + 3 <= letters.length; index += 1) {
    found.add(letters.slice(index, index + 3));
  }
  return found;
}
