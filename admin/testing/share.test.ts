// oxlint-disable no-restricted-imports -- the tests read what was saved, in Node
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { chromiumPath } from './browser.ts';
import { says, useScene } from './scene.ts';
import { fullRun, question, until } from './script.ts';

const run = (change: object = {}) => fullRun({ id: 'run_1', session: 'ses_1', startedAt: Date.now(), ...change });

async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  return page.getByLabel('Link to this run').inputValue();
}

describe.skipIf(chromiumPath === null)('taking a run away', { timeout: 60_000 }, () => {
  const scene = useScene();

  it('makes a link that shows a stranger this run and nothing else', async () => {
    scene.api.add(run());
    const page = await scene.open();
    await page.goto('/runs/run_1');
    const link = await makeLink(page);
    expect(new URL(link).origin).toBe(scene.api.address);
    expect(await axe(page)).toEqual([]);

    const stranger = await scene.open({ width: 360, height: 740 });
    scene.api.requests.length = 0;
    await stranger.goto(link);
    await says(stranger, '4 of 5 models');
    await says(stranger, question);
    await says(stranger, /A shared run, as it stood/);
    expect(scene.api.requests.filter((one) => one.includes('/v1/'))).toEqual([
      `GET /v1/shared/${link.split('/').at(-1)}`,
    ]);
    await expect.poll(() => stranger.getByRole('textbox').count()).toBe(0);
    await expect.poll(() => stranger.getByRole('link', { name: 'History' }).count()).toBe(0);
    await expect.poll(() => stranger.locator('meta[name="robots"]').getAttribute('content')).toContain('noindex');
    expect(await stranger.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  it('revokes a link, which then opens nothing', async () => {
    scene.api.add(run());
    const page = await scene.open();
    await page.goto('/runs/run_1');
    const link = await makeLink(page);
    await page.getByRole('button', { name: /^Revoke the link made/ }).click();
    await says(page, 'Revoked. The link opens nothing any more.');
    await expect.poll(() => page.getByLabel('Link to this run').count()).toBe(0);
    await page.goto(link);
    await says(page, 'This link opens nothing');
    expect(await axe(page)).toEqual([]);
  });

  it('makes no link of a run that goes on', async () => {
    const events = run();
    scene.api.add(events, until(events, 'answer-end', 1).length);
    const page = await scene.open();
    await page.goto('/runs/run_1');
    await page.getByRole('button', { name: 'Share' }).click();
    await says(page, 'A link can be made when the run has ended.');
    await expect.poll(() => page.getByRole('button', { name: 'Make a link' }).count()).toBe(0);
  });

  it('is done by keyboard, and gives the focus back', async () => {
    scene.api.add(run());
    const page = await scene.open();
    await page.goto('/runs/run_1');
    const share = page.getByRole('button', { name: 'Share' });
    await share.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Make a link' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Link to this run').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await share.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it.for(['light', 'dark'] as const)('saves a picture of the verdict for a slide, %s', async (scheme) => {
    scene.api.add(run({ rehearsal: true }));
    const page = await scene.open({ scheme });
    await page.goto('/runs/run_1');
    await page.getByRole('button', { name: 'Share' }).click();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Picture of the verdict (PNG)' }).click(),
    ]);
    const png = await readFile(await saved.path());
    expect(saved.suggestedFilename()).toBe('consilience-verdict.png');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_600, 900]);
    // Text, meter and chips: a blank one has a few kilobytes.
    expect(png.length).toBeGreaterThan(30_000);
  });

  it('is printed whole, in dark ink on white, with nothing to press', async () => {
    scene.api.add(run({ rehearsal: true }));
    const page = await scene.open({ scheme: 'dark' });
    await page.goto('/runs/run_1');
    await says(page, '4 of 5 models');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const hidden of ['.side', '.actions', '.follow-up', '.show-all', '.tabs']) {
      await expect.poll(() => page.locator(hidden).filter({ visible: true }).count()).toBe(0);
    }
    const answer = page.locator('#answer-3 .collapsible');
    expect(await answer.evaluate((box) => box.scrollHeight - box.clientHeight)).toBeLessThanOrEqual(1);
    expect(await page.locator('h1').evaluate((title) => getComputedStyle(title).color)).toBe('rgb(28, 29, 31)');
    await says(page, /Rehearsal/);
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
    expect(pages?.length).toBeGreaterThan(0);
  });
});
