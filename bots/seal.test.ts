import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/testing';
import { keyOf, makeSeal } from './seal.ts';

const seal = makeSeal(keyOf('a long secret'), seededRandom(1));

test('a token comes back whole, and no two look alike', () => {
  const sealed = [1, 2].map(() => seal.close('xoxb-secret', 'slack/T1/bot'));
  expect(new Set(sealed).size).toBe(2);
  expect(sealed.join(' ')).not.toContain('secret');
  expect(sealed.map((one) => seal.open(one, 'slack/T1/bot'))).toEqual(['xoxb-secret', 'xoxb-secret']);
});

test('any changed bit, another record or another key opens nothing', () => {
  const sealed = seal.close('xoxb-secret', 'slack/T1/bot');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => seal.open(`s1:${changed.toString('base64url')}`, 'slack/T1/bot')).toThrow('CONSILIENCE_SECRET');
    }),
    { numRuns: 500 },
  );
  expect(() => seal.open(sealed, 'slack/T2/bot')).toThrow('CONSILIENCE_SECRET');
  expect(() => makeSeal(keyOf('other'), seededRandom(1)).open(sealed, 'slack/T1/bot')).toThrow('CONSILIENCE_SECRET');
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => seal.open(text, 'x')).toThrow('CONSILIENCE_SECRET');
    }),
  );
});
