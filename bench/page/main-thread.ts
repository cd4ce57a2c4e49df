import type { Browser, Page } from 'playwright-core';

/** What the main thread of a page did in a while. */
export interface MainThread {
  /** The longest task, in milliseconds of the thread's own time. */
  readonly longestMs: number;
  /** Its longest task as the clock saw it, with what else ran on the machine. */
  readonly longestWallMs: number;
  /** Share of the while in which the thread worked. */
  readonly busy: number;
  readonly tasks: number;
  /** Frames a second that the page was given; a machine that is busy elsewhere gives fewer. */
  readonly framesPerSecond: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Traces `work` and reads the tasks of the page's main thread. A task counts by the processor time of its thread, since a shared
 * machine stretches what the clock sees.
 */
export async function traceMainThread(browser: Browser, page: Page, work: () => Promise<void>): Promise<MainThread> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  const frames = await countFrames(page);
  const startedAt = performance.now();
  await work();
  const wallMs = performance.now() - startedAt;
  const framesPerSecond = ((await frames()) / wallMs) * 1_000;
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const tasks = busiest(traceEvents);
  const own = tasks.map(({ tdur = 0 }) => tdur / 1_000);
  return {
    longestMs: Math.max(0, ...own),
    longestWallMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1_000)),
    busy: own.reduce((total, ms) => total + ms, 0) / wallMs,
    tasks: tasks.length,
    framesPerSecond,
  };
}

/** Begins to count; the function says how many there were. */
async function countFrames(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = { frames: 0 };
    Object.assign(globalThis, { seen });
    const tick = () => {
      seen.frames += 1;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  return () => page.evaluate(() => (globalThis as unknown as { seen: { frames: number } }).seen.frames);
}

/** The tasks of the renderer's main thread; of more than one renderer the busiest is the page. */
function busiest(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask' && mains.has(`${pid} ${tid}`),
  );
  const byThread = [...Map.groupBy(tasks, ({ pid, tid }) => `${pid} ${tid}`).values()];
  const work = (some: readonly TraceEvent[]) => some.reduce((total, { tdur = 0 }) => total + tdur, 0);
  return byThread.toSorted((one, other) => work(other) - work(one))[0] ?? [];
}
