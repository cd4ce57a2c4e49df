import { describe, expect, it } from 'vitest';
import { emptyView, fold } from '#api/contract';
import type { ConsensusEvent } from '#api/contract';
import { fullRun } from '../../../../testing/script.ts';
import { ApiError } from '../../../ui/fetch-json.ts';
import { backoffMs, followRun } from './follow-run.ts';
import { createRunStore } from './run-store.ts';

const events = fullRun({ id: 'run_1', session: 'ses_1', startedAt: 0 });
const refused = (status: number, retryAfterMs: number | null = null) =>
  new ApiError({ code: 'x', message: 'x', action: 'x', status, retryAfterMs });

const delta = (seq: number, at: number, text: string): ConsensusEvent => ({
  runId: 'run_1',
  seq,
  at,
  type: 'answer-delta',
  model: 'a/b',
  phase: 'writing',
  text,
});

/** Each connection plays one part: some events, then an end or an error. */
function follower(parts: readonly { readonly upTo: number; readonly error?: Error }[]) {
  const opened: number[] = [];
  const seen: ConsensusEvent[] = [];
  const connections: string[] = [];
  const waits: number[] = [];
  return {
    opened,
    seen,
    connections,
    waits,
    follow: {
      async *open(after: number) {
        const part = parts[opened.length];
        opened.push(after);
        if (part === undefined) {
          throw new Error('A connection that was not scripted.');
        }
        yield [];
        if (part.upTo > after) {
          yield events.slice(after, part.upTo);
        }
        if (part.error) {
          throw part.error;
        }
      },
      onEvents: (batch: readonly ConsensusEvent[]) => void seen.push(...batch),
      onConnection: (connection: string) => void connections.push(connection),
      wait: async (ms: number) => void waits.push(ms),
      random: () => 0,
    },
  };
}

describe('following a run', () => {
  it('resumes after the last event that came, and ends with the run', async () => {
    const test = follower([{ upTo: 10, error: refused(0) }, { upTo: 25 }, { upTo: events.length }]);
    await followRun(0, test.follow, new AbortController().signal);
    expect(test.opened).toEqual([0, 10, 25]);
    expect(test.seen.map((event) => event.seq)).toEqual(events.map((event) => event.seq));
    expect(test.connections.at(-1)).toBe('live');
    expect(test.connections.filter((one) => one === 'lost')).toHaveLength(2);
  });

  it('waits longer each time, and as long as the server asks', async () => {
    const test = follower([
      { upTo: 0, error: refused(0) },
      { upTo: 0, error: refused(0) },
      { upTo: 0, error: refused(503, 4_000) },
      { upTo: events.length },
    ]);
    await followRun(0, test.follow, new AbortController().signal);
    expect(test.waits).toEqual([150, 300, 4_000]);
    expect(backoffMs(50, 1)).toBe(8_000);
  });

  it('gives up on a refusal that another try would not change', async () => {
    const test = follower([{ upTo: 0, error: refused(404) }]);
    await expect(followRun(0, test.follow, new AbortController().signal)).rejects.toThrow(ApiError);
  });

  it('stops quietly when the page is left', async () => {
    const leaving = new AbortController();
    const test = follower([{ upTo: 5, error: refused(0) }]);
    const follow = { ...test.follow, wait: async () => leaving.abort() };
    await followRun(0, follow, leaving.signal);
    expect(test.opened).toEqual([0]);
  });
});

describe('the store of a run', () => {
  it('folds what came between two frames at once, and nothing twice', () => {
    const frames: (() => void)[] = [];
    const store = createRunStore(emptyView('run_1'), (run) => frames.push(run));
    let renders = 0;
    store.subscribe(() => (renders += 1));
    for (const event of events) {
      store.push([event]);
    }
    store.push(events.slice(3, 9));
    expect(frames).toHaveLength(1);
    frames[0]?.();
    expect(renders).toBe(1);
    expect(store.snapshot().view).toEqual(fold(emptyView('run_1'), events));
  });

  it('measures how fast a model writes', () => {
    const frames: (() => void)[] = [];
    const store = createRunStore(emptyView('run_1'), (run) => frames.push(run));
    store.push([delta(1, 0, 'begin'), delta(2, 500, 'x'.repeat(80)), delta(3, 1_000, 'x'.repeat(80))]);
    frames[0]?.();
    expect(store.snapshot().rates.get('a/b')).toBe(40);
  });
});
