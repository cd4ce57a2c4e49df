/** A stretch of a text, in UTF-16 units, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const sentencesMax = 2_000;
const endPattern = /(?<![.!?])[.!?]{1,6}["'”’)\]*_]{0,4}(?=\s)|[。！？]{1,6}|\n+/gu;
const abbreviation =
  /(?:^|[\s("“])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|e\.g|i\.e|inc|ltd|co|no|vol|approx|gen|col|lt|sgt|rev|hon|capt|c|\p{L}|\p{Lu}(?:\.\p{Lu})+)$/iu;
const bulletPattern = /^(?:\s|[-*•·>#|]|\d{1,3}[.)](?=\s))+/u;

/** Sentences and lines, trimmed of white space and of the marks of lists and headings; at most 2,000. */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(endPattern)) {
    const end = match.index + match[0].length;
    if (!match[0].startsWith('\n') && isInside(text, { from: match.index, end })) {
      continue;
    }
    push(spans, trim(text, from, end));
    from = end;
    if (spans.length >= sentencesMax) {
      return spans;
    }
  }
  push(spans, trim(text, from, text.length));
  return spans;
}

/** A small letter follows, or the dot belongs to an abbreviation, an initial, a list number or a number with a blank in it. */
function isInside(text: string, mark: { from: number; end: number }): boolean {
  const after = text.slice(mark.end, mark.end + 8);
  if (/^[^\S\n]{1,3}\p{Ll}/u.test(after)) {
    return true;
  }
  if (text[mark.from] !== '.' || mark.end - mark.from > 1) {
    return false;
  }
  const before = text.slice(Math.max(0, mark.from - 12), mark.from);
  if (/\d\s?[ap]\.m$/iu.test(before) && /^\s{1,3}\p{Lu}/u.test(after)) {
    return false;
  }
  if (/(?:^|\n)\s{0,12}\d{1,3}$/.test(before)) {
    return true;
  }
  return /\d$/.test(before) ? /^\s?\d\s?[\d%]?\s?\p{Ll}/u.test(after) : abbreviation.test(before);
}

function trim(text: string, start: number, end: number): Span {
  const part = text.slice(start, end);
  const lead = bulletPattern.exec(part)?.[0].length ?? 0;
  const tail = part.trimEnd().length;
  return { start: start + Math.min(lead, tail), end: start + tail };
}

function push(spans: Span[], span: Span): void {
  if (span.end > span.start) {
    spans.push(span);
  }
}
