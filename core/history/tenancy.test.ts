import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryHistoryIndex } from '../adapters/indexes/memory-history-index.ts';
import { sqliteRunLog } from '../adapters/logs/sqlite-run-log.ts';
import { sqliteStore } from '../adapters/stores/sqlite-store.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { ask, historyProcess } from '../testing/history-process.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';

const tenants = 20;
const operations = 2_000;
const kinds = [
  'accept',
  'follow-up',
  'view',
  'follow',
  'cancel',
  'list',
  'search',
  'sessions',
  'rename',
  'remove',
] as const;

/** Each tenant's questions and titles carry its canary; whatever a tenant is given must carry no other one. */
test(`${tenants} tenants in ${operations} interleaved operations never meet another one's canary`, async () => {
  const operation = fc.record({
    kind: fc.constantFrom(...kinds),
    tenant: fc.nat(tenants - 1),
    /** Whose run or session is asked for: mostly one's own. */
    target: fc.option(fc.nat(tenants - 1), { freq: 2 }),
    pick: fc.nat(1_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: operations, maxLength: operations }), async (steps) => {
      const lines: string[] = [];
      const scene = openScene(lines);
      let own = 0;
      for (const step of steps) {
        const answer = await scene.play(step);
        const canaries = answer.match(/canary-\d+-/g) ?? [];
        const foreign = canaries.filter((canary) => canary !== `canary-${step.tenant}-`);
        expect([step, foreign]).toEqual([step, []]);
        own += canaries.length;
      }
      expect(own).toBeGreaterThan(operations);
      expect(lines.join('\n')).not.toContain('canary');
      await scene.close();
    }),
    { numRuns: 1 },
  );
});

interface Step {
  readonly kind: (typeof kinds)[number];
  readonly tenant: number;
  readonly target: number | null;
  readonly pick: number;
}

function openScene(lines: string[]) {
  const clock = new VirtualClock();
  const store = sqliteStore({ file: ':memory:' });
  const log = sqliteRunLog({ file: ':memory:', clock });
  const write = (message: string, fields: object) => void lines.push(message + JSON.stringify(fields));
  const { history } = historyProcess(
    { store, log, clock, index: memoryHistoryIndex() },
    { options: () => ({ logger: { debug: write, info: write, warn: write, error: write } }) },
  );
  const known: { tenant: number; run: string; session: string }[] = [];

  async function perform({ kind, tenant, target, pick }: Step): Promise<unknown> {
    const workspace = `wsp_${String(tenant).padStart(20, '0')}` as WorkspaceId;
    const theirs = known.filter((run) => run.tenant === (target ?? tenant));
    const { run: id, session } = theirs[pick % Math.max(1, theirs.length)] ?? {
      run: 'run_00000000000000000000',
      session: 'ses_00000000000000000000',
    };
    const text = `canary-${tenant}- number ${pick}`;
    switch (kind) {
      case 'accept':
      case 'follow-up': {
        const accepted = await history.runs.accept(
          ask(text, { workspace, session: kind === 'accept' ? null : session, idempotencyKey: `key ${pick % 50}` }),
        );
        known.push({ tenant, run: accepted.id, session: accepted.session });
        return accepted;
      }
      case 'view':
        return history.runs.view(workspace, id);
      case 'follow':
        return firstOf(history.runs.follow({ workspace, id, after: 0 }, AbortSignal.timeout(1_000)));
      case 'cancel':
        return history.runs.cancel(workspace, id);
      case 'list':
        return history.runs.list(workspace, { text: null, limit: 100, cursor: null });
      case 'search':
        return history.runs.list(workspace, { text: 'canary number', limit: 100, cursor: null });
      case 'sessions':
        return [
          await history.sessions.list(workspace, { text: 'canary', limit: 100, cursor: null }),
          await history.sessions.get(workspace, session),
        ];
      case 'rename':
        return history.sessions.change({ workspace, id: session, title: text });
      case 'remove':
        return pick % 5 === 0 ? history.sessions.remove(workspace, session) : null;
    }
  }

  return {
    async play(step: Step): Promise<string> {
      await clock.advance(1);
      return perform(step).then(
        (answer) => JSON.stringify(answer) ?? '',
        (error: unknown) => {
          expect(error).toHaveProperty('code');
          return String(error);
        },
      );
    },
    async close() {
      await history.close();
      await log.close();
      await store.close();
    },
  };
}

async function firstOf(batches: AsyncIterable<unknown>): Promise<unknown> {
  for await (const batch of batches) {
    return batch;
  }
  return null;
}
