import { expect, test } from 'vitest';
import { ConsilienceError, localWorkspace } from '#core';
import type { DocumentStore, Spool } from '#core';
import { VirtualClock } from '#core/testing';
import { memoryStore } from '../core/adapters/stores/memory-store.ts';
import type { MemoryTables } from '../core/adapters/stores/memory-store.ts';
import type { Delivery } from './delivery.ts';
import { Inbox } from './inbox.ts';

function delivery(dedupeKey: string): Delivery {
  return { platform: 'slack', installation: 'T1', dedupeKey, kind: 'home', actor: 'U1' };
}

function memorySpool(): Spool & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    put: async (name, text) => void texts.set(name, text),
    remove: async (name) => void texts.delete(name),
    list: async () => Array.from(texts, ([name, text]) => ({ name, text })),
  };
}

/** Every write waits; `delayMs` null means that the store is down. */
function slow(store: DocumentStore, clock: VirtualClock, delay: { ms: number | null }): DocumentStore {
  return {
    collection(spec) {
      const inner = store.collection(spec);
      return {
        ...inner,
        get: (id) => inner.get(id),
        find: (query) => inner.find(query),
        update: (filter, change) => inner.update(filter, change),
        remove: (filter) => inner.remove(filter),
        async insert(document) {
          if (delay.ms === null) {
            throw new ConsilienceError('store_unavailable');
          }
          await new Promise<void>((resolve) => void clock.after(delay.ms ?? 0, resolve));
          return inner.insert(document);
        },
      };
    },
    close: () => store.close(),
  };
}

function scene(tables: MemoryTables = new Map()) {
  const clock = new VirtualClock();
  const delay: { ms: number | null } = { ms: 0 };
  const spool = memorySpool();
  const done: string[] = [];
  let failures = 0;
  const open = (owner: string) =>
    new Inbox({
      store: slow(memoryStore(tables), clock, delay),
      spool,
      clock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      owner,
      workspaceOf: () => localWorkspace,
      work: async ({ dedupeKey }) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error('not now');
        }
        done.push(dedupeKey);
      },
    });
  return { clock, delay, spool, done, open, fail: (times: number) => (failures = times), tables };
}

test('1,000 deliveries, each four times and on two instances, are worked on once each', async () => {
  const { clock, done, open } = scene();
  const instances = [open('one'), open('two')];
  const claims: Promise<string>[] = [];
  for (let event = 0; event < 1_000; event += 1) {
    for (const instance of [...instances, ...instances]) {
      claims.push(instance.claim(delivery(`Ev${event}`)));
    }
  }
  await clock.advance(100);
  const results = await Promise.all(claims);
  expect(results.filter((result) => result === 'new')).toHaveLength(1_000);
  expect(done).toHaveLength(1_000);
  expect(new Set(done).size).toBe(1_000);
});

test('a slow store does not hold the acknowledgement up, and nothing is done before the claim is stored', async () => {
  const { clock, delay, spool, done, open } = scene();
  delay.ms = 2_000;
  const inbox = open('one');
  let acked: number | null = null;
  void inbox.claim(delivery('Ev1')).then(() => (acked = clock.monotonic()));
  await clock.advance(600);
  expect(acked).toBe(500);
  expect(spool.texts.size).toBe(1);
  expect(done).toEqual([]);
  await clock.advance(2_000);
  expect(done).toEqual(['Ev1']);
  expect(spool.texts.size).toBe(0);
});

test('a store that is down is waited for; a process that dies meanwhile leaves the delivery to the next', async () => {
  const first = scene();
  first.delay.ms = null;
  expect(await first.open('one').claim(delivery('Ev1'))).toBe('spooled');
  // The first process is gone; its successor finds the spool.
  first.delay.ms = 0;
  const next = first.open('two');
  await next.start();
  await first.clock.advance(5_000);
  expect(first.done).toEqual(['Ev1']);
  expect(first.spool.texts.size).toBe(0);
  await next.close();
});

test('what fails is tried again, and what a dead process had claimed is taken up', async () => {
  const { clock, done, open, fail } = scene();
  const inbox = open('one');
  await inbox.start();
  fail(2);
  void inbox.claim(delivery('Ev1'));
  await clock.advance(60_000);
  expect(done).toEqual(['Ev1']);
  await inbox.close();
});

test('a redelivery within a day is a duplicate, and the records of yesterday are gone', async () => {
  const { clock, done, open, tables } = scene();
  const inbox = open('one');
  await inbox.start();
  const claim = async () => {
    const claimed = inbox.claim(delivery('Ev1'));
    await clock.advance(10);
    return claimed;
  };
  expect(await claim()).toBe('new');
  await clock.advance(23 * 3_600_000);
  expect(await claim()).toBe('duplicate');
  await clock.advance(2 * 3_600_000);
  expect(tables.get('chat_inbox')?.size).toBe(0);
  expect(done).toEqual(['Ev1']);
  await inbox.close();
});
