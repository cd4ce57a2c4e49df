import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from './browser.ts';
import { richRun } from './rich-run.ts';
import { says, useScene } from './scene.ts';
import { fullRun } from './script.ts';

const options = { id: 'run_1', session: 'ses_1', startedAt: Date.now() };
const marked = (page: Page, name: string) =>
  page.evaluate((key) => Array.from(CSS.highlights.get(key) ?? [], String), name);

describe.skipIf(chromiumPath === null)('the reasons of a run in a browser', { timeout: 60_000 }, () => {
  const scene = useScene();

  async function openRun(path = '', events = fullRun(options)): Promise<Page> {
    scene.api.add(events);
    const page = await scene.open();
    await page.goto(`/runs/run_1${path}`);
    await page.locator('h1').waitFor();
    return page;
  }

  it('light up the supporters of a sentence and the words it rests on, and list them', async () => {
    const page = await openRun();
    const support = page.getByRole('button', { name: /What this rests on: A GPT/ });
    await support.hover();
    await expect.poll(() => page.locator('.answer[data-lit]').count()).toBe(3);
    expect(await marked(page, 'support')).toContain(
      'Atmospheric pressure at 3,000 m is about 70 kPa, and water boils when its vapour pressure matches that',
    );
    await page.mouse.move(0, 0);
    await expect.poll(() => page.locator('.answer[data-lit]').count()).toBe(0);
    await support.focus();
    await expect.poll(() => page.locator('.answer[data-lit]').count()).toBe(3);
    await page.keyboard.press('Enter');
    const panel = page.getByRole('region', { name: 'It rests on' });
    await panel.getByRole('link', { name: /70 kPa/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'answer-0');
    expect(await marked(page, 'quote')).toHaveLength(1);
    await panel.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => panel.count()).toBe(0);
  });

  it('say why the score is what it is', async () => {
    const page = await openRun();
    await page.getByRole('button', { name: 'Why this number' }).click();
    await says(page, 'Share of the leading position');
    await says(page, 'Gemini stands apart on a number.');
    await says(page, /330 of 420/);
    await expect.poll(() => page.locator('#verdict .term-bar').count()).toBe(4);
  });

  it('are a page with an address, whose quotes lead to their place in the answer', async () => {
    const page = await openRun();
    await page.locator('#verdict').getByRole('link', { name: 'Divergence report' }).click();
    await page.waitForURL('**/runs/run_1/divergence');
    await page.reload();
    await says(page, 'What they disagree on, by position');
    await says(page, 'The boiling point falls by 1 °C for every 300 m.');
    const quote = page.getByRole('link', { name: /regardless of altitude/ }).first();
    const address = await quote.getAttribute('href');
    await quote.click();
    await page.waitForFunction(() => document.activeElement?.id === 'answer-2');
    expect(await marked(page, 'quote')).toEqual(['100 °C regardless of altitude']);
    const other = await scene.open();
    await other.goto(address ?? '');
    await other.waitForFunction(() => document.activeElement?.id === 'answer-2');
    expect(await marked(other, 'quote')).toEqual(['100 °C regardless of altitude']);
  });

  it('set two answers side by side, by keyboard alone', async () => {
    const page = await openRun();
    await page.locator('.heat a[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await says(page, /GPT.* and Claude|Claude.* and GPT/);
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/run_1/compare?*');
    await says(page, /They contradict each other \(2\)/);
    const left = page.getByRole('combobox', { name: 'Left answer' });
    const before = await left.inputValue();
    await page.keyboard.press('x');
    await page.waitForFunction((was) => document.querySelector('select')?.value !== was, before);
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('compared-point');
    await page.keyboard.press(']');
    await page.keyboard.press('Escape');
    await page.waitForURL('**/runs/run_1');
  });

  it('choose any two answers by address, and mark the words that differ', async () => {
    const page = await openRun('/compare?a=openai%2Fgpt-5.5&b=google%2Fgemini-3-pro');
    await says(page, /Both say \(1\)/);
    await expect.poll(() => page.locator('.compared-conflict .said').first().textContent()).toContain('90 °C');
    await page.getByRole('combobox', { name: 'Right answer' }).selectOption('anthropic/claude-opus-4-8');
    await page.waitForURL(/b=anthropic/);
    await says(page, /Only Claude says \(1\)/);
    await expect.poll(() => page.locator('.compared-both mark').count()).toBeGreaterThan(0);
  });

  it('draw formulas, code and every script as people expect to read them', async () => {
    const page = await openRun('', richRun(options));
    await page.locator('.formula .katex').first().waitFor();
    await expect.poll(() => page.locator('.formula-display .katex-display').count()).toBe(1);
    await expect.poll(() => page.locator('#answer-0').textContent()).toContain('it costs $5 to $10');
    await page.locator('.code-keyword').first().waitFor();
    const direction = (text: string) =>
      page
        .getByText(text)
        .first()
        .evaluate((element) => getComputedStyle(element).direction);
    expect(await direction('مرحبا')).toBe('rtl');
    expect(await direction('注意')).toBe('ltr');
    // Only where the question or a citation leads.
    await expect.poll(() => page.locator('#answer-1 a[href*="elsewhere"]').count()).toBe(0);
    await expect
      .poll(() => page.locator('#answer-1 .cite').getAttribute('title'))
      .toBe('Source 1: Boiling points by height, example.org');
    // What is wide scrolls inside its card.
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1280);
  });
});
