import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the table as JSON stands alone on stdout, and each row is whole', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [main, '--json', '--targets', '14'], { encoding: 'utf8' });
  expect(status).toBe(0);
  const { rows } = JSON.parse(stdout) as { rows: Record<string, unknown>[] };
  expect(rows.map((row) => row['name'])).toContainEqual(expect.stringContaining('5 answers of 2000 characters'));
  for (const row of rows) {
    expect(row).toEqual({
      target: 14,
      name: expect.any(String),
      unit: 'ms',
      ours: expect.any(Number),
      baseline: expect.any(Number),
      ratio: expect.any(Number),
      goal: expect.any(String),
      met: expect.any(Boolean),
    });
  }
});

test('a series that does not exist is refused with the ones that do', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [main, 'growing'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/Allowed choices are .*growth/);
});

test('a target that is not measured is refused by name', () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [main, '--targets', '12'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('There are targets 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14.');
});
