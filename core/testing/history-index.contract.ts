import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryIndex, IndexedRun, IndexedSession } from '../ports/history-index.ts';
import type { HistoryQuery } from '../ports/history-query.ts';

export interface HistoryIndexHarness {
  /** A new, empty index. `another` opens the same storage a second time, as another process would. */
  open(): Promise<{ index: HistoryIndex; another: () => Promise<HistoryIndex>; cleanUp: () => Promise<void> }>;
  /** An index whose finds are taken as right; null for that one itself. */
  readonly oracle: (() => HistoryIndex) | null;
}

const everything: HistoryQuery = {
  workspace: 'w1',
  text: null,
  since: null,
  until: null,
  model: null,
  band: null,
  disagrees: null,
  starred: null,
  limit: 100,
  cursor: null,
};

function session(id: string, more: Partial<IndexedSession> = {}): IndexedSession {
  return { id, workspace: 'w1', title: `title of ${id}`, starred: false, hidden: false, updatedAt: 0, ...more };
}

function run(id: string, of: string, more: Partial<IndexedRun> & { readonly asks?: string } = {}): IndexedRun {
  const { asks = 'Why?', ...rest } = more;
  const texts = [{ place: 'question', model: null, text: asks } as const];
  const judged = { band: null, disagrees: false, models: ['a/one'] };
  return { id, workspace: 'w1', session: of, at: 0, ...judged, texts, ...rest };
}

