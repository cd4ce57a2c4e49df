import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#api/contract';
import { threadOf } from './thread.ts';

function run(id: string, follows: string | null, continues: string | null = null): RunSummary {
  const ended = { state: 'done', createdAt: 1, endedAt: 2, score: 80, band: 'strong', costMicros: 0 } as const;
  return { id, session: 's', question: id, follows, continues, models: [], rehearsal: false, ...ended };
}

function read(runs: readonly RunSummary[], id: string) {
  const { turns, at, newer } = threadOf(runs, id);
  const shown = turns.map(({ run: { id: of }, branches }) => [of, branches.map((one) => one.id).join(' ')]);
  return { shown, at, newer: newer?.id ?? null };
}

describe('a thread', () => {
  it('reads a conversation from its first question to its last', () => {
    const runs = [run('a', null), run('b', 'a'), run('c', 'b')];
    const whole = [
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ];
    expect(read(runs, 'b')).toEqual({ shown: whole, at: 1, newer: null });
    expect(read(runs, 'c')).toEqual({ shown: whole, at: 2, newer: null });
  });

  it('keeps to the branch of the run, and below it reads the newest', () => {
    const runs = [run('a', null), run('b', 'a'), run('b2', 'a'), run('c', 'b'), run('c2', 'b'), run('a2', null)];
    expect(read(runs, 'b2').shown).toEqual([
      ['a', 'a a2'],
      ['b2', 'b b2'],
    ]);
    expect(read(runs, 'b').shown).toEqual([
      ['a', 'a a2'],
      ['b', 'b b2'],
      ['c2', 'c c2'],
    ]);
    expect(read(runs, 'a2').shown).toEqual([['a2', 'a a2']]);
  });

  it('puts a run that continues another one in its place, with what followed', () => {
    const runs = [run('a', null), run('b', 'a'), run('a+', null, 'a'), run('a++', null, 'a+')];
    expect(read(runs, 'b').shown).toEqual([
      ['a++', 'a++'],
      ['b', 'b'],
    ]);
    expect(read(runs, 'a')).toEqual({
      shown: [
        ['a', 'a++'],
        ['b', 'b'],
      ],
      at: 0,
      newer: 'a++',
    });
  });

  it('knows nothing of a run that is not of the session', () => {
    expect(read([run('a', null)], 'x')).toEqual({ shown: [], at: -1, newer: null });
  });
});
