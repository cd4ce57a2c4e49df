import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonOf } from './comparison.ts';
import { wordDiff } from './word-diff.ts';

const stance = (model: string, say: 'supports' | 'contradicts' | 'silent', quote = '') => ({
  model,
  stance: say,
  quote,
});
const said = (text: string) => ({ text, verbatim: true });

describe('two answers', () => {
  it('are set side by side by what both, one and neither say', () => {
    const claims = [
      {
        text: 'x',
        stances: [stance('a', 'supports', 'is 90'), stance('b', 'contradicts', 'is 97'), stance('c', 'supports', '90')],
      },
      {
        text: 'y',
        stances: [
          stance('a', 'contradicts', 'no'),
          stance('b', 'contradicts', 'never'),
          stance('c', 'supports', 'yes'),
        ],
      },
      { text: 'z', stances: [stance('a', 'silent'), stance('b', 'supports', 'b alone'), stance('c', 'silent')] },
      { text: 'w', stances: [stance('a', 'silent'), stance('b', 'silent'), stance('c', 'supports', 'c alone')] },
    ];
    const of = { claims: { models: ['a', 'b', 'c'], claims }, disagreements: [] };
    expect(comparisonOf(of, 'a', 'b')).toEqual({
      conflict: [{ left: said('is 90'), right: said('is 97') }],
      both: [{ left: said('no'), right: said('never') }],
      left: [],
      right: [{ left: null, right: said('b alone') }],
    });
    expect(comparisonOf(of, 'b', 'a').conflict).toEqual([{ left: said('is 97'), right: said('is 90') }]);
  });

  it('of different positions begin with what sets these apart, and say it once', () => {
    const claims = {
      models: ['a', 'b'],
      claims: [
        { text: 'x', stances: [stance('a', 'supports', 'Take Postgres.'), stance('b', 'silent')] },
        { text: 'y', stances: [stance('a', 'silent'), stance('b', 'supports', 'Take Mongo.')] },
      ],
    };
    const sides = [
      { position: 'A', summary: 'Postgres', quote: 'quote of c', models: ['c', 'a'] },
      { position: 'B', summary: 'Mongo', quote: 'Take Mongo.', models: ['b'] },
    ];
    expect(comparisonOf({ claims, disagreements: [{ point: 'z', reason: 'entity', sides }] }, 'a', 'b')).toEqual({
      conflict: [{ left: { text: 'Postgres', verbatim: false }, right: said('Take Mongo.') }],
      both: [],
      left: [{ left: said('Take Postgres.'), right: null }],
      right: [],
    });
  });
});

describe('words that differ', () => {
  it('are marked in both texts', () => {
    expect(wordDiff('Water boils at 90 °C there.', 'Water boils at about 97 °C.')).toEqual([
      [
        { text: 'Water boils at ', same: true },
        { text: '90 °', same: false },
        { text: 'C ', same: true },
        { text: 'there.', same: false },
      ],
      [
        { text: 'Water boils at ', same: true },
        { text: 'about 97 °', same: false },
        { text: 'C.', same: true },
      ],
    ]);
  });

  it('are not marked in texts that share next to nothing', () => {
    expect(
      wordDiff('Transactions and constraints catch mistakes early', 'You need no schema and change at any time'),
    ).toEqual([
      [{ text: 'Transactions and constraints catch mistakes early', same: true }],
      [{ text: 'You need no schema and change at any time', same: true }],
    ]);
  });

  it('leave the texts as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const [left, right] = wordDiff(a, b);
        expect([left, right].map((runs) => runs.map((run) => run.text).join(''))).toEqual([a, b]);
      }),
    );
  });

  it('are none in a text and itself', () => {
    fc.assert(
      fc.property(fc.lorem(), (text) => {
        expect(
          wordDiff(text, text)
            .flat()
            .every((run) => run.same),
        ).toBe(true);
      }),
    );
  });
});
