import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { NewRun } from '../consilience.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import type { Clock } from '../ports/clock.ts';
import { ask, followed, historyProcess } from '../testing/history-process.ts';
import type { HistoryProcess, HistoryScript } from '../testing/history-process.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { localWorkspace } from '../workspaces/workspace.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { History } from './history.ts';

const other = 'wsp_0000000000000000000other' as WorkspaceId;

let folder: string;
let cleanUps: (() => Promise<void>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consilience-history-'));
  cleanUps = [];
});
afterEach(async () => {
  for (const cleanUp of cleanUps.toReversed()) {
    await cleanUp();
  }
  await rm(folder, { recursive: true });
});

/** A history with its own connections to the test's file, as a process of its own would have. */
function startProcess(script: HistoryScript & { readonly clock?: Clock } = {}): HistoryProcess {
  const clock = script.clock ?? systemClock;
  const file = join(folder, 'test.db');
  const store = sqliteStore({ file });
  const log = sqliteRunLog({ file, clock });
  cleanUps.push(async () => {
    await log.close();
    await store.close();
  });
  return historyProcess({ store, log, clock }, script);
}

/** Until the record says what the log has told already. */
async function ended(history: History, id: string): Promise<void> {
  await followed(history, id);
  await expect.poll(async () => (await runOf(history, id))?.endedAt, { interval: 5 }).not.toBeNull();
}

async function runOf(history: History, id: string) {
  const runs = await history.runs.list(localWorkspace, { text: null, limit: 100, cursor: null });
  return runs.items.find((run) => run.id === id);
}

describe('a run', () => {
  test('is accepted, driven to its end, seen live, and found again by another process', async () => {
    const { history } = startProcess();
    const run = await history.runs.accept(ask('  Is a tomato a fruit?\u200b '));
    expect(run).toEqual({
      id: expect.stringMatching(/^run_[0-9A-Z]{26}$/),
      session: expect.stringMatching(/^ses_[0-9A-Z]{26}$/),
      replayed: false,
    });
    const events = await followed(history, run.id);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('run-end');
    await ended(history, run.id);
    const again = startProcess({ processId: 2 });
    expect(await again.history.runs.view(localWorkspace, run.id)).toEqual(
      await history.runs.view(localWorkspace, run.id),
    );
    expect(await runOf(again.history, run.id)).toEqual({
      id: run.id,
      session: run.session,
      question: 'Is a tomato a fruit?',
      follows: null,
      continues: null,
      state: 'done',
      createdAt: expect.any(Number),
      endedAt: expect.any(Number),
      models: ['a/one', 'b/two', 'c/three'],
      score: 88,
      band: 'strong',
      costMicros: 100,
      rehearsal: false,
    });
    expect(await followed(again.history, run.id, 5)).toEqual(events.slice(5));
    expect(await followed(again.history, run.id, events.length)).toEqual([]);
  });

  test('shows its question before its first event', async () => {
    const { history } = startProcess({ options: () => ({ engine: { run: silence } }) });
    const { id, session } = await history.runs.accept(ask('Anybody there?'));
    const view = await history.runs.view(localWorkspace, id);
    expect(view).toMatchObject({ id, session, question: 'Anybody there?', state: 'queued', seq: 0 });
    await history.runs.cancel(localWorkspace, id);
  });

  test('is refused before the store is asked when something is wrong with it', async () => {
    const { history, engine } = startProcess();
    const cases: [Partial<NewRun>, string][] = [
      [{ question: '' }, 'question_empty'],
      [{ question: ' \n\t\u200b\u202e\u2060\u3164 ' }, 'question_empty'],
      [{ question: 'x'.repeat(16_001) }, 'question_too_long'],
      [{ question: '\u{1f34e}'.repeat(16_001) }, 'question_too_long'],
      [{ models: [] }, 'panel_invalid'],
      [{ models: ['a/one', 'a/one'] }, 'panel_invalid'],
      [{ models: Array.from({ length: 9 }, (_, index) => `a/${index}`) }, 'panel_invalid'],
      [{ models: ['unknown/x'] }, 'model_unknown'],
      [{ session: 'ses_00000000000000000000000000' }, 'session_unknown'],
      [{ session: '../../etc/passwd' }, 'session_unknown'],
      [{ idempotencyKey: '' }, 'idempotency_key_invalid'],
      [{ idempotencyKey: 'x'.repeat(256) }, 'idempotency_key_invalid'],
      [{ idempotencyKey: 'a\nb' }, 'idempotency_key_invalid'],
    ];
    for (const [more, code] of cases) {
      await expect(history.runs.accept(ask('Fine?', more))).rejects.toMatchObject({ code });
    }
    await history.runs.accept(ask('\u{1f34e}'.repeat(16_000)));
    expect(engine.requests).toHaveLength(1);
    await history.close();
    expect((await history.runs.list(localWorkspace, { text: null, limit: 100, cursor: null })).items).toHaveLength(1);
  });

  test('unknown, foreign and impossible ids all look the same', async () => {
    const { history } = startProcess();
    const { id } = await history.runs.accept(ask('Mine?'));
    const foreign: [WorkspaceId, string][] = [
      [other, id],
      [localWorkspace, 'run_00000000000000000000000000'],
      [localWorkspace, "run_' OR 1=1 --"],
      [localWorkspace, '__proto__'],
      [localWorkspace, ''],
    ];
    for (const [workspace, unknown] of foreign) {
      await expect(history.runs.view(workspace, unknown)).rejects.toMatchObject({ code: 'run_unknown' });
      await expect(history.runs.cancel(workspace, unknown)).rejects.toMatchObject({ code: 'run_unknown' });
      const follow = history.runs.follow({ workspace, id: unknown, after: 0 }, new AbortController().signal);
      await expect(follow[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'run_unknown' });
    }
    await history.close();
  });

  test('stops when cancelled, and stays as it is when it has ended', async () => {
    const { history } = startProcess({ gapMs: 5_000 });
    const { id } = await history.runs.accept(ask('Stop me?'));
    expect(await history.runs.cancel(localWorkspace, id)).toBe('cancelled');
    expect(await history.runs.view(localWorkspace, id)).toMatchObject({ state: 'cancelled' });
    expect(await history.runs.cancel(localWorkspace, id)).toBe('cancelled');
  });

  test('is ended as failed when the engine breaks, with nothing left open', async () => {
    const { history } = startProcess({
      options: ({ engine }) => ({
        engine: {
          async *run(request, signal) {
            let batches = 0;
            for await (const events of engine.run(request, signal)) {
              yield events;
              batches += 1;
              if (batches === 6) {
                throw new Error('a bug with sk-secret in it');
              }
            }
          },
        },
      }),
    });
    const { id } = await history.runs.accept(ask('Broken?'));
    await ended(history, id);
    const view = await history.runs.view(localWorkspace, id);
    expect(view).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(view.answers.map((answer) => answer.state)).toEqual(['done', 'failed', 'failed']);
    expect(JSON.stringify(view)).not.toContain('sk-secret');
  });

  test('more than the most in flight are refused, and taken again later', async () => {
    const { history } = startProcess({ gapMs: 5_000, options: () => ({ runsMax: 2 }) });
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => history.runs.accept(ask(`Number ${n}?`))));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'overloaded', retryAfterMs: expect.any(Number) } });
    const first = (await history.runs.list(localWorkspace, { text: 'number 1', limit: 1, cursor: null })).items[0];
    await history.runs.cancel(localWorkspace, first?.id ?? '');
    await history.runs.accept(ask('Number 4?'));
    for (const run of (await history.runs.list(localWorkspace, { text: null, limit: 9, cursor: null })).items) {
      await history.runs.cancel(localWorkspace, run.id);
    }
  });
});

