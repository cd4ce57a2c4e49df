import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { chromiumPath, launch } from '../../admin/testing/browser.ts';
import { FakeApi } from '../../admin/testing/fake-api.ts';
import type { Bench } from '../bench.ts';
import { median } from '../statistics.ts';
import { makeRow, type Row } from '../table.ts';
import { traceMainThread, type MainThread } from './main-thread.ts';
import { servePlainPage } from './plain-page.ts';
import { longAnswer, runId, writing, type Stream } from './script.ts';

const root = join(import.meta.dirname, '..', '..');
const tokenMs = 10;

/** The page in headless Chromium: what it loads, when it shows something, and what eight streams cost its main thread. */
export async function measurePage(bench: Bench): Promise<readonly Row[]> {
  if (chromiumPath === null) {
    bench.say('no Chromium: the page is not measured');
    return [];
  }
  await build({ root: join(root, 'admin'), logLevel: 'silent' });
  const browser = await launch();
  try {
    return [
      await scriptBytes(),
      await firstContent(bench, browser),
      ...(await eightStreams(bench, browser)),
      ...(await longScroll(bench, browser)),
    ];
  } finally {
    await browser.close();
  }
}

const gzipped = (code: string | Uint8Array) => gzipSync(code).length / 1_000;

async function scriptBytes(): Promise<Row> {
  const page = readFileSync(join(root, 'admin/dist/index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const kB = scripts.reduce((total, path) => total + gzipped(readFileSync(join(root, 'admin/dist', path))), 0);
  return makeRow({
    target: 'page',
    name: 'script before the first screen, gzip, beside React alone',
    unit: 'kB',
    ours: kB,
    baseline: await reactAlone(),
    goal: 'at most 170 kB',
    met: () => kB <= 170,
  });
}

async function reactAlone(): Promise<number> {
  const entry = 'virtual:react';
  const code = `import { createElement } from 'react'; import { createRoot } from 'react-dom/client';
    createRoot(document.body).render(createElement('p'));`;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root,
    build: { write: false, rollupOptions: { input: entry } },
    plugins: [
      { name: 'react', resolveId: (id) => (id === entry ? id : null), load: (id) => (id === entry ? code : null) },
    ],
  });
  const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  return chunks.reduce((total, chunk) => total + ('code' in chunk ? gzipped(chunk.code) : 0), 0);
}

async function firstContent(bench: Bench, browser: Browser): Promise<Row> {
  await using stage = await Stage.open();
  const ours: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < bench.lengths.firsts; round += 1) {
    ours.push(await firstPaintMs(browser, stage.api.address));
    plain.push(await firstPaintMs(browser, stage.plain));
  }
  const ms = median(ours);
  bench.say(`first content: ${ours.map((one) => one.toFixed(0)).join(', ')} ms`);
  return makeRow({
    target: 'page',
    name: 'first content of a first visit, p50, beside an empty page',
    unit: 'ms',
    ours: ms,
    baseline: median(plain),
    goal: 'under 1,000 ms',
    met: () => ms < 1_000,
  });
}

/** Without any cache, from the beginning of the navigation. */
async function firstPaintMs(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(address);
    await page.locator('h1').waitFor();
    const handle = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    );
    return Number(await handle.jsonValue());
  } finally {
    await context.close();
  }
}

async function eightStreams(bench: Bench, browser: Browser): Promise<readonly Row[]> {
  const seconds = bench.lengths.seconds * 2;
  const stream = writing(8, (seconds * 1_000) / tokenMs);
  const ours = await streamed(browser, { stream, where: 'ours' });
  const plain = await streamed(browser, { stream, where: 'plain', query: '?short' });
  say(bench, 'eight streams of 100 tokens a second', { ours, plain });
  return [
    makeRow({
      target: 'page',
      name: 'longest task while 8 answers stream at 100 tokens/s each, beside a page that appends plain text',
      unit: 'ms',
      ours: ours.longestMs,
      baseline: plain.longestMs,
      goal: 'at most 50 ms',
      met: () => ours.longestMs <= 50,
    }),
    makeRow({
      target: 'page',
      name: 'main thread busy meanwhile, beside a page that appends plain text',
      unit: '%',
      ours: ours.busy * 100,
      baseline: plain.busy * 100,
      goal: 'under 40 %',
      met: () => ours.busy < 0.4,
    }),
  ];
}

