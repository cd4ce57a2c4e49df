import { type ErrorCode, errorTable } from '#core';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * docs/errors.md lists every code of core/errors.ts. Its tables are made from the code: after a change there, run
 * `WRITE_ERRORS_DOCUMENT=1 npx vitest run api/errors-document.test.ts` and read what it wrote.
 */
const path = new URL('../docs/errors.md', import.meta.url);

const areas = {
  request: 'A request that is not as it should be',
  service: 'The service itself',
  model: 'One model’s call',
  run: 'A whole run',
} as const;

const codes = Object.keys(errorTable) as ErrorCode[];

function tables(): string {
  return Object.entries(areas)
    .map(([area, title]) => {
      const rows = codes.filter((code) => errorTable[code].area === area).map((code) => row(code));
      return [
        `## ${title}`,
        '',
        '| code | status | retry | meaning | what to do |',
        '| --- | --: | --- | --- | --- |',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

function row(code: ErrorCode): string {
  const { status, retryable, message, action } = errorTable[code];
  return `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${message} | ${action} |`;
}

test('docs/errors.md says what core/errors.ts says; if not, see the top of this test', () => {
  const document = readFileSync(path, 'utf8');
  const [introduction = ''] = document.split('\n## ');
  const wanted = `${introduction.trimEnd()}\n\n${tables()}\n`;
  if (process.env['WRITE_ERRORS_DOCUMENT'] === '1') {
    writeFileSync(path, wanted);
  }
  expect(readFileSync(path, 'utf8')).toBe(wanted);
});

test('every area has its place in the document', () => {
  expect([...new Set(codes.map((code) => errorTable[code].area))].toSorted()).toEqual(Object.keys(areas).toSorted());
});
