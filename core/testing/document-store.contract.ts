import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Filter, Find } from '../ports/document-query.ts';
import type { Collection, CollectionSpec, DocumentStore } from '../ports/document-store.ts';

export interface DocumentStoreHarness {
  /** A new, empty store. `another` opens the same storage a second time, as another process would. */
  open(): Promise<{ store: DocumentStore; another: () => Promise<DocumentStore>; cleanUp: () => Promise<void> }>;
}

const schema = z.object({
  id: z.string(),
  workspace: z.string(),
  title: z.string(),
  notes: z.record(z.string(), z.string()).optional(),
  credits: z.number().int().min(0),
  open: z.boolean(),
  endedAt: z.number().nullable(),
  key: z.object({ name: z.string(), at: z.number() }).optional(),
});
type Thing = z.output<typeof schema>;

const spec: CollectionSpec<Thing> = {
  name: 'things',
  schema,
  indexes: [
    { fields: ['workspace', 'key.name'], unique: true },
    { fields: ['workspace', 'credits'], unique: false },
  ],
  searchable: ['title', 'notes'],
};

function thing(id: string, more: Partial<Thing> = {}): Thing {
  return { id, workspace: 'w1', title: `title of ${id}`, credits: 0, open: true, endedAt: null, ...more };
}

const everything: Find = {
  filter: {},
  text: null,
  sort: { field: 'credits', order: 'ascending' },
  limit: 100,
  cursor: null,
};