const longCharacters = 100_000;
const frameMs = 1_000 / 60;

async function longScroll(bench: Bench, browser: Browser): Promise<readonly Row[]> {
  const stream = longAnswer(longCharacters, (bench.lengths.seconds * 1_000) / tokenMs);
  const ours = await streamed(browser, { stream, where: 'ours', scroll: true });
  const plain = await streamed(browser, { stream, where: 'plain', query: '?long', scroll: true });
  say(bench, `an answer of ${longCharacters} characters grows and is scrolled`, { ours, plain });
  return [
    makeRow({
      target: 'page',
      name: 'longest task while an answer of 100,000 characters grows and is scrolled, beside plain text',
      unit: 'ms',
      ours: ours.longestMs,
      baseline: plain.longestMs,
      goal: 'under one frame, 16.7 ms',
      met: () => ours.longestMs < frameMs,
    }),
  ];
}

interface Streamed {
  readonly stream: Stream;
  readonly where: 'ours' | 'plain';
  readonly query?: string;
  readonly scroll?: boolean;
}

/** Opens the run before its stream, lets it be drawn, and traces the stream. */
async function streamed(
  browser: Browser,
  { stream, where, query = '', scroll = false }: Streamed,
): Promise<MainThread> {
  await using stage = await Stage.open();
  stage.api.add(stream.events, stream.before);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(where === 'ours' ? `${stage.api.address}/runs/${runId}` : `${stage.plain}/${query}`);
    await page.locator('h1').waitFor();
    await pause(scroll ? 4_000 : 1_500);
    if (scroll && where === 'ours') {
      await page.getByRole('button', { name: 'Show all' }).click();
      await pause(1_500);
    }
    return await traceMainThread(browser, page, async () => {
      const played = play(stage.api, stream);
      await Promise.all([played, ...(scroll ? [scrollUntil(page, played)] : [])]);
    });
  } finally {
    await context.close();
  }
}

/** By absolute times: a late turn sends what is due by then. */
async function play(api: FakeApi, { events, before, together }: Stream): Promise<void> {
  const startedAt = performance.now();
  for (let shown = before; shown < events.length;) {
    await pause(tokenMs);
    shown = before + together * Math.floor((performance.now() - startedAt) / tokenMs);
    api.play(runId, shown);
  }
}

async function scrollUntil(page: Page, end: Promise<void>): Promise<void> {
  const state = { over: false };
  void end.finally(() => {
    state.over = true;
  });
  await page.mouse.move(640, 450);
  for (let turn = 0; !state.over; turn += 1) {
    await page.mouse.wheel(0, turn % 80 < 40 ? 300 : -300);
    await pause(30);
  }
}

function say(bench: Bench, what: string, both: { readonly ours: MainThread; readonly plain: MainThread }): void {
  for (const [name, one] of Object.entries(both)) {
    bench.say(
      `${what}, ${name}: ${one.tasks} tasks, longest ${one.longestMs.toFixed(1)} ms of its own time (${one.longestWallMs.toFixed(1)} ms by the clock), busy ${(one.busy * 100).toFixed(1)} %, ${one.framesPerSecond.toFixed(0)} frames a second`,
    );
  }
}

/** The API that plays the events, and the plain page beside it. */
class Stage implements AsyncDisposable {
  readonly api: FakeApi;
  readonly plain: string;
  readonly #close: () => void;

  static async open(): Promise<Stage> {
    const api = await FakeApi.start();
    const plain = await servePlainPage(api.address);
    return new Stage(api, plain.address, () => plain.close());
  }

  constructor(api: FakeApi, ...[plain, close]: [string, () => void]) {
    this.api = api;
    this.plain = plain;
    this.#close = close;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.api.close();
  }
}
