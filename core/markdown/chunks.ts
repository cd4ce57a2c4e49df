/**
 * Cuts Markdown where a top-level block surely ends, in one pass over the lines, so that a growing answer needs only its
 * last chunk parsed again. A cut that is left out costs time; a wrong one would change the meaning, so it cuts only before
 * an unindented line after a blank one, outside fences, and not between the items of a list.
 */
export function chunksOf(text: string): readonly string[] {
  const chunks: string[] = [];
  let from = 0;
  let at = 0;
  let state: Scan = { fence: null, blank: false, list: false };
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(at, Math.min(end, at + lineHeadMax));
    if (at > from && startsChunk(line, state)) {
      chunks.push(text.slice(from, at));
      from = at;
      state = { fence: null, blank: false, list: false };
    }
    state = after(line, state);
    at = end + 1;
  }
  if (from < text.length) {
    chunks.push(text.slice(from));
  }
  return chunks;
}

interface Scan {
  readonly fence: { readonly mark: string; readonly length: number } | null;
  readonly blank: boolean;
  readonly list: boolean;
}

/** The start of a line decides what it begins; a fence's info string is never longer in earnest. */
const lineHeadMax = 1_000;
const fenceLine = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))(.*)$/;
const listLine = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

function startsChunk(line: string, scan: Scan): boolean {
  return scan.fence === null && scan.blank && /^\S/.test(line) && !(scan.list && listLine.test(line));
}

function after(line: string, scan: Scan): Scan {
  const found = fenceLine.exec(line);
  if (scan.fence !== null) {
    return { ...scan, fence: closes(scan.fence, found) ? null : scan.fence, blank: false };
  }
  const [, marks = '', info = ''] = found ?? [];
  if (marks !== '' && !(marks.startsWith('`') && info.includes('`'))) {
    return { ...scan, fence: { mark: marks.charAt(0), length: marks.length }, blank: false };
  }
  return { fence: null, blank: /^\s*$/.test(line), list: scan.list || listLine.test(line) };
}

function closes(fence: { readonly mark: string; readonly length: number }, found: RegExpExecArray | null): boolean {
  const [, marks = '', rest = ''] = found ?? [];
  return marks.startsWith(fence.mark) && marks.length >= fence.length && rest.trim() === '';
}