async function* silence(_request: unknown, signal: AbortSignal): AsyncGenerator<readonly ConsensusEvent[]> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
  });
  yield* [];
}

describe('an idempotency key', () => {
  test('gives the run of then, refuses another body, and is free again after a day', async () => {
    const clock = new VirtualClock();
    const { history, engine } = startProcess({ clock });
    const first = await history.runs.accept(ask('Once?', { idempotencyKey: 'k' }));
    expect(await history.runs.accept(ask(' Once? ', { idempotencyKey: 'k' }))).toEqual({ ...first, replayed: true });
    await expect(history.runs.accept(ask('Twice?', { idempotencyKey: 'k' }))).rejects.toMatchObject({
      code: 'idempotency_key_reuse',
    });
    const foreign = await history.runs.accept(ask('Once?', { idempotencyKey: 'k', workspace: other }));
    expect(foreign.replayed).toBe(false);
    await clock.advance(24 * 60 * 60_000 + 1);
    const later = await history.runs.accept(ask('Twice?', { idempotencyKey: 'k' }));
    expect(later).toMatchObject({ replayed: false });
    expect(engine.requests).toHaveLength(3);
  });

  test('100 at once, from two processes, make one run and one session', async () => {
    const one = startProcess();
    const two = startProcess({ processId: 2 });
    const accepted = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? one : two).history.runs.accept(ask('Together?', { idempotencyKey: 'same' })),
      ),
    );
    expect(new Set(accepted.map((run) => run.id)).size).toBe(1);
    expect(new Set(accepted.map((run) => run.session)).size).toBe(1);
    expect(accepted.filter((run) => !run.replayed)).toHaveLength(1);
    expect(one.engine.requests.length + two.engine.requests.length).toBe(1);
    const sessions = await one.history.sessions.list(localWorkspace, { text: null, limit: 100, cursor: null });
    expect(sessions.items).toHaveLength(1);
    await Promise.all([one.history.close(), two.history.close()]);
  });
});
