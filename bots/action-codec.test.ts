import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeActionCodec } from './action-codec.ts';

const run = 'run_01KB0000000000000000000000';
const codec = makeActionCodec(new Uint8Array(32).fill(7));

test('a button says what it does, in at most 100 characters', () => {
  for (const verb of ['stop', 'rerun', 'answers', 'export', 'up', 'down'] as const) {
    const token = codec.encode('T1', verb, run);
    expect(token.length).toBeLessThanOrEqual(100);
    expect(codec.decode('T1', token)).toEqual({ kind: 'action', verb, run });
  }
});

test('a button of another team, another key or another version does nothing', () => {
  const token = codec.encode('T1', 'stop', run);
  expect(codec.decode('T2', token)).toEqual({ kind: 'forged' });
  expect(makeActionCodec(new Uint8Array(32)).decode('T1', token)).toEqual({ kind: 'forged' });
  expect(codec.decode('T1', token.replace('v1', 'v2'))).toEqual({ kind: 'outdated' });
});

test('any change makes it worthless', () => {
  const token = codec.encode('T1', 'stop', run);
  const decoded = { kind: 'action', verb: 'stop', run };
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.nat(127), (at, code) => {
      const changed = token.slice(0, at) + String.fromCharCode(code) + token.slice(at + 1);
      const result = codec.decode('T1', changed);
      // The last base64 digit has bits that mean nothing.
      expect(result.kind === 'action' ? result : null).toEqual(result.kind === 'action' ? decoded : null);
    }),
    { numRuns: 2_000 },
  );
  fc.assert(fc.property(fc.string(), (text) => codec.decode('T1', text).kind !== 'action'));
});
