import { expect, test } from 'vitest';
import { memoryStore } from '../adapters/stores/memory-store.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { scoped } from '../workspaces/scoped.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import { leaseMs, takeOver } from './leases.ts';
import { runSpec } from './records.ts';
import type { RunRecord } from './records.ts';

const run: RunRecord = {
  id: 'run_1',
  workspace: localWorkspace,
  session: 'ses_1',
  question: 'Whose is it?',
  follows: null,
  continues: null,
  models: ['a/one'],
  state: 'running',
  createdAt: 0,
  endedAt: null,
  score: null,
  band: null,
  costMicros: null,
  rehearsal: true,
  lease: { owner: 'there:1:slow', until: 10 },
  epoch: 1,
  takeovers: 0,
  progress: 0,
  cancelRequested: false,
};

test('an owner that renewed its lease after somebody read that it was over keeps its run', async () => {
  const runs = memoryStore(new Map()).collection(runSpec);
  await runs.insert(run);
  const context = { clock: new VirtualClock(), leaseOwner: 'here:2:quick', runsOf: () => scoped(runs, localWorkspace) };
  const read = await runs.get(run.id);
  expect(read).not.toBeNull();
  await runs.update({ id: run.id }, { set: { 'lease.until': context.clock.now() + leaseMs } });
  expect(await takeOver(context, read ?? run, 0)).toBeNull();
  const renewed = (await runs.get(run.id)) ?? run;
  expect(await takeOver(context, renewed, 0)).toMatchObject({ epoch: 2, lease: { owner: context.leaseOwner } });
});
