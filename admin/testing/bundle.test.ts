import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const assets = join(import.meta.dirname, '..', 'dist', 'assets');
const kB = 1_000;
const initialMax = 170 * kB;
/** With the run page, which is fetched while somebody writes the question. */
const withRunMax = 200 * kB;
/** Parts that come when an answer, a reader or another page needs them, by the beginning of their names. */
const heavy = /^(?:typeset|highlight|german|compare-page|divergence-page)-/;

/** Pages that come when somebody goes there. */
const elsewhere = /^(?:history|models)-page-/;

/** `npm test` builds the page first. */
const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
const size = (name: string) => gzipSync(readFileSync(join(assets, name))).length;
const sum = (names: readonly string[]) => names.map(size).reduce((total, one) => total + one, 0);

it('loads at most 170 kB of script before the first screen, and little more for a run', () => {
  const page = readFileSync(join(assets, '..', 'index.html'), 'utf8');
  const initial = scripts.filter((name) => page.includes(name));
  const late = scripts.filter((name) => heavy.test(name));
  const others = scripts.filter((name) => !heavy.test(name) && !elsewhere.test(name));
  const sizes = { initial: sum(initial), withRun: sum(others), late: late.map((name) => `${name} ${size(name)}`) };
  process.stdout.write(`script, bytes gzipped: ${JSON.stringify(sizes)}\n`);
  expect(initial.length).toBeGreaterThan(0);
  expect(sizes.initial).toBeLessThan(initialMax);
  expect(sizes.withRun).toBeLessThan(withRunMax);
  expect(late.map((name) => name.replace(/-.*/, ''))).toEqual(expect.arrayContaining(['typeset', 'highlight']));
});

it('carries no validator: the contract is types and the reducer', () => {
  for (const name of scripts) {
    expect(readFileSync(join(assets, name), 'utf8')).not.toMatch(/ZodError|invalid_union/);
  }
});

it('has nothing inline that the Content-Security-Policy would refuse', () => {
  const page = readFileSync(join(assets, '..', 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|data:/);
});
