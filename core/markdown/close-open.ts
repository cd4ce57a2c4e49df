import { clean } from './clean.ts';
import { holdFormula, putBack, takeFormulas } from './math.ts';

/**
 * Completes what a half-streamed piece of Markdown leaves open, so that it is drawn from its first character as what it is
 * becoming: markers never show for a moment and vanish again. Takes the last chunk of a growing text.
 */
export function closeOpen(source: string): string {
  const chunk = clean(source);
  if (opensFence(chunk)) {
    return chunk.replace(/\n {0,3}(?:`+|~+)$/, '');
  }
  const { text, formulas } = takeFormulas(holdFormula(chunk.replace(halfMarker, '$1')));
  return putBack(closeTable(closeInline(text)), formulas);
}

/** A line that so far holds only marker characters: a list, a heading, a rule, a fence or an underline may come of it. */
const halfMarker = /(^|\n)[ \t]*(?:[-=+*_#>~`|]+|\d{1,9}[.)]?)[ \t]*$/;

function opensFence(chunk: string): boolean {
  let open: string | null = null;
  for (const [, marks = '', rest = ''] of chunk.matchAll(/^ *(`{3,}|~{3,})([^\n]*)$/gm)) {
    if (open === null) {
      open = marks.startsWith('`') && rest.includes('`') ? null : marks;
    } else if (marks.startsWith(open) && rest.trim() === '') {
      open = null;
    }
  }
  return open !== null;
}

/** Only the last paragraph can hold something open. */
function closeInline(chunk: string): string {
  const from = Math.max(chunk.lastIndexOf('\n\n'), chunk.lastIndexOf('\n- '), chunk.lastIndexOf('\n* '), 0);
  const line = chunk.slice(from);
  const code = openCode(line);
  if (code !== null) {
    return chunk.slice(0, from) + (line.endsWith(code) ? line.slice(0, -code.length) : line + code);
  }
  return chunk.slice(0, from) + closeEmphasis(closeLink(line));
}

/** The backticks of a code span that is still open. */
function openCode(line: string): string | null {
  let open: string | null = null;
  for (const [run] of line.matchAll(/`+/g)) {
    open = open === null ? run : run === open ? null : open;
  }
  return open;
}

/** `[label](http://exam`, `[label]` and `[label` show their label until the link is whole; half a citation shows nothing. */
function closeLink(line: string): string {
  return line.replace(/!?\[([^[\]\n]{0,300})(?:\](?:\([^()\s]{0,2000})?)?$/, (whole, label: string) =>
    /^\[(?:\d{1,2}|[ xX])\]$/.test(whole) ? whole : /^(?:\d{1,2}|[ xX]?)$/.test(label) ? '' : label,
  );
}

const emphasisRun = /(?<![\\*_~])(\*{1,3}|~~|(?<!\w)_{1,3}|_{1,3}(?!\w))(?![*_~])/g;

function closeEmphasis(line: string): string {
  let text = withoutOpening(line);
  const open: string[] = [];
  const prose = text
    .replaceAll(/(`+)[^`]*\1/g, (span) => '.'.repeat(span.length))
    .replace(/^\s*[*+-]\s/, (mark) => ' '.repeat(mark.length));
  for (const { 0: run, index } of prose.matchAll(emphasisRun)) {
    const last = open.at(-1) ?? '';
    const next = prose.charAt(index + run.length);
    if (last === run && !/\s/.test(prose.charAt(index - 1))) {
      open.pop();
    } else if (next === '' && last.startsWith(run)) {
      // The first half of what closes it.
      text = text.slice(0, -run.length);
    } else if (next !== '' && !/\s/.test(next)) {
      open.push(run);
    }
  }
  if (open.at(-1) === '~~' && /(?<!~)~$/.test(text)) {
    text = text.slice(0, -1);
  }
  return (open.length > 0 ? text.trimEnd() : text) + open.toReversed().join('');
}

/** Marks at the end behind a space may open something: they wait for what they open. */
function withoutOpening(line: string): string {
  let at = line.length;
  while (at > 0 && '*_~'.includes(line.charAt(at - 1))) {
    at -= 1;
  }
  return at === 0 || /\s/.test(line.charAt(at - 1)) ? line.slice(0, at) : line;
}

/** A header row alone is drawn as a table already; a delimiter row counts when it is complete. */
function closeTable(chunk: string): string {
  const from = chunk.search(/(?:^|\n\n)\|[^\n]*(?:\n\|?[ \t:|-]*)?$/);
  if (from === -1) {
    return chunk;
  }
  const [header = '', delimiter] = chunk.slice(from).trimStart().split('\n');
  const cells = header.trim().replace(/\|$/, '').split('|').length - 1;
  if (cells < 1 || (delimiter !== undefined && delimiter.split('-').length > cells && delimiter.trim().endsWith('|'))) {
    return chunk;
  }
  const row = header.trim().endsWith('|') ? header : `${header}|`;
  return `${chunk.slice(0, from)}${from > 0 ? '\n\n' : ''}${row}\n|${' - |'.repeat(cells)}`;
}
