import type { Formula } from './tree.ts';

/**
 * Formulas are taken out before Markdown is read, because TeX and Markdown share their marks: `_`, `*`, `\\`, `|`. In
 * their places stand marks that `clean` would have removed, so no text can hold one.
 */
export interface WithFormulas {
  readonly text: string;
  readonly formulas: readonly Formula[];
}

const open = '\uFFF9';
const close = '\uFFFB';
export const formulaMark = /\uFFF9(\d+)\uFFFB/;
const formulaMarks = new RegExp(formulaMark, 'g');

export const texLengthMax = 2_000;
/** In one chunk; more of them stay the text they are. */
const formulasMax = 100;

/** Finds `$...$`, `$$...$$`, `\(...\)` and `\[...\]` outside code. Takes clean text. */
export function takeFormulas(text: string): WithFormulas {
  if (!/[$\\]/.test(text)) {
    return { text, formulas: [] };
  }
  const formulas: Formula[] = [];
  let taken = '';
  let from = 0;
  for (const found of scan(text)) {
    if (found.end !== null && formulas.length < formulasMax) {
      taken += `${text.slice(from, found.start)}${open}${formulas.length}${close}`;
      formulas.push({ tex: found.tex, display: found.display, source: text.slice(found.start, found.end) });
      from = found.end;
    }
  }
  return { text: taken + text.slice(from), formulas };
}

/** The text as it was, for what is not drawn as a formula: code, addresses, what is shown letter by letter. */
export function putBack(text: string, formulas: readonly Formula[]): string {
  return formulas.length === 0
    ? text
    : text.replaceAll(formulaMarks, (_, index: string) => formulas[Number(index)]?.source ?? '');
}

/** Without the formula at the end that is not whole yet: it is drawn when it is, and its source never shows. */
export function holdFormula(text: string): string {
  if (!/[$\\]/.test(text)) {
    return text;
  }
  const last = scan(text).at(-1);
  if (last?.end === null) {
    return text.slice(0, last.start);
  }
  return /(?:^|[^\\])(?:\\\\)*(?:\\|\$)$/.test(text) ? text.slice(0, -1) : text;
}

interface Found {
  readonly start: number;
  /** Null: it has not ended, and the text ends with it. */
  readonly end: number | null;
  readonly tex: string;
  readonly display: boolean;
}

interface Token {
  readonly at: number;
  readonly text: string;
}

const tokenPattern = /\\[\s\S]|`+|\$\$?|\n[ \t]*(?=\n)/g;
const closers: Readonly<Record<string, string>> = { $$: '$$', '\\[': '\\]', '\\(': '\\)', $: '$' };

function scan(text: string): readonly Found[] {
  const tokens = [...text.matchAll(tokenPattern)].map((match): Token => ({ at: match.index, text: match[0] }));
  const found: Found[] = [];
  let index = 0;
  while (index < tokens.length) {
    const step = stepAt(text, tokens, index);
    if (step.found !== null) {
      found.push(step.found);
    }
    index = step.next;
  }
  return found;
}

/** What begins at a token: code, which is passed over, a formula, or nothing. */
function stepAt(text: string, tokens: readonly Token[], from: number): { found: Found | null; next: number } {
  const token = tokens[from] as Token;
  const isCode = token.text.startsWith('`');
  const closer = isCode ? token.text : closers[token.text];
  if (closer === undefined || (closer === '$' && !canOpen(text, token.at))) {
    return { found: null, next: from + 1 };
  }
  const end = findCloser(text, tokens, { from, closer });
  const last = typeof end === 'number' ? end : from;
  const found = isCode || end === null ? null : formulaOf(text, token, end === 'open' ? null : tokens[end]);
  return { found, next: (isCode || found !== null ? last : from) + 1 };
}

/** The token that closes, in the same paragraph; `open` when the text ends before it; null when it is not a formula. */
function findCloser(
  text: string,
  tokens: readonly Token[],
  { from, closer }: { readonly from: number; readonly closer: string },
): number | 'open' | null {
  for (let index = from + 1; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    if (token.text.startsWith('\n')) {
      return null;
    }
    if (closer === '$' && token.text.startsWith('$')) {
      return token.text === '$' && canClose(text, token.at) ? index : null;
    }
    if (token.text === closer) {
      return index;
    }
  }
  return 'open';
}

/** A price is no formula: the first mark stands before something and not behind a word, the second one the other way. */
function canOpen(text: string, at: number): boolean {
  return /^[^\s$]/.test(text.slice(at + 1, at + 2)) && !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

function canClose(text: string, at: number): boolean {
  return /[^\s\\]/.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + 1));
}

function formulaOf(text: string, token: Token, closer: Token | null | undefined): Found | null {
  const start = token.at;
  const end = closer ? closer.at + closer.text.length : null;
  const tex = text.slice(start + token.text.length, closer ? closer.at : undefined);
  const display = token.text === '$$' || token.text === '\\[';
  if (
    tex.length > texLengthMax ||
    (closer && tex.trim() === '') ||
    (token.text === '$' && isProse(tex, end === null))
  ) {
    return null;
  }
  return { start, end, tex: tex.trim(), display };
}

const openLengthMax = 200;

/** Two prices with words between them; while it is open, whatever does not begin as a formula does. */
function isProse(tex: string, isOpen: boolean): boolean {
  if (isOpen && (tex.length > openLengthMax || !/^(?:[A-Za-z](?![A-Za-z])|\\|[({[|])/.test(tex))) {
    return true;
  }
  return /^\d/.test(tex) && /(?<![\\\p{L}])\p{L}{3,}/u.test(tex);
}
