/** A place in a list of texts: from `start` in text `first` to `end` in text `last`. */
export interface Found {
  readonly first: number;
  readonly start: number;
  readonly last: number;
  readonly end: number;
}

/**
 * Where a verbatim quote of an answer's Markdown stands in the drawn texts. Only letters and digits are compared, because
 * drawing takes the markup away. Null when it is not there.
 */
export function findQuote(texts: readonly string[], quote: string): Found | null {
  const key = [...letters(quote)].map(([, letter]) => letter.charAt(0)).join('');
  if (key === '') {
    return null;
  }
  const places: { text: number; at: number; length: number }[] = [];
  let all = '';
  texts.forEach((text, index) => {
    for (const [at, letter] of letters(text)) {
      places.push({ text: index, at, length: letter.length });
      all += letter.charAt(0);
    }
  });
  const from = all.indexOf(key);
  const first = places[from];
  const last = places[from + key.length - 1];
  return from === -1 || !first || !last
    ? null
    : { first: first.text, start: first.at, last: last.text, end: last.at + last.length };
}

function* letters(text: string): Generator<readonly [number, string]> {
  for (const match of text.matchAll(/[\p{L}\p{N}]/gu)) {
    yield [match.index, match[0].toLowerCase()];
  }
}
