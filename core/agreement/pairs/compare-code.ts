import type { Reading } from '../text/reading.ts';

const fencePattern = /```[^\n`]{0,40}\n([^`]{1,4000})```/gu;
const inlinePattern = /`([^`\n]{2,200})`/gu;
const blocksMax = 4;
const partPattern = /--?[A-Za-z][\w-]{0,40}|[A-Za-z_]\w{0,60}|\d+(?:\.\d+)?|[^\s\w;'"`]{1,4}/gu;
const partsMin = 2;
const partsMax = 1_500;
const wordPattern = /^[A-Za-z_]/;
const differentMax = 4;

/**
 * Two programs of the very same words whose signs, numbers or options differ: `<` and `<=`, `--soft` and `--hard`. Layout, quotes and
 * semicolons do not count.
 */
export function isOtherProgram(a: Reading, b: Reading): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.length < partsMin || right.length < partsMin) {
    return false;
  }
  const [onlyLeft, onlyRight] = [difference(left, right), difference(right, left)];
  const apart = [...onlyLeft, ...onlyRight];
  return apart.length > 0 && apart.length <= differentMax && !apart.some((part) => wordPattern.test(part));
}

/** The parts of fenced code, else of what the head prints as code. */
function partsOf({ text, head }: Reading): string[] {
  const fenced = [...text.matchAll(fencePattern)].slice(0, blocksMax).map((match) => match[1] ?? '');
  const code =
    fenced.length > 0
      ? fenced
      : [...head.text.matchAll(inlinePattern)].slice(0, blocksMax).map((match) => match[1] ?? '');
  const parts = code.flatMap(
    (block) => block.replace(/(?:^|\s)(?:\/\/|#)\s[^\n]{0,200}/gu, '').match(partPattern) ?? [],
  );
  return parts
    .slice(0, partsMax)
    .map((part) => (/^-[A-Za-z]{2,5}$/.test(part) ? `-${Array.from(part.slice(1)).toSorted().join('')}` : part));
}

function difference(from: readonly string[], other: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const part of other) {
    left.set(part, (left.get(part) ?? 0) + 1);
  }
  return from.filter((part) => {
    const count = left.get(part) ?? 0;
    left.set(part, count - 1);
    return count <= 0;
  });
}

const formulaPattern = /[A-Za-z0-9π√(][A-Za-z0-9π√().,^²³⁰¹⁴-⁹=+*·×/−\s-]{0,80}/gu;
const raised: Readonly<Record<string, string>> = { '²': '^2', '³': '^3', '⁴': '^4', '⁵': '^5' };

/** `same` or `other` where each head gives one formula, in the same letters; null otherwise. */
export function compareFormulas(a: Reading, b: Reading): 'same' | 'other' | null {
  const [left, right] = [formulaOf(a.head.text), formulaOf(b.head.text)];
  if (left === null || right === null || lettersOf(left) !== lettersOf(right)) {
    return null;
  }
  return sorted(left) === sorted(right) ? 'same' : 'other';
}

/** The right side of a formula in plain signs: "A = πr²" is "πr^2". */
function formulaOf(text: string): string | null {
  const found = [...text.slice(0, 400).matchAll(formulaPattern)].flatMap(([part]) => {
    const plain = part
      .replaceAll(/[²³⁴⁵]/gu, (sign) => raised[sign] ?? sign)
      .replace(/sqrt\s?/gu, '√')
      .replaceAll(/[\s*·×()]|[.,]$/gu, '');
    const side = plain.slice(plain.lastIndexOf('=') + 1);
    return /[\^√π]/u.test(side) && !/[A-Za-z]{4}/.test(side) ? [side] : [];
  });
  return new Set(found).size === 1 ? (found[0] ?? null) : null;
}

function lettersOf(formula: string): string {
  return Array.from(new Set(formula.replaceAll(/[^A-Za-zπ]/gu, '')))
    .toSorted()
    .join('');
}

function sorted(formula: string): string {
  return (formula.match(/\^?\d+(?:\.\d+)?|[^\d]/gu) ?? []).toSorted().join('');
}
