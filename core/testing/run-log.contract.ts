import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConsensusEvent } from '../consensus/view/events.ts';
import type { RunLog } from '../ports/run-log.ts';
import { viewerBacklogMax } from '../ports/run-log.ts';

export interface RunLogHarness {
  /** A new, empty log. `another` opens the same storage a second time, as another process would. */
  open(): Promise<{ log: RunLog; another: () => Promise<RunLog>; cleanUp: () => Promise<void> }>;
}

/** What every run log must do. */
export function runLogContract(name: string, harness: RunLogHarness): void {
  describe(`run log: ${name}`, () => {
    let opened: Awaited<ReturnType<RunLogHarness['open']>>;
    let log: RunLog;

    beforeEach(async () => {
      opened = await harness.open();
      log = opened.log;
    });
    afterEach(() => opened.cleanUp());

    test('gives back what was appended, after a place and up to a limit', async () => {
      const events = deltas('run_a', 1, 10);
      await log.append('run_a', events.slice(0, 4));
      await log.append('run_a', events.slice(4));
      expect(await log.read('run_a', 0, 100)).toEqual(events);
      expect(await log.read('run_a', 3, 100)).toEqual(events.slice(3));
      expect(await log.read('run_a', 2, 3)).toEqual(events.slice(2, 5));
      expect(await log.read('run_a', 10, 3)).toEqual([]);
      expect(await log.read('run_b', 0, 3)).toEqual([]);
    });

    test('refuses events that do not continue the run, also those of a second writer', async () => {
      const second = await opened.another();
      await log.append('run_a', deltas('run_a', 1, 3));
      await expect(log.append('run_a', deltas('run_a', 5, 5))).rejects.toMatchObject({ code: 'stream_conflict' });
      await expect(log.append('run_b', deltas('run_b', 2, 2))).rejects.toMatchObject({ code: 'stream_conflict' });
      await second.append('run_a', deltas('run_a', 4, 6));
      await expect(log.append('run_a', deltas('run_a', 4, 5))).rejects.toMatchObject({ code: 'stream_conflict' });
      await second.append('run_a', deltas('run_a', 7, 7));
      expect(sequence(await log.read('run_a', 0, 100))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });

    test('one refused append leaves those of other runs in the same moment alone', async () => {
      const outcomes = await Promise.allSettled([
        log.append('run_a', deltas('run_a', 1, 2)),
        log.append('run_b', deltas('run_b', 7, 8)),
        log.append('run_a', deltas('run_a', 3, 4)),
      ]);
      expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(sequence(await log.read('run_a', 0, 100))).toEqual([1, 2, 3, 4]);
    });

    test('refuses a batch with a hole, of another run, or with events after the end', async () => {
      const broken = [
        [...deltas('run_a', 1, 1), ...deltas('run_a', 3, 3)],
        deltas('run_b', 1, 1),
        [end('run_a', 1), ...deltas('run_a', 2, 2)],
      ];
      for (const events of broken) {
        await expect(async () => log.append('run_a', events)).rejects.toMatchObject({ code: 'internal' });
      }
      expect(await log.read('run_a', 0, 10)).toEqual([]);
    });

    test('nothing follows the end of a run', async () => {
      await log.append('run_a', [...deltas('run_a', 1, 2), end('run_a', 3)]);
      await expect(log.append('run_a', deltas('run_a', 4, 4))).rejects.toMatchObject({ code: 'stream_conflict' });
    });

    test('a viewer gets stored events and then live ones, without hole or repeat, and ends with the run', async () => {
      await log.append('run_a', deltas('run_a', 1, 3));
      const seen = collect(log, 'run_a', 1);
      await turn();
      await log.append('run_a', deltas('run_a', 4, 5));
      await log.append('run_a', [...deltas('run_a', 6, 6), end('run_a', 7)]);
      expect(await seen).toEqual([2, 3, 4, 5, 6, 7]);
    });

    test('a viewer of an ended run gets the rest and ends, also when there is no rest', async () => {
      await log.append('run_a', [...deltas('run_a', 1, 2), end('run_a', 3)]);
      expect(await collect(log, 'run_a', 0)).toEqual([1, 2, 3]);
      expect(await collect(log, 'run_a', 3)).toEqual([]);
      expect(await collect(log, 'run_a', 99)).toEqual([]);
    });

    test('what a viewer is shown is stored already', async () => {
      const second = await opened.another();
      const shown: boolean[] = [];
      const viewing = (async () => {
        for await (const events of log.follow('run_a', 0, new AbortController().signal)) {
          const last = events.at(-1)?.seq ?? 0;
          shown.push((await second.read('run_a', last - 1, 1)).length === 1);
        }
      })();
      await turn();
      await log.append('run_a', deltas('run_a', 1, 2));
      await turn();
      await log.append('run_a', [end('run_a', 3)]);
      await viewing;
      expect(shown).toEqual([true, true]);
    });

    test('a viewer sees what another process writes', async () => {
      const writer = await opened.another();
      const seen = collect(log, 'run_a', 0);
      await turn();
      await writer.append('run_a', deltas('run_a', 1, 3));
      await writer.append('run_a', [end('run_a', 4)]);
      expect(await seen).toEqual([1, 2, 3, 4]);
    });

    test('aborting ends a viewer quietly', async () => {
      const stop = new AbortController();
      const seen = collect(log, 'run_a', 0, stop.signal);
      await log.append('run_a', deltas('run_a', 1, 1));
      await turn();
      stop.abort();
      expect(await seen).toEqual([1]);
      expect(await collect(log, 'run_a', 0, AbortSignal.abort())).toEqual([]);
    });

    test('a viewer that falls behind the backlog is served from storage again', async () => {
      const viewer = log.follow('run_a', 0, new AbortController().signal)[Symbol.asyncIterator]();
      const first = viewer.next();
      await turn();
      await log.append('run_a', deltas('run_a', 1, 1));
      const seen = sequence((await first).value as readonly ConsensusEvent[]);
      const many = viewerBacklogMax + 500;
      for (let from = 2; from <= many; from += 100) {
        await log.append('run_a', deltas('run_a', from, from + 99));
      }
      const last = (await log.read('run_a', many - 200, 10_000)).at(-1)?.seq ?? 0;
      await log.append('run_a', [end('run_a', last + 1)]);
      for (let next = await viewer.next(); next.done !== true; next = await viewer.next()) {
        seen.push(...sequence(next.value));
      }
      expect(seen).toEqual(Array.from({ length: last + 1 }, (_, index) => index + 1));
    });

    test('a viewer that is ahead of a run of another process waits for it', async () => {
      const writer = await opened.another();
      const ahead = collect(log, 'run_a', 3);
      await writer.append('run_b', [...deltas('run_b', 1, 1), end('run_b', 2)]);
      // What the other process wrote has been looked at when this one has seen it.
      await collect(log, 'run_b', 0);
      const beside = collect(log, 'run_c', 0);
      await writer.append('run_c', [end('run_c', 1)]);
      await beside;
      await log.append('run_a', [...deltas('run_a', 1, 3), end('run_a', 4)]);
      expect(await ahead).toEqual([4]);
    });

    test('removing a run takes its events and ends its viewers', async () => {
      await log.append('run_a', deltas('run_a', 1, 2));
      const seen = collect(log, 'run_a', 0);
      await turn();
      await log.remove('run_a');
      expect(await seen).toEqual([1, 2]);
      expect(await log.read('run_a', 0, 10)).toEqual([]);
      await expect(log.append('run_a', deltas('run_a', 3, 3))).rejects.toMatchObject({ code: 'stream_conflict' });
    });

    test('keeps every character', async () => {
      const text = 'quotes \' " \\ \u0000 \u001b[31m \u{1F469}\u200D\u{1F4BB} \u4e16\u754c \ud800';
      await log.append('run_a', [{ ...delta('run_a', 1), text }]);
      expect(await log.read('run_a', 0, 1)).toEqual([{ ...delta('run_a', 1), text }]);
    });

    test('any order of appends, right or wrong, by two writers: no hole, no repeat, viewers see the stored order', async () => {
      let runs = 0;
      const step = fc.record({
        second: fc.boolean(),
        from: fc.integer({ min: -2, max: 2 }),
        length: fc.integer({ min: 1, max: 3 }),
      });
      const second = await opened.another();
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 0, max: 5 }), async (steps, after) => {
          const runId = `run_${(runs += 1)}`;
          const seen = collect(log, runId, after);
          let stored = 0;
          for (const { second: isSecond, from, length } of steps) {
            const first = Math.max(1, stored + 1 + from);
            const done = await (isSecond ? second : log).append(runId, deltas(runId, first, first + length - 1)).then(
              () => true,
              () => false,
            );
            expect(done).toBe(first === stored + 1);
            stored = done ? stored + length : stored;
          }
          await log.append(runId, [end(runId, stored + 1)]);
          const all = Array.from({ length: stored + 1 }, (_, index) => index + 1);
          expect(sequence(await log.read(runId, 0, 10_000))).toEqual(all);
          expect(await seen).toEqual(all.slice(after));
        }),
        { numRuns: 100 },
      );
    });
  });
}

async function collect(
  log: RunLog,
  runId: string,
  ...[after, signal = new AbortController().signal]: [number, AbortSignal?]
): Promise<number[]> {
  const seen: number[] = [];
  for await (const events of log.follow(runId, after, signal)) {
    seen.push(...sequence(events));
  }
  return seen;
}

function sequence(events: readonly ConsensusEvent[]): number[] {
  return events.map((event) => event.seq);
}

function delta(runId: string, seq: number) {
  return {
    runId,
    seq,
    at: 1_000 + seq,
    type: 'answer-delta',
    model: 'a/b',
    phase: 'writing',
    text: `t${seq}`,
  } as const;
}

function deltas(runId: string, from: number, to: number): ConsensusEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => delta(runId, from + index));
}

function end(runId: string, seq: number): ConsensusEvent {
  return { runId, seq, at: 2_000, type: 'run-end', state: 'done', error: null, ms: 1, costMicros: 0 };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
