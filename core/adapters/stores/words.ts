/** Scripts without spaces between words: there each character counts as a word. */
const unspaced = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const wordShape = new RegExp(String.raw`[${unspaced}]|[[\p{L}\p{N}]--[${unspaced}]]+`, 'gv');
/** The same before accents are taken off. */
const writtenShape = new RegExp(String.raw`[${unspaced}]\p{M}*|[[\p{L}\p{N}\p{M}]--[${unspaced}]]+`, 'gv');

/** The different words of a text, lower case and without accents; everything else in it is a separator. */
export function wordsOf(text: string): string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '');
  return [...new Set(plain.match(wordShape))];
}

export interface WordPlace {
  readonly start: number;
  readonly end: number;
  /** What it counts as; nearly always one word. */
  readonly words: readonly string[];
}

/** Where the words of a text stand in it, in order. */
export function* wordPlaces(text: string): Generator<WordPlace> {
  for (const match of text.matchAll(writtenShape)) {
    yield { start: match.index, end: match.index + match[0].length, words: wordsOf(match[0]) };
  }
}

/** All texts in a value of a document: itself, or those of its list or record. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join('\n') : '';
}
