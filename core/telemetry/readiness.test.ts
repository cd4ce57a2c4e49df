import { expect, test } from 'vitest';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import { ConsilienceError } from '../errors.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { makeReadiness } from './readiness.ts';

const idle = { inFlight: 0, limit: 10, draining: false };

/** A store whose writes a test can let fail or hang. */
function breakable() {
  const sound = memoryStore(new Map());
  const state = { mode: 'sound' as 'sound' | 'failing' | 'hanging', writes: 0 };
  const store: DocumentStore = {
    collection(spec) {
      const collection = sound.collection(spec);
      return {
        ...collection,
        insert: (document) => collection.insert(document),
        async update(filter, change) {
          state.writes += 1;
          if (state.mode === 'hanging') {
            await new Promise<never>(() => {});
          }
          if (state.mode === 'failing') {
            throw new ConsilienceError('store_unavailable');
          }
          return await collection.update(filter, change);
        },
      };
    },
    close: () => sound.close(),
  };
  return { store, state };
}

test('follows the store, tried at most every two seconds', async () => {
  const clock = new VirtualClock();
  const { store, state } = breakable();
  const readiness = makeReadiness({ store, clock, processName: 'one', state: () => idle });
  expect(await readiness()).toEqual({
    ready: true,
    storeWritable: true,
    draining: false,
    runsInFlight: 0,
    runsLimit: 10,
  });
  state.mode = 'failing';
  expect((await readiness()).ready).toBe(true);
  await clock.advance(2_000);
  expect(await readiness()).toMatchObject({ ready: false, storeWritable: false });
  state.mode = 'sound';
  await clock.advance(2_000);
  expect((await readiness()).ready).toBe(true);
  expect(state.writes).toBe(3);
});

test('a store that does not come back within a second cannot be written', async () => {
  const clock = new VirtualClock();
  const { store, state } = breakable();
  state.mode = 'hanging';
  const asked = makeReadiness({ store, clock, processName: 'one', state: () => idle })();
  await clock.advance(1_000);
  expect((await asked).storeWritable).toBe(false);
});

test.each([
  [{ inFlight: 10, limit: 10, draining: false }, false],
  [{ inFlight: 9, limit: 10, draining: false }, true],
  [{ inFlight: 0, limit: 10, draining: true }, false],
])('%j: %s', async (state, ready) => {
  const { store } = breakable();
  const readiness = makeReadiness({ store, clock: new VirtualClock(), processName: 'one', state: () => state });
  expect((await readiness()).ready).toBe(ready);
});
