import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axe, axeColours } from './axe.ts';
import { chromiumPath, launch, noChromium, visit } from './browser.ts';
import type { Visit } from './browser.ts';
import { FakeApi } from './fake-api.ts';
import { fakeModels } from './fake-store.ts';
import { richRun } from './rich-run.ts';
import { fullRun, noAnswers, oneAnswer, question, stopped, until } from './script.ts';

if (chromiumPath === null) {
  process.stderr.write(`${noChromium}\n`);
}

const waitMs = 8_000;
const options = (id: string) => ({ id, session: `ses_${id}`, startedAt: Date.now() });

let browser: Browser;
let api: FakeApi;
const visits: Visit[] = [];

async function open(change: Partial<Parameters<typeof visit>[1]> = {}): Promise<Page> {
  const made = await visit(browser, { address: api.address, ...change });
  made.page.setDefaultTimeout(waitMs);
  visits.push(made);
  return made.page;
}

/** Adds the whole run, of which has happened what comes until the nth event of a type. */
function addUntil(
  id: string,
  ...[type, nth]: Parameters<typeof until> extends [unknown, ...infer R] ? R : never
): void {
  const events = fullRun(options(id));
  api.add(events, until(events, type, nth).length);
}

const says = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();
const verdict = (page: Page) => page.locator('#verdict');

