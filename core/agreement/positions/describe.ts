import type { ComparedAnswer } from '../input.ts';
import { sum } from '../text/bag.ts';
import type { Reading, Sentence } from '../text/reading.ts';

const summaryMax = 140;
const quoteMax = 280;
const summaryMarks = /\*\*|__|`{1,3}|\[(?:\d{1,3}|\^\w{1,8})\]|^#{1,6}\s/gu;
const linkPattern = /!?\[([^\][]{1,200})\]\([^()\s]{1,500}\)/gu;

/** One line without Markdown, at most 140 characters: the model's bottom line, else the sentence that answers. */
export function summarize(answer: ComparedAnswer, reading: Reading): string {
  const own = answer.trailer?.bottomLine.trim() ?? '';
  const line = plain(own === '' ? quote(reading) : own);
  return line === '' ? 'An answer without words' : shorten(line, summaryMax);
}

/** The sentence nearest to the head, a verbatim part of the answer, cut at a word when it is longer than 280 characters. */
export function quote(reading: Reading): string {
  const span = reading.head.span ?? nearest(reading) ?? reading.sentences[0];
  const whole = span === undefined || span.end === 0 ? reading.text.trim() : reading.text.slice(span.start, span.end);
  if (whole.length <= quoteMax) {
    return whole;
  }
  return cut(whole, quoteMax).trimEnd();
}

/** The sentence that holds most of the bottom line, for its length. */
function nearest(reading: Reading): Sentence | undefined {
  const { bag, size } = reading.head;
  let best: Sentence | undefined;
  let most = 0;
  for (const sentence of reading.sentences) {
    const found = new Map<string, number>();
    for (const token of reading.tokens.slice(sentence.from, sentence.to)) {
      const weight = bag.get(token.key);
      if (weight !== undefined) {
        found.set(token.key, weight);
      }
    }
    const value = sum(found) / Math.max(1e-9, size) - (sentence.to - sentence.from) / 400;
    if (value > most) {
      [best, most] = [sentence, value];
    }
  }
  return best;
}

/** Without Markdown, on one line. */
export function plain(text: string): string {
  return text
    .slice(0, 2_000)
    .replace(linkPattern, '$1')
    .replace(summaryMarks, '')
    .replace(/[*_#>|~\\]+/gu, ' ')
    .replace(/[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim();
}

export function shorten(line: string, max: number): string {
  return line.length <= max ? line : `${cut(line, max - 1).trimEnd()}…`;
}

/** At the last blank of the second half, never inside a surrogate pair. */
export function cut(text: string, max: number): string {
  const blank = text.lastIndexOf(' ', max);
  const end = blank > max / 2 ? blank : max;
  const code = text.charCodeAt(end - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end);
}
