import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const assets = join(import.meta.dirname, '..', 'dist', 'assets');
const initialMax = 170_000;
const allMax = 200_000;

/** `npm test` builds the page first. */
const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
const size = (name: string) => gzipSync(readFileSync(join(assets, name))).length;

it('loads at most 170 kB of script before the first screen, and little more after it', () => {
  const page = readFileSync(join(assets, '..', 'index.html'), 'utf8');
  const initial = scripts.filter((name) => page.includes(name)).map(size);
  expect(initial.length).toBeGreaterThan(0);
  expect(initial.reduce((sum, one) => sum + one, 0)).toBeLessThan(initialMax);
  expect(scripts.map(size).reduce((sum, one) => sum + one, 0)).toBeLessThan(allMax);
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