describe.skipIf(chromiumPath === null)('the page in a browser', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    api = await FakeApi.start();
  });
  afterEach(async () => {
    const faults = visits.flatMap((one) => one.faults);
    await Promise.all(visits.splice(0).map((one) => one.context.close()));
    await api.close();
    // Nothing threw, nothing was refused by the policy, nothing was asked of another address.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(faults).toEqual([]);
  });

  it('asks, watches and reads the verdict', async () => {
    api.store.script = fullRun;
    const page = await open();
    await page.goto('/');
    await page.waitForFunction(() => document.activeElement?.id === 'question');
    await page.keyboard.type('Line one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('line two');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/run_1');
    expect(api.store.asked).toEqual([{ question: 'Line one\nline two' }]);
    await says(page, 'Waiting for answers');
    api.play('run_1', until(fullRun(options('x')), 'synthesis-delta', 12).length);
    await says(page, '2 of 5, provisional');
    await says(page, '3 of 5 answered · missing Llama and Sonar');
    await says(page, 'Gemini says: 100 °C.');
    await expect.poll(() => page.locator('.num').textContent()).toBe('64');
    api.play('run_1');
    await says(page, '4 of 5 models');
    await expect.poll(() => page.locator('.num').textContent()).toBe('78');
    await expect.poll(() => page.locator('.answer[data-state="done"]').count()).toBe(5);
    await expect.poll(() => verdict(page).locator('.synthesis').textContent()).toContain('roughly 90 °C.');
    await expect.poll(() => page.title()).toMatch(/^78 · Moderate agreement/);
  });

  it('keeps the parts in their places while answers come', async () => {
    const events = fullRun(options('run_1'));
    api.add(events, 6);
    const page = await open();
    await page.goto('/runs/run_1');
    await says(page, 'Waiting for answers');
    const top = () => page.locator('.answers').evaluate((element) => element.getBoundingClientRect().top);
    const before = await top();
    api.play('run_1', until(events, 'synthesis-delta', 30).length);
    await says(page, '2 of 5, provisional');
    expect(await top()).toBe(before);
    api.play('run_1');
    await says(page, '4 of 5 models');
    expect(await top()).toBe(before);
  });

  it('stops with Esc and says what was stopped', async () => {
    addUntil('run_1', 'answer-end', 1);
    const page = await open();
    await page.goto('/runs/run_1');
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await page.keyboard.press('Escape');
    await says(page, 'Stopped before there was a verdict');
    expect(api.requests).toContain('DELETE /v1/runs/run_1');
    await page.getByRole('button', { name: 'Ask again' }).waitFor();
  });

  it('goes on after a reload where it was', async () => {
    addUntil('run_1', 'answer-delta', 40);
    const page = await open();
    await page.goto('/runs/run_1');
    await says(page, 'Around');
    await page.reload();
    await says(page, 'Around');
    api.play('run_1');
    await says(page, '4 of 5 models');
    await expect
      .poll(() => page.locator('#answer-0 .md').textContent())
      .toContain('Food therefore takes longer to cook.');
  });

  it('says that the connection is lost, resumes, and loses nothing', async () => {
    addUntil('run_1', 'answer-delta', 40);
    const page = await open();
    await page.goto('/runs/run_1');
    await says(page, 'Around');
    api.cut();
    await says(page, /Reconnecting/);
    api.play('run_1');
    api.mend();
    await says(page, '4 of 5 models');
    await page.locator('.connection').waitFor({ state: 'hidden' });
    await expect
      .poll(() => page.locator('#answer-2 .md').textContent())
      .toBe('Water boils at 100 °C regardless of altitude; what changes is how long food takes to cook.');
  });

  it('shows a quote in the answer it is from', async () => {
    api.add(fullRun(options('run_1')));
    const page = await open();
    await page.goto('/runs/run_1');
    await page.getByRole('link', { name: /regardless of altitude/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'answer-2');
    expect(await page.evaluate(() => [...(CSS.highlights.get('quote') ?? [])].map(String))).toEqual([
      '100 °C regardless of altitude',
    ]);
  });

  it('is used by keyboard alone', async () => {
    api.store.script = fullRun;
    api.add(fullRun(options('old')));
    const page = await open();
    await page.goto('/runs/old');
    await says(page, '4 of 5 models');
    const active = () => page.evaluate(() => document.activeElement?.id);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('3');
    expect(await active()).toBe('answer-2');
    await page.keyboard.press('d');
    await page.waitForURL('**/runs/old/divergence');
    await says(page, 'Point by point');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/runs/old');
    await says(page, '4 of 5 models');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await active()).toBe('question');
    await page.keyboard.type('And d 1?');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/run_1');
    expect(api.store.asked).toEqual([{ question: 'And d 1?', session: 'ses_old', follows: 'old' }]);
    await page.locator('.turn', { hasText: question }).waitFor();
  });

  it('remembers the panel', async () => {
    api.store.script = oneAnswer;
    const page = await open();
    await page.goto('/');
    await page.getByRole('button', { name: 'Gemini 3 Pro' }).click();
    await page.reload();
    await expect
      .poll(() => page.getByRole('button', { name: 'Gemini 3 Pro' }).getAttribute('aria-pressed'))
      .toBe('false');
    await page.getByRole('button', { name: question }).click();
    await page.waitForURL('**/runs/run_1');
    expect(api.store.asked[0]?.models).toHaveLength(4);
  });

  it('says what went wrong and what to do when it cannot ask', async () => {
    const page = await open();
    await page.goto('/');
    await page.waitForFunction(() => document.activeElement?.id === 'question');
    await page.keyboard.type('A question');
    await page.keyboard.press('Enter');
    await says(page, 'Too many runs are in flight.');
    await expect.poll(() => page.locator('#question').inputValue()).toBe('A question');
    await page.goto('/runs/nothing');
    await says(page, 'There is no such run');
  });

  it('lists, searches, renames and deletes sessions', async () => {
    api.add(fullRun(options('run_1')));
    api.add(fullRun({ ...options('run_2'), question: 'Was Napoleon short?' }));
    const page = await open();
    await page.goto('/history');
    await page.locator('.session').nth(1).waitFor();
    await page.getByRole('searchbox').fill('napoleon');
    await page.waitForFunction(() => document.querySelectorAll('.session').length === 1);
    await page.getByRole('button', { name: 'Rename: Was Napoleon short?' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Napoleon');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('link', { name: 'Napoleon', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Delete: Napoleon' }).click();
    await says(page, /Nothing matches/);
    expect(api.store.runs.has('run_2')).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Napoleon', exact: true }).waitFor();
  });

  it('fits a phone: one column, answers to swipe, pairs in place of the matrix', async () => {
    api.add(fullRun(options('run_1')));
    for (const width of [360, 390]) {
      const page = await open({ width, height: 740 });
      await page.goto('/runs/run_1');
      await says(page, '4 of 5 models');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await expect.poll(() => page.locator('.heat').isVisible()).toBe(false);
      await expect.poll(() => page.locator('.pairs li').count()).toBe(10);
      await page.locator('.tab').nth(2).click();
      await page.waitForFunction(() => {
        const box = document.querySelector('#answer-2')?.getBoundingClientRect();
        return box && box.left >= 0 && box.right <= innerWidth;
      });
      await expect.poll(() => page.locator('.sticky-verdict').isVisible()).toBe(true);
    }
  });

  it('does not fetch what an answer points to', async () => {
    const events = fullRun(options('run_1')).map((event) =>
      event.type === 'answer-delta'
        ? { ...event, text: `![x](https://evil.example/${event.seq}.png) <img src=x> ` }
        : event,
    );
    api.add(events);
    const page = await open();
    await page.goto('/runs/run_1');
    await says(page, '4 of 5 models');
    await expect.poll(() => page.locator('main img').count()).toBe(0);
  });

  it('keeps up with eight answers at 100 tokens a second', async () => {
    const models = Array.from({ length: 8 }, (_, index) => `vendor/model-${index}`);
    const start = Date.now();
    const bodies = [
      {
        type: 'run-start' as const,
        question,
        session: 's',
        quorum: 3,
        panel: models.map((model) => ({ model, vendor: 'vendor', label: model, rehearsal: false, late: false })),
      },
      ...models.map((model) => ({ type: 'answer-start' as const, model, attempt: 1 })),
      ...Array.from({ length: 300 }, (_, at) =>
        models.map((model) => ({
          type: 'answer-delta' as const,
          model,
          phase: 'writing' as const,
          text: at % 12 === 11 ? '.\n- **next** ' : `word ${at} `,
        })),
      ).flat(),
    ];
    const events = bodies.map((body, index) => ({ runId: 'run_1', seq: index + 1, at: start + index, ...body }));
    api.add(events, 9);
    const page = await open({ still: false });
    await page.goto('/runs/run_1');
    await says(page, 'Waiting for answers');
    await page.evaluate(() => {
      const seen = { frames: 0, longest: 0 };
      Object.assign(globalThis, { seen });
      let last = performance.now();
      const tick = () => {
        const now = performance.now();
        seen.frames += 1;
        seen.longest = Math.max(seen.longest, now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    });
    for (let shown = 9; shown < events.length; shown += 40) {
      api.play('run_1', shown);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    api.play('run_1');
    await page.locator('#answer-7 .md').getByText('word 298').waitFor();
    const seen = await page.evaluate(
      () => (globalThis as unknown as { seen: { frames: number; longest: number } }).seen,
    );
    // Shared machines are slow; a page that parsed everything again would stand still for seconds.
    expect(seen.longest).toBeLessThan(1_000);
    expect(seen.frames).toBeGreaterThan(20);
  });

  const states: Readonly<Record<string, () => string>> = {
    ask: () => '/',
    'ask in rehearsal': () => {
      api.store.models = { ...fakeModels, source: 'rehearsal', sentence: 'Five rehearsal models.' };
      return '/';
    },
    'empty history': () => '/history',
    history: () => {
      api.add(fullRun(options('run_1')));
      return '/history';
    },
    models: () => '/models',
    'nothing there': () => '/nowhere',
    waiting: () => runAt('answer-start', 5),
    answering: () => runAt('answer-delta', 60),
    provisional: () => runAt('synthesis-delta', 20),
    done: () => added(fullRun(options('run_1'))),
    rehearsal: () => added(fullRun({ ...options('run_1'), rehearsal: true })),
    'divergence report': () => `${added(fullRun(options('run_1')))}/divergence`,
    'two answers': () => `${added(fullRun(options('run_1')))}/compare`,
    'rich answers': () => added(richRun(options('run_1'))),
    failed: () => added(noAnswers(options('run_1'))),
    'one answer': () => added(oneAnswer(options('run_1'))),
    stopped: () => {
      const events = until(fullRun(options('run_1')), 'answer-end', 1);
      return added([...events, ...stopped(events)]);
    },
  };

  it.for(Object.keys(states))('axe finds nothing, light, dark and narrow: %s', async (name) => {
    const path = states[name]?.() ?? '/';
    const page = await open();
    await page.goto(path);
    await page.locator('h1').waitFor();
    await page.waitForTimeout(150);
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeColours(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await axe(page)).toEqual([]);
  });
});

function runAt(type: Parameters<typeof until>[1], nth: number): string {
  addUntil('run_1', type, nth);
  return '/runs/run_1';
}

function added(events: Parameters<FakeApi['add']>[0]): string {
  api.add(events);
  return '/runs/run_1';
}
