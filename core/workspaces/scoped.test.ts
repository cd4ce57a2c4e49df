import { expect, test } from 'vitest';
import type { Collection } from '../ports/document-store.ts';
import { scoped } from './scoped.ts';
import type { WorkspaceId } from './workspace.ts';

const mine = 'wsp_mine' as WorkspaceId;
const theirs = { id: 'x', workspace: 'wsp_theirs' };

/** A store with a fault: it forgets to look at the workspace. */
const leaking: Collection<typeof theirs> = {
  insert: () => Promise.resolve(),
  get: () => Promise.resolve(theirs),
  find: () => Promise.resolve({ items: [theirs], next: null }),
  update: () => Promise.resolve(theirs),
  remove: () => Promise.resolve(1),
};

test('what belongs to another workspace does not get through, even when the store gives it', async () => {
  const own = scoped(leaking, mine);
  const everything = {
    filter: {},
    text: null,
    sort: { field: 'id', order: 'ascending' },
    limit: 1,
    cursor: null,
  } as const;
  expect(await own.get('x')).toBeNull();
  await expect(own.find(everything)).rejects.toMatchObject({ code: 'internal' });
  await expect(own.update({}, {})).rejects.toMatchObject({ code: 'internal' });
  await expect(own.insert(theirs)).rejects.toMatchObject({ code: 'internal' });
});

test('every filter names the workspace, whatever the caller wrote', async () => {
  const filters: unknown[] = [];
  const own = scoped(
    {
      ...leaking,
      find: ({ filter }) => {
        filters.push(filter);
        return Promise.resolve({ items: [], next: null });
      },
      update: (filter) => {
        filters.push(filter);
        return Promise.resolve(null);
      },
      remove: (filter) => {
        filters.push(filter);
        return Promise.resolve(0);
      },
    },
    mine,
  );
  const filter = { workspace: 'wsp_theirs' };
  await own.find({ filter, text: null, sort: { field: 'id', order: 'ascending' }, limit: 1, cursor: null });
  await own.update(filter, {});
  await own.remove(filter);
  expect(filters).toEqual([{ workspace: mine }, { workspace: mine }, { workspace: mine }]);
});