/** What every index of the history must do. */
export function historyIndexContract(name: string, harness: HistoryIndexHarness): void {
  describe(`history index: ${name}`, () => {
    let opened: Awaited<ReturnType<HistoryIndexHarness['open']>>;
    let index: HistoryIndex;

    beforeEach(async () => {
      opened = await harness.open();
      index = opened.index;
    });
    afterEach(() => opened.cleanUp());

    async function ids(query: Partial<HistoryQuery>, of = index): Promise<string[]> {
      return (await of.find({ ...everything, ...query })).items.map((item) => item.session);
    }

    test('finds the latest first, page by page, for every opener', async () => {
      expect(await index.isEmpty()).toBe(true);
      for (const [at, id] of ['a', 'b', 'c', 'd'].entries()) {
        await index.putSession(session(id, { updatedAt: Math.floor(at / 2) }));
        await index.putRun(run(`r${id}`, id));
      }
      const second = await opened.another();
      expect(await second.isEmpty()).toBe(false);
      expect(await ids({}, second)).toEqual(['d', 'c', 'b', 'a']);
      const first = await index.find({ ...everything, limit: 3 });
      expect(first.items.map((item) => item.session)).toEqual(['d', 'c', 'b']);
      expect(await ids({ limit: 3, cursor: first.next })).toEqual(['a']);
      await expect(index.find({ ...everything, cursor: 'x' })).rejects.toMatchObject({ code: 'body_invalid' });
    });

    test('finds words by their beginning, in any case, accent and script, in questions, answers, syntheses and titles', async () => {
      await index.putSession(session('a', { title: 'Fêtes' }));
      await index.putRun({
        ...run('ra', 'a', { asks: 'Is a tomato a fruit?' }),
        texts: [
          { place: 'question', model: null, text: 'Is a tomato a fruit?' },
          { place: 'synthesis', model: null, text: 'Botanically yes. 富士山' },
          { place: 'answer', model: 'a/one', text: 'Kitchens call it a vegetable; the law did in 1893.' },
        ],
      });
      for (const text of ['TOMA', 'tom fru', 'botanic', '1893', 'vegetable law', 'fetes', 'fête', '士', '富']) {
        expect([text, await ids({ text })]).toEqual([text, ['a']]);
      }
      for (const text of ['omato', 'fruit potato', '"fruit OR', 'tomato NOT fruit', 'x*', '火', 'fête tomato']) {
        expect([text, await ids({ text })]).toEqual([text, []]);
      }
    });

    test('marks the words where they stand, best places first', async () => {
      await index.putSession(session('a'));
      const long = `${'Lorem ipsum dolor. '.repeat(40)}Then the WÄTER boils at 90 degrees, water being thin. ${'x '.repeat(400)}`;
      await index.putRun({
        ...run('ra', 'a'),
        texts: [
          { place: 'question', model: null, text: 'Water?' },
          { place: 'answer', model: 'a/one', text: long },
          { place: 'answer', model: 'b/two', text: 'No liquid here.' },
        ],
      });
      const [found] = (await index.find({ ...everything, text: 'boil water' })).items;
      expect(found?.run).toBe('ra');
      expect(found?.hits.map((hit) => [hit.place, hit.model])).toEqual([
        ['answer', 'a/one'],
        ['question', null],
      ]);
      const [answer] = found?.hits ?? [];
      expect(answer?.text.length).toBeLessThanOrEqual(200);
      expect(answer?.marks.map(([start, end]) => answer.text.slice(start, end))).toEqual(['WÄTER', 'boils', 'water']);
    });

    test('passes a session when one of its runs passes all conditions, and names the latest that does', async () => {
      await index.putSession(session('a', { starred: true }));
      await index.putRun(run('r1', 'a', { at: 10, band: 'split', disagrees: true, models: ['a/one', 'b/two'] }));
      await index.putRun(run('r2', 'a', { at: 20, band: 'strong', models: ['b/two'], asks: 'Whence?' }));
      await index.putSession(session('b', { updatedAt: 5 }));
      await index.putRun(run('r3', 'b', { at: 30, band: 'moderate', disagrees: true, models: ['c/three'] }));
      expect(await ids({ band: 'split' })).toEqual(['a']);
      expect(await ids({ band: 'split', model: 'b/two', disagrees: true, since: 10, until: 11 })).toEqual(['a']);
      expect(await ids({ band: 'strong', disagrees: true })).toEqual([]);
      expect(await ids({ model: 'b' })).toEqual([]);
      expect(await ids({ since: 20 })).toEqual(['b', 'a']);
      expect(await ids({ until: 10 })).toEqual([]);
      expect(await ids({ starred: true })).toEqual(['a']);
      expect(await ids({ disagrees: true })).toEqual(['b', 'a']);
      expect(await ids({ text: 'whence', band: 'split' })).toEqual([]);
      const [found] = (await index.find({ ...everything, model: 'b/two' })).items;
      expect(found).toEqual({ session: 'a', run: 'r2', hits: [] });
    });

    test('replaces what it is given again, and forgets what is hidden or removed', async () => {
      await index.putSession(session('a'));
      await index.putRun(run('ra', 'a', { asks: 'Old words' }));
      await index.putRun(run('ra', 'a', { asks: 'New words', band: 'strong' }));
      await index.putSession(session('a', { title: 'Renamed', starred: true }));
      expect(await ids({ text: 'old' })).toEqual([]);
      expect(await ids({ text: 'title' })).toEqual([]);
      expect(await ids({ text: 'new renamed' })).toEqual([]);
      expect(await ids({ text: 'renamed', band: 'strong', starred: true })).toEqual(['a']);
      await index.putSession(session('a', { hidden: true }));
      expect(await ids({})).toEqual([]);
      await index.putSession(session('a'));
      expect(await ids({ text: 'new' })).toEqual(['a']);
      await index.removeSession('w2', 'a');
      expect(await ids({ text: 'new' })).toEqual(['a']);
      await index.removeSession('w1', 'a');
      expect(await ids({ text: 'new' })).toEqual([]);
      await index.putSession(session('a'));
      expect(await ids({})).toEqual([]);
    });

    test('tells one workspace nothing of another', async () => {
      await index.putSession(session('a', { title: 'secret' }));
      await index.putRun(run('ra', 'a', { asks: 'secret' }));
      expect(await ids({ workspace: 'w2', text: 'secret' })).toEqual([]);
      expect(await ids({ workspace: 'w2' })).toEqual([]);
    });

    test('finds what a plain look through everything finds', { timeout: 30_000 }, async () => {
      if (harness.oracle === null) {
        return;
      }
      const word = fc.constantFrom('water', 'waters', 'boil', 'Boil', 'ice', '水', 'naïve');
      const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
      const of = fc.constantFrom('s1', 's2', 's3', 's4');
      const workspace = fc.constantFrom('w1', 'w2');
      const put = fc.oneof(
        fc.record({
          id: of,
          workspace,
          title: words,
          starred: fc.boolean(),
          hidden: fc.boolean(),
          updatedAt: fc.nat(3),
        }),
        fc.record({
          id: fc.constantFrom('r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
          asks: words,
          at: fc.nat(5),
          band: fc.constantFrom('strong' as const, 'split' as const, null),
          disagrees: fc.boolean(),
          models: fc.subarray(['a/one', 'b/two']),
        }),
      );
      const query = fc.record({
        workspace,
        text: fc.option(words),
        since: fc.option(fc.nat(5)),
        until: fc.option(fc.nat(5)),
        model: fc.option(fc.constantFrom('a/one', 'c/three')),
        band: fc.constantFrom('strong' as const, 'moderate' as const, null),
        disagrees: fc.constantFrom(true as const, null),
        starred: fc.constantFrom(true as const, null),
        limit: fc.integer({ min: 1, max: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(put, { maxLength: 12 }),
          fc.array(query, { minLength: 8, maxLength: 8 }),
          async (puts, queries) => {
            const mine = await harness.open();
            const right = harness.oracle?.() ?? mine.index;
            for (const one of [mine.index, right]) {
              for (const what of puts) {
                if ('title' in what) {
                  // A session never changes its workspace.
                  await one.putSession({ ...what, workspace: workspaceOf(what.id) });
                } else {
                  const parent = `s${(Number(what.id.slice(1)) % 4) + 1}`;
                  await one.putRun({
                    ...run(what.id, parent, what),
                    at: Number(what.id.slice(1)),
                    workspace: workspaceOf(parent),
                  });
                }
              }
            }
            for (const asked of queries) {
              const find = (from: HistoryIndex) => from.find({ ...asked, cursor: null });
              expect(await find(mine.index)).toEqual(await find(right));
            }
            await mine.cleanUp();
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}

function workspaceOf(id: string): string {
  return id === 's4' ? 'w2' : 'w1';
}
