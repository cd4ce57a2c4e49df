/**
 * Cuts a text into pieces of about the size that vendors stream. Joined, the pieces are the text again; a code point is
 * never split.
 */
export function splitTokens(text: string): string[] {
  return text.match(tokenPattern) ?? [];
}

export function countTokens(text: string): number {
  return splitTokens(text).length;
}

/** Exactly `count` tokens: the text's own, again and again. For benches, where every answer has one length. */
export function cycleTokens(text: string, count: number): string[] {
  const own = splitTokens(`${text} `);
  return Array.from({ length: count }, (_, index) => own[index % own.length] ?? ' word');
}

const tokenPattern = /\s?[\p{L}\p{M}]{1,7}|\s?\p{N}{1,3}|\s?[^\s\p{L}\p{M}\p{N}]|\s/gu;
