import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { says, useScene } from './scene.ts';
import { fullRun, until } from './script.ts';

const run = (change: object = {}) => fullRun({ id: 'run_1', session: 'ses_1', startedAt: Date.now(), ...change });

describe.skipIf(chromiumPath === null)('the page for everyone', { timeout: 60_000 }, () => {
  const scene = useScene();

  async function openRun(change: Parameters<typeof scene.open>[0] = {}): Promise<Page> {
    scene.api.add(run());
    const page = await scene.open(change);
    await page.goto('/runs/run_1');
    await page.locator('.num').waitFor();
    await page.waitForTimeout(150);
    return page;
  }

  it.for(['light', 'dark'] as const)(
    'axe finds nothing in what opens over a page and behind a link, %s',
    async (scheme) => {
      const page = await openRun({ scheme });
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Go to/ }).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      expect(await axe(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('button', { name: 'Make a link' }).click();
      await page.getByLabel('Link to this run').waitFor();
      expect(await axe(page)).toEqual([]);
      await page.goto(await page.getByLabel('Link to this run').inputValue());
      await says(page, /A shared run/);
      expect(await axe(page)).toEqual([]);
    },
  );

  it.for(['light', 'dark'] as const)('axe finds nothing in the report and the comparison, %s', async (scheme) => {
    const page = await openRun({ scheme });
    for (const path of ['/runs/run_1/divergence', '/runs/run_1/compare']) {
      await page.goto(path);
      await page.locator('h1').waitFor();
      await page.waitForTimeout(200);
      expect([path, await axe(page)]).toEqual([path, []]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect([path, await sideways(page)]).toEqual([path, 0]);
      await page.setViewportSize({ width: 1_280, height: 900 });
    }
  });

  it('goes anywhere by Ctrl+K, while typing too', async () => {
    const page = await openRun();
    await page.locator('#question').focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('clau');
    await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'answer-1');
    await page.keyboard.press('Control+k');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const chosen = page.getByRole('dialog').getByRole('option', { selected: true });
    const input = page.getByRole('combobox', { name: /Go to/ });
    await expect.poll(() => input.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('histo');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/history');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzzz');
    await says(page, 'Nothing matches. Try fewer letters.');
  });

  it('shows where the focus is, on everything that takes it, and keeps it nowhere', async () => {
    const page = await openRun();
    const seen = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) {
          return null;
        }
        const marked = [element, element.closest('.ask-box'), element.closest('.side-language')].some((one) => {
          const style = one === null ? null : getComputedStyle(one);
          return style !== null && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
        });
        const { width, height } = element.getBoundingClientRect();
        return { html: element.outerHTML.slice(0, 120), marked: marked && width > 0 && height > 0 };
      });
      if (focus === null) {
        break;
      }
      expect(focus).toMatchObject({ marked: true });
      seen.add(focus.html);
    }
    expect(seen.size).toBeGreaterThan(12);
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });

  it('is read in the order it is seen: question, verdict, answers, reasons', async () => {
    const page = await openRun();
    const headings = await page
      .locator('main')
      .evaluate((main) => Array.from(main.querySelectorAll('h1, h2'), (one) => `${one.tagName} ${one.textContent}`));
    const order = ['H1 At what', 'H2 Verdict', 'H2 Answers', 'H2 Who agrees', 'H2 Divergence report'];
    const places = order.map((start) => headings.findIndex((one) => one.startsWith(start)));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    await expect.poll(() => page.locator('h1').count()).toBe(1);
  });

  it('says a verdict once, and again only when it has changed', async () => {
    const events = run();
    scene.api.add(events, until(events, 'answer-start', 5).length);
    const page = await scene.open();
    await page.goto('/runs/run_1');
    await says(page, 'Waiting for answers');
    await page.evaluate(() => {
      const region = document.querySelector('[data-testid=spoken]');
      const said: string[] = [];
      Object.assign(globalThis, { said });
      if (region) {
        new MutationObserver(() => said.push(region.textContent)).observe(region, {
          childList: true,
          characterData: true,
          subtree: true,
        });
      }
    });
    for (let shown = 10; shown < events.length; shown += 25) {
      scene.api.play('run_1', shown);
      await page.waitForTimeout(40);
    }
    scene.api.play('run_1');
    await says(page, '4 of 5 models');
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.at(-1)).toBe('Agreement 78, Moderate agreement.');
    expect(said.filter((one, index) => one === said[index - 1])).toEqual([]);
    expect(said.length).toBeLessThanOrEqual(4);
  });

  it('fits 320 pixels, and text of twice the size, without scrolling sideways', async () => {
    scene.api.add(run());
    const page = await scene.open({ width: 320, height: 640 });
    for (const path of ['/', '/runs/run_1', '/history', '/models', '/nowhere']) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(path);
      await page.locator('h1').waitFor();
      await page.waitForTimeout(150);
      expect([path, await sideways(page)]).toEqual([path, 0]);
      // 200 % of a window of 1,280: the browser's zoom halves the width that the page sees.
      await page.setViewportSize({ width: 640, height: 450 });
      expect([path, await sideways(page)]).toEqual([path, 0]);
    }
  });

  it('moves nothing for who wants it still', async () => {
    const events = run();
    scene.api.add(events, until(events, 'answer-delta', 30).length);
    const page = await scene.open({ still: true });
    await page.goto('/runs/run_1');
    await says(page, 'Around');
    scene.api.play('run_1', until(events, 'answer-end', 2).length);
    await page.waitForTimeout(100);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });
});

/** How many pixels wider than the window the page is. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}
