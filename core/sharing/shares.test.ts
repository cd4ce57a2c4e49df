import { afterEach, beforeEach, expect, test } from 'vitest';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import type { Shares } from '../consilience.ts';
import { emptyView } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { RunLog } from '../ports/run-log.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess } from '../testing/history-process.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { shareSpec } from './records.ts';
import { makeShares, sharesMax } from './shares.ts';
import { snapshotOf } from './snapshot.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;

let clock: VirtualClock;
let store: DocumentStore;
let log: RunLog;
let process: HistoryProcess;
let shares: Shares;

beforeEach(() => {
  clock = new VirtualClock();
  store = sqliteStore({ file: ':memory:' });
  log = sqliteRunLog({ file: ':memory:', clock });
  process = historyProcess({ store, log, clock });
  const { runs, sessions } = process.history;
  shares = makeShares({ store, log, clock, runs, sessions, random: seededRandom(7) });
});
afterEach(async () => {
  await log.close();
  await store.close();
});

async function pass(ms: number): Promise<void> {
  await clock.advance(ms);
  for (let turn = 0; turn < 40; turn += 1) {
    await clock.advance(0);
  }
}

async function answered(question: string): Promise<{ id: string; session: string }> {
  const run = await process.history.runs.accept(ask(question));
  await pass(1_000);
  return run;
}

test('a link shows the run as it stood, to whoever has the token', async () => {
  const { id } = await answered('Is a tomato a fruit?');
  const { token } = await shares.create(localWorkspace, id);
  const { view, sharedAt } = await shares.open(token);
  const own = await process.history.runs.view(localWorkspace, id);
  expect(view).toEqual(snapshotOf(own));
  expect(view.answers.map((answer) => answer.text)).toEqual(own.answers.map((answer) => answer.text));
  expect(sharedAt).toBe(clock.now());
});

test('it names neither the run nor the session, nor what it cost', async () => {
  const { id, session } = await answered('Is a tomato a fruit?');
  const { token } = await shares.create(localWorkspace, id);
  const text = JSON.stringify(await shares.open(token));
  expect(text).not.toContain(id);
  expect(text).not.toContain(session);
  expect(text).not.toMatch(/"costMicros":[1-9]/);
});

test('a run that continues another names neither of them', async () => {
  const view = {
    ...emptyView('run_00000000000000000000mine'),
    session: 'ses_00000000000000000000mine',
    continues: { run: 'run_0000000000000000000other', models: ['a/one'] },
  };
  expect(JSON.stringify(snapshotOf(view))).not.toMatch(/run_|ses_/);
});

test('what a judge cost, and the words of its error, stay inside', () => {
  const judge = {
    outcome: 'failed' as const,
    judges: ['a/one'],
    pairs: [],
    claims: null,
    dropped: 0,
    scoreByCode: 40,
    error: { code: 'connection_refused', message: 'http://10.0.0.7:8000 refused', action: 'Check VLLM_BASE_URL.' },
    ms: 5,
    inputTokens: 1,
    outputTokens: 1,
    costMicros: 77,
  };
  const view = { ...emptyView('run_x'), agreement: { judge } as unknown as ConsensusView['agreement'] };
  const text = JSON.stringify(snapshotOf(view));
  expect(text).not.toMatch(/77|10\.0\.0\.7|VLLM/);
  expect(text).toContain('"outcome":"failed"');
});

test('the words of an error stay inside: they may name addresses', () => {
  const inner = { code: 'connection_refused', message: 'http://10.0.0.7:8000 refused', action: 'Check VLLM_BASE_URL.' };
  const view = { ...emptyView('run_x'), error: inner };
  expect(JSON.stringify(snapshotOf(view))).not.toMatch(/10\.0\.0\.7|VLLM/);
  expect(snapshotOf({ ...view, error: { ...inner, code: 'not_of_the_table' } }).error?.message).toBe('');
});

test('the store holds nothing that opens a link', async () => {
  const { id } = await answered('Is a tomato a fruit?');
  const { token, id: share } = await shares.create(localWorkspace, id);
  const kept = JSON.stringify(await store.collection(shareSpec).get(share));
  expect(kept).toContain(share);
  expect(kept).not.toContain(token);
  expect(share).not.toContain(token);
  await expect(shares.open(share.slice(4))).rejects.toMatchObject({ code: 'share_unknown' });
});

test('tokens are long, different and of plain letters', async () => {
  const { id } = await answered('Is a tomato a fruit?');
  const tokens = new Set<string>();
  for (let made = 0; made < sharesMax; made += 1) {
    tokens.add((await shares.create(localWorkspace, id)).token);
  }
  expect(tokens.size).toBe(sharesMax);
  for (const token of tokens) {
    // 26 letters of 5 bits: 130 bits.
    expect(token).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  }
  await expect(shares.create(localWorkspace, id)).rejects.toMatchObject({ code: 'share_limit' });
  expect(await shares.list(localWorkspace, id)).toHaveLength(sharesMax);
});

test('a revoked link opens nothing, and the others go on', async () => {
  const { id } = await answered('Is a tomato a fruit?');
  const first = await shares.create(localWorkspace, id);
  const second = await shares.create(localWorkspace, id);
  await shares.revoke(localWorkspace, first.id);
  await expect(shares.open(first.token)).rejects.toMatchObject({ code: 'share_unknown' });
  await expect(shares.revoke(localWorkspace, first.id)).rejects.toMatchObject({ code: 'share_unknown' });
  expect((await shares.open(second.token)).view.question).toBe('Is a tomato a fruit?');
  expect(await shares.list(localWorkspace, id)).toEqual([{ id: second.id, run: id, createdAt: second.createdAt }]);
});

test('what is deleted can not be seen through a link', async () => {
  const { id, session } = await answered('Is a tomato a fruit?');
  const { token } = await shares.create(localWorkspace, id);
  await process.history.sessions.remove(localWorkspace, session);
  await expect(shares.open(token)).rejects.toMatchObject({ code: 'share_unknown' });
});

test('a run that goes on has no link yet', async () => {
  const { id } = await process.history.runs.accept(ask('Is a tomato a fruit?'));
  await expect(shares.create(localWorkspace, id)).rejects.toMatchObject({ code: 'run_open' });
});

test('nobody shares, lists or revokes what another workspace has', async () => {
  const { id } = await answered('Is a tomato a fruit?');
  const { id: share, token } = await shares.create(localWorkspace, id);
  await expect(shares.create(other, id)).rejects.toMatchObject({ code: 'run_unknown' });
  await expect(shares.list(other, id)).rejects.toMatchObject({ code: 'run_unknown' });
  await expect(shares.revoke(other, share)).rejects.toMatchObject({ code: 'share_unknown' });
  expect((await shares.open(token)).view.state).toBe('done');
});

test.each(['', 'x', '__proto__', '../shares', 'A'.repeat(26), 'i'.repeat(26)])('%j opens nothing', async (token) => {
  await expect(shares.open(token)).rejects.toMatchObject({ code: 'share_unknown' });
});