/** What every document store must do. */
export function documentStoreContract(name: string, harness: DocumentStoreHarness): void {
  describe(`document store: ${name}`, () => {
    let opened: Awaited<ReturnType<DocumentStoreHarness['open']>>;
    let things: Collection<Thing>;

    beforeEach(async () => {
      opened = await harness.open();
      things = opened.store.collection(spec);
    });
    afterEach(() => opened.cleanUp());

    async function ids(query: Partial<Find>): Promise<string[]> {
      const page = await things.find({ ...everything, ...query });
      return page.items.map((item) => item.id);
    }

    test('gives back what was inserted, to every opener', async () => {
      const whole = thing('a', { notes: { one: 'x' }, key: { name: 'k', at: 1 }, endedAt: 5 });
      await things.insert(whole);
      expect(await things.get('a')).toEqual(whole);
      expect(await things.get('b')).toBeNull();
      const second = (await opened.another()).collection(spec);
      expect(await second.get('a')).toEqual(whole);
    });

    test('refuses a taken id and a taken unique value, but not where a field of the index is missing', async () => {
      await things.insert(thing('a', { key: { name: 'k', at: 1 } }));
      await expect(things.insert(thing('a'))).rejects.toMatchObject({ code: 'store_conflict' });
      await expect(things.insert(thing('b', { key: { name: 'k', at: 2 } }))).rejects.toMatchObject({
        code: 'store_conflict',
      });
      await things.insert(thing('c', { workspace: 'w2', key: { name: 'k', at: 2 } }));
      await things.insert(thing('d'));
      await things.insert(thing('e'));
      await expect(things.update({ id: 'd' }, { set: { key: { name: 'k', at: 3 } } })).rejects.toMatchObject({
        code: 'store_conflict',
      });
      expect(await ids({})).toEqual(['a', 'c', 'd', 'e']);
      await things.update({ id: 'a' }, { unset: ['key'] });
      await things.insert(thing('f', { key: { name: 'k', at: 4 } }));
    });

    test('refuses documents of another shape, on insert and on update, and leaves all as it was', async () => {
      await expect(things.insert({ ...thing('a'), credits: -1 })).rejects.toMatchObject({ code: 'internal' });
      await things.insert(thing('b', { credits: 1 }));
      await expect(things.update({ id: 'b' }, { inc: { credits: -2 } })).rejects.toMatchObject({ code: 'internal' });
      await expect(things.update({ id: 'b' }, { unset: ['title'] })).rejects.toMatchObject({ code: 'internal' });
      expect(await things.get('a')).toBeNull();
      expect(await things.get('b')).toEqual(thing('b', { credits: 1 }));
    });

    test('sets, adds and removes by path, and returns the document as it then stands', async () => {
      await things.insert(thing('a', { credits: 2, key: { name: 'k', at: 1 } }));
      const after = await things.update(
        { id: 'a', credits: 2 },
        { set: { 'notes.first': 'hello', 'key.name': 'l' }, inc: { credits: 3, 'key.at': -4 } },
      );
      expect(after).toEqual(thing('a', { credits: 5, key: { name: 'l', at: -3 }, notes: { first: 'hello' } }));
      expect(await things.get('a')).toEqual(after);
      expect(await things.update({ id: 'a' }, { unset: ['notes', 'key'] })).toEqual(thing('a', { credits: 5 }));
      expect(await things.update({ id: 'a', credits: 4 }, { inc: { credits: 1 } })).toBeNull();
      expect(await things.update({ id: 'zzz' }, { inc: { credits: 1 } })).toBeNull();
    });

    test('refuses a change of the id or workspace, and one that touches a path twice', async () => {
      await things.insert(thing('a', { key: { name: 'k', at: 1 } }));
      for (const change of [
        { set: { id: 'b' } },
        { set: { workspace: 'w2' } },
        { set: { credits: 1 }, inc: { credits: 1 } },
        { set: { 'key.name': 'x' }, unset: ['key'] },
        { inc: { title: 1 } },
        { inc: { credits: 0.5 } },
      ]) {
        await expect(things.update({ id: 'a' }, change)).rejects.toMatchObject({ code: 'internal' });
      }
      expect(await things.get('a')).toEqual(thing('a', { key: { name: 'k', at: 1 } }));
    });

    test('changes at most one document', async () => {
      await things.insert(thing('a'));
      await things.insert(thing('b'));
      await things.update({ workspace: 'w1' }, { inc: { credits: 1 } });
      expect((await things.find(everything)).items.map((item) => item.credits)).toEqual([0, 1]);
    });

    test('200 debits at once on 60 credits, from two openers: exactly 60 succeed', async () => {
      await things.insert(thing('account', { credits: 60 }));
      const second = (await opened.another()).collection(spec);
      const debits = Array.from({ length: 200 }, (_, index) =>
        (index % 2 === 0 ? things : second).update({ id: 'account', credits: { gt: 0 } }, { inc: { credits: -1 } }),
      );
      const done = (await Promise.all(debits)).filter((after) => after !== null);
      expect(done).toHaveLength(60);
      expect(new Set(done.map((after) => after.credits)).size).toBe(60);
      expect((await things.get('account'))?.credits).toBe(0);
    });

    test('filters by equality and comparison, and tells types apart', async () => {
      await things.insert(thing('a', { credits: 1, endedAt: 10, title: '1' }));
      await things.insert(thing('b', { credits: 2, endedAt: null, open: false, title: 'true' }));
      await things.insert(thing('c', { credits: 3, endedAt: 30, key: { name: 'k', at: 7 }, title: 'b' }));
      const cases: [Filter, string[]][] = [
        [{}, ['a', 'b', 'c']],
        [{ id: 'b' }, ['b']],
        [{ workspace: 'w1', credits: 3 }, ['c']],
        [{ workspace: 'w2' }, []],
        [{ open: true }, ['a', 'c']],
        [{ open: false }, ['b']],
        [{ open: 1 }, []],
        [{ credits: true }, []],
        [{ credits: '1' }, []],
        [{ title: 1 }, []],
        [{ title: '1' }, ['a']],
        [{ endedAt: null }, ['b']],
        [{ 'key.name': null }, ['a', 'b']],
        [{ 'key.at': 7 }, ['c']],
        [{ credits: { in: [1, 3, 9] } }, ['a', 'c']],
        [{ endedAt: { in: [null, 10] } }, ['a', 'b']],
        [{ credits: { in: [] } }, []],
        [{ credits: { ne: 1 } }, ['b', 'c']],
        [{ endedAt: { ne: null } }, ['a', 'c']],
        [{ endedAt: { ne: 10 } }, ['b', 'c']],
        [{ open: { ne: true } }, ['b']],
        [{ credits: { lt: 2 } }, ['a']],
        [{ endedAt: { gt: 5 } }, ['a', 'c']],
        [{ title: { gt: 'a' } }, ['b', 'c']],
        [{ title: { gt: 5 } }, []],
      ];
      for (const [filter, expected] of cases) {
        expect([filter, await ids({ filter })]).toEqual([filter, expected]);
      }
    });

    test('refuses operators, odd paths and objects that are no comparison, in every call', async () => {
      const hostile = [
        { $where: 'true' },
        { 'a.$gt': 1 },
        { '': 1 },
        { "title') OR 1=1 --": 1 },
        { '__proto__.x': 1 },
        { 'constructor.prototype': 1 },
        { title: { $gt: '' } },
        { title: { gt: '', lt: 'z' } },
        { title: {} },
        { title: { in: [{ $gt: '' }] } },
        { title: ['a'] },
        { title: { lt: null } },
        { credits: Number.NaN },
      ] as unknown as Filter[];
      await things.insert(thing('a'));
      for (const filter of hostile) {
        await expect(things.find({ ...everything, filter })).rejects.toMatchObject({ code: 'body_invalid' });
        await expect(things.update(filter, { set: { title: 'x' } })).rejects.toMatchObject({ code: 'body_invalid' });
        await expect(things.remove(filter)).rejects.toMatchObject({ code: 'body_invalid' });
      }
      await expect(things.update({ id: 'a' }, { set: { '$set.x': 1 } })).rejects.toMatchObject({
        code: 'body_invalid',
      });
      await expect(
        things.find({ ...everything, sort: { field: 'x; DROP TABLE', order: 'ascending' } }),
      ).rejects.toMatchObject({ code: 'body_invalid' });
      expect(await things.get('a')).toEqual(thing('a'));
    });

    test('pages in order, by value and then by id, without hole or repeat while others insert', async () => {
      for (let index = 0; index < 30; index += 1) {
        await things.insert(thing(`t${String(index).padStart(2, '0')}`, { credits: index % 4 }));
      }
      for (const order of ['ascending', 'descending'] as const) {
        const sort = { field: 'credits', order };
        const whole = await ids({ sort, filter: { open: true } });
        const paged: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await things.find({ ...everything, sort, filter: { open: true }, limit: 7, cursor });
          paged.push(...page.items.map((item) => item.id));
          cursor = page.next;
          await things.insert(thing(`${order}${paged.length}`, { credits: paged.length % 4, open: false }));
        } while (cursor !== null);
        expect(paged).toEqual(whole);
        expect(paged).toHaveLength(30);
      }
    });

    test('pages over missing values too', async () => {
      for (const [index, endedAt] of [null, 3, null, 1, 2, null].entries()) {
        await things.insert(thing(`t${index}`, { endedAt }));
      }
      for (const order of ['ascending', 'descending'] as const) {
        const paged: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await things.find({ ...everything, sort: { field: 'endedAt', order }, limit: 1, cursor });
          paged.push(...page.items.map((item) => item.id));
          cursor = page.next;
        } while (cursor !== null);
        const rising = ['t0', 't2', 't5', 't3', 't4', 't1'];
        expect(paged).toEqual(order === 'ascending' ? rising : rising.toReversed());
      }
    });

    test('refuses a cursor that is not its own', async () => {
      await things.insert(thing('a'));
      await things.insert(thing('b'));
      const { next } = await things.find({ ...everything, limit: 1 });
      const other = { ...everything, sort: { field: 'title', order: 'ascending' as const } };
      await expect(things.find({ ...other, cursor: next })).rejects.toMatchObject({ code: 'body_invalid' });
      for (const cursor of ['', 'x', "' OR 1=1", Buffer.from('[1,2,3,4]').toString('base64url')]) {
        await expect(things.find({ ...everything, cursor })).rejects.toMatchObject({ code: 'body_invalid' });
      }
    });

    test('finds words by their beginnings, in all searchable fields, whatever is typed', async () => {
      await things.insert(thing('a', { title: 'Is a tomato a fruit?', notes: { x: 'Botanically, yes.' } }));
      await things.insert(thing('b', { title: 'Qu\u2019est-ce qu\u2019un caf\u00e9 cr\u00e8me?' }));
      await things.insert(thing('c', { title: '\u4e16\u754c\u3067\u4e00\u756a\u9ad8\u3044\u5c71\u306f?' }));
      const cases: [string, string[]][] = [
        ['tom', ['a']],
        ['TOMATO fru', ['a']],
        ['fruit botan', ['a']],
        ['mato', []],
        ['tomato carrot', []],
        ['cafe', ['b']],
        ['Caf\u00c9 creme', ['b']],
        ['\u4e16\u754c', ['c']],
        ['\u9ad8\u3044', ['c']],
        ['"tomato" AND fruit*', []],
        ['tomato"', ['a']],
        ["o'fruit", []],
        ['- * ( ) : ^ " \u0000 ???', ['a', 'b', 'c']],
        ['', ['a', 'b', 'c']],
        ['NEAR(tomato fruit)', []],
        ['title:tomato', []],
      ];
      for (const [text, expected] of cases) {
        expect([text, await ids({ text })]).toEqual([text, expected]);
      }
      await things.update({ id: 'a' }, { set: { title: 'Now a carrot' } });
      expect(await ids({ text: 'tomato' })).toEqual([]);
      expect(await ids({ text: 'carrot' })).toEqual(['a']);
      await things.remove({ id: 'a' });
      expect(await ids({ text: 'carrot' })).toEqual([]);
    });

    test('words of a removed document are not found in the next one', async () => {
      await things.insert(thing('a', { title: 'tomato' }));
      await things.remove({ id: 'a' });
      await things.insert(thing('b', { title: 'carrot' }));
      expect(await ids({ text: 'tomato' })).toEqual([]);
      expect(await ids({ text: 'carrot' })).toEqual(['b']);
    });

    test('any search text is answered', async () => {
      await things.insert(thing('a', { title: 'some words' }));
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
          const page = await things.find({ ...everything, text });
          expect(page.items.length).toBeLessThanOrEqual(1);
        }),
        { numRuns: 200 },
      );
    });

    test('keeps every character', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), fc.uuid(), async (title, id) => {
          await things.insert(thing(id, { title }));
          expect((await things.get(id))?.title).toBe(title);
        }),
        { numRuns: 100 },
      );
    });

    test('removes what matches and says how many', async () => {
      await things.insert(thing('a', { workspace: 'w1' }));
      await things.insert(thing('b', { workspace: 'w2' }));
      await things.insert(thing('c', { workspace: 'w1' }));
      expect(await things.remove({ workspace: 'w1' })).toBe(2);
      expect(await ids({})).toEqual(['b']);
      expect(await things.remove({ workspace: 'w1' })).toBe(0);
    });
  });
}
