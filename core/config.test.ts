import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configShape, readConfig } from './config.ts';

describe('configuration', () => {
  test("has a value for everything but keys and one's own server", () => {
    const unset = Object.entries(readConfig({})).filter(([, value]) => value === undefined);
    expect(unset).toEqual([]);
    expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', PORT: 4280, DATA_DIR: './data', CONSILIENCE_QUORUM: 3 });
  });

  test('treats an empty variable as unset, as .env files leave them', () => {
    expect(readConfig({ OPENAI_API_KEY: '', PORT: '' })).toEqual(readConfig({}));
  });

  test('ignores the rest of the environment', () => {
    expect(readConfig({ PATH: '/bin' })).toEqual(readConfig({}));
  });

  test.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['CONSILIENCE_DEADLINE_MS', '300001'],
    ['CONSILIENCE_QUORUM', '0'],
    ['OPENAI_BASE_URL', 'ftp://example.org'],
    ['OPENAI_BASE_URL', 'localhost'],
    ['LOG_LEVEL', 'loud'],
    ['CONSILIENCE_OPEN', 'yes'],
  ])('names %s when it is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(name) }),
    );
  });

  test('never repeats a wrong key in its message', () => {
    expect(() => readConfig({ VLLM_BASE_URL: 'sk-secret-0123456789' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('sk-secret') }),
    );
  });

  test('stands in docs/operations.md: name, default and sentence of every variable', () => {
    const lines = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8').split('\n');
    const defaults = readConfig({}) as Record<string, string | number | undefined>;
    const missing = Object.entries(configShape)
      .map(([name, schema]) => `| \`${name}\` | ${cell(defaults[name])} | ${schema.description} |`)
      .filter((row) => !lines.includes(row));
    expect(missing, 'put these rows into the table of docs/operations.md').toEqual([]);
  });
});

function cell(value: string | number | undefined): string {
  return value === undefined || value === '' ? '' : `\`${value}\``;
}
