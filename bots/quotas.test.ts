import { expect, test } from 'vitest';
import { localWorkspace } from '#core';
import { VirtualClock } from '#core/testing';
import { memoryStore } from '../core/adapters/stores/memory-store.ts';
import { Quotas } from './quotas.ts';

const asking = { workspace: localWorkspace, installation: 'T1', asker: 'U1' };

test('of many at once exactly as many pass as the hour allows, and the next hour begins anew', async () => {
  const clock = new VirtualClock();
  const tables = new Map();
  const quotas = new Quotas(memoryStore(tables), clock, { perAskerHour: 3, perInstallationHour: 5 });
  const refusals = await Promise.all(Array.from({ length: 10 }, () => quotas.take(asking)));
  expect(refusals.filter((refusal) => refusal === null)).toHaveLength(3);
  expect(refusals.at(-1)).toEqual({ who: 'asker', waitMs: 3_600_000 });
  await clock.advance(3_600_001);
  expect(await quotas.take(asking)).toBeNull();
  expect(tables.get('chat_quotas')?.size).toBe(2);
});

test('who is stopped by the installation’s limit has used up nothing', async () => {
  const clock = new VirtualClock();
  const store = memoryStore(new Map());
  const quotas = new Quotas(store, clock, { perAskerHour: 2, perInstallationHour: 3 });
  const take = (asker: string) => quotas.take({ ...asking, asker });
  await Promise.all([take('U1'), take('U2'), take('U2')]);
  expect(await take('U1')).toMatchObject({ who: 'installation' });
  expect(await take('U1')).toMatchObject({ who: 'installation' });
});
