import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAst } from 'vite';
import { expect, it } from 'vitest';
import * as phrases from './lexicon/refusal-phrases.ts';
import { refutedPatterns } from './text/find-refuted.ts';

/**
 * Answers are untrusted: no regular expression may take more than about linear time, whatever stands in them. Each is run against
 * what it repeats, its own words and pieces, up to a length at which a quadratic one takes a hundred times as long as it may.
 */
const lengths = [24, 1_000, 32_000];
/** Time of the processor, not of the clock: linear ones take a few ms, quadratic ones half a second and more. */
const cpuMsMax = 200;
const wordsMax = 12;
const pieces = [
  'a',
  'A',
  '1',
  ' ',
  '\n',
  '.',
  ',',
  '*',
  '"',
  '[',
  '-',
  '中',
  'a ',
  'A.',
  '1,',
  '1 ',
  '. ',
  '**a',
  'a\n',
  '- ',
];

const literals = globSync(join(import.meta.dirname, '**/*.ts'))
  .filter((path) => !path.includes('.test.'))
  .flatMap((path) => readLiterals(path));
const composed = [
  ...Object.entries(phrases).map(([name, pattern]) => ({ name, pattern })),
  ...refutedPatterns.map((pattern) => ({ name: 'find-refuted.ts', pattern })),
];

it('finds the regular expressions of this folder', () => {
  expect(literals.length).toBeGreaterThan(80);
  expect(composed.length).toBeGreaterThan(5);
});

it('finds a quadratic one', () => {
  expect(attack(/\s+$/)).not.toBeNull();
  expect(attack(/a{1,20}b/)).toBeNull();
}, 60_000);

it('takes linear time for each, whatever it is given', () => {
  const slow = [...literals, ...composed].flatMap(({ name, pattern }) => {
    const found = attack(pattern);
    return found === null ? [] : [`${name}: ${pattern.source.slice(0, 80)} on ${JSON.stringify(found)}`];
  });
  expect(slow).toEqual([]);
}, 120_000);

/** The piece whose repetition takes too long; null when there is none. */
function attack(pattern: RegExp): string | null {
  const words = [...new Set(pattern.source.match(/[a-z]{2,}/giu))].slice(0, wordsMax);
  const own = [...pieces, ...words, ...words.map((word) => `${word} `)];
  return own.find((piece) => lengths.some((length) => isSlow(pattern, piece, length))) ?? null;
}

function isSlow(pattern: RegExp, piece: string, length: number): boolean {
  const text = `${piece.repeat(Math.ceil(length / piece.length))}\u0000`;
  const once = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  const before = process.cpuUsage();
  once.test(text);
  const { user } = process.cpuUsage(before);
  return user > cpuMsMax * 1_000;
}

function readLiterals(path: string): { name: string; pattern: RegExp }[] {
  const found: { name: string; pattern: RegExp }[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) {
      return;
    }
    if ('regex' in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      found.push({ name: basename(path), pattern: new RegExp(pattern, flags) });
    }
    for (const value of Object.values(node)) {
      walk(value);
    }
  };
  walk(parseAst(readFileSync(path, 'utf8'), { lang: 'ts' }));
  return found;
}
