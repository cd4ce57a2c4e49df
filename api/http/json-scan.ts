export const jsonDepthMax = 32;
export const jsonKeysMax = 2_000;

/** Why a text is refused before it is parsed; null when nothing speaks against parsing it. */
export type JsonFault =
  | { readonly kind: 'too-deep' | 'too-many-keys' }
  | { readonly kind: 'key-twice' | 'key-forbidden'; readonly key: string };

/**
 * Looks at nesting and keys in one pass, without building anything, so that a hostile text costs no more than its
 * length. It does not check the grammar: `JSON.parse` does, afterwards, with what this let through.
 */
export function scanJson(text: string): JsonFault | null {
  const scan: Scan = { open: [], keys: 0 };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{' || character === '[') {
      scan.open.push(character === '{' ? new Set() : null);
      if (scan.open.length > jsonDepthMax) {
        return { kind: 'too-deep' };
      }
    } else if (character === '}' || character === ']') {
      scan.open.pop();
    } else if (character === '"') {
      const end = endOfString(text, at);
      const fault = isKey(text, end) ? keyFault(scan, text.slice(at, end)) : null;
      if (fault !== null) {
        return fault;
      }
      at = end - 1;
    }
  }
  return null;
}

interface Scan {
  /** The keys seen in each open object; null for an open array. */
  readonly open: (Set<string> | null)[];
  keys: number;
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The index after the closing quote; the end of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') {
      return at + 1;
    }
    if (text[at] === '\\') {
      at++;
    }
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') {
    at++;
  }
  return text[at] === ':';
}

function keyFault(scan: Scan, quoted: string): JsonFault | null {
  const key = unquoted(quoted);
  const seen = scan.open.at(-1);
  if (forbiddenKeys.has(key)) {
    return { kind: 'key-forbidden', key };
  }
  if (seen?.has(key) === true) {
    return { kind: 'key-twice', key };
  }
  seen?.add(key);
  return ++scan.keys > jsonKeysMax ? { kind: 'too-many-keys' } : null;
}

/** `"\u0061"` and `"a"` are one key. A string that is not valid stays as it is: the parser refuses it. */
function unquoted(quoted: string): string {
  if (!quoted.includes('\\')) {
    return quoted.slice(1, -1);
  }
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
