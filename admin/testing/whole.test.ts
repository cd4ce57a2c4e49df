// oxlint-disable no-restricted-imports -- the tests read what was saved, in Node
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, noChromium, visit } from './browser.ts';
import type { Visit } from './browser.ts';
import { RealServer } from './real-server.ts';
import { says } from './scene.ts';
import { Wire } from './wire.ts';

if (chromiumPath === null) {
  process.stderr.write(`${noChromium}\n`);
}

const boiling = 'At what temperature does water boil on a 3,000 m mountain?';
/** A run of the rehearsal models takes some seconds by design, and the machine may be busy. */
const runMsMax = 40_000;

const ended = (page: Page) => page.getByRole('button', { name: 'Ask again' }).waitFor({ timeout: runMsMax });
const texts = (page: Page) => page.locator('.answer .md').allTextContents();

async function ask(page: Page, question: string): Promise<string> {
  await page.goto('/');
  await page.locator('#question').fill(question);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/runs/*');
  return page.url().split('/').at(-1) ?? '';
}

describe.skipIf(chromiumPath === null)('the whole product in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let server: RealServer;
  const visits: Visit[] = [];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), RealServer.open()]);
  }, 60_000);
  afterAll(() => Promise.all([browser.close(), server.close()]));
  afterEach(async () => {
    const faults = visits.flatMap((one) => one.faults);
    await Promise.all(visits.splice(0).map((one) => one.context.close()));
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(faults).toEqual([]);
  });

  async function open(address = server.address): Promise<Page> {
    const made = await visit(browser, { address });
    made.page.setDefaultTimeout(15_000);
    visits.push(made);
    return made.page;
  }

  it('asks, watches, sees who dissents and why, follows up, and finds it again', async () => {
    const page = await open();
    await ask(page, boiling);
    await page.locator('.answer[data-state="writing"]').first().waitFor();
    await ended(page);
    await says(page, /They disagree on/);
    await says(page, /rehearsal/i);
    const score = await page.locator('.num').textContent();
    expect(Number(score)).toBeGreaterThan(0);

    await page.keyboard.press('d');
    await page.waitForURL('**/divergence');
    // The address changes before the page does, and the run's page has quotes of its own.
    await says(page, 'Point by point');
    await page.locator('#report .quote').first().click();
    await page.waitForFunction(() => document.activeElement?.matches('.answer') ?? false);
    expect(await page.evaluate(() => CSS.highlights.get('quote')?.size ?? 0)).toBe(1);

    await page.keyboard.press('/');
    await page.keyboard.type('And at 5,000 m?');
    const first = page.url();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href !== first);
    await page.locator('.turn', { hasText: boiling }).waitFor();
    await ended(page);

    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('searchbox').fill('mountain');
    await page.getByRole('main').getByRole('link', { name: /boil/ }).first().click();
    await says(page, boiling);
  });

  it('goes on through a reload, a lost network and a second tab, and shows the same in both', async () => {
    const wire = await Wire.to(server.address);
    const page = await open(wire.address);
    const id = await ask(page, 'Should I rent or buy a home?');
    await page.locator('.answer[data-state="writing"]').first().waitFor();
    await page.reload();
    const second = await open();
    await second.goto(`/runs/${id}`);
    wire.cut();
    await says(page, /Reconnecting/);
    wire.mend();
    await Promise.all([ended(page), ended(second)]);
    await page.locator('.connection').waitFor({ state: 'hidden' });
    const shown = await texts(page);
    expect(shown.join('').length).toBeGreaterThan(100);
    expect(await texts(second)).toEqual(shown);
    await wire.close();
    await expect.poll(() => second.locator('.num').textContent()).toBe(await page.locator('.num').textContent());
  });

  it('outlives the server: killed in mid-run and started again, the run comes to its end on the open page', async () => {
    const page = await open();
    await ask(page, 'Was Napoleon unusually short?');
    await page.locator('.answer[data-state="done"]').first().waitFor({ timeout: runMsMax });
    const before = await page.locator('.answer[data-state="done"] .md').first().textContent();
    await server.kill();
    await says(page, /Reconnecting/);
    await server.start();
    await ended(page);
    await page.locator('.connection').waitFor({ state: 'hidden' });
    expect(await page.locator('.answer[data-state="done"] .md').allTextContents()).toContain(before);
    const after = await texts(page);
    await page.reload();
    await ended(page);
    expect(await texts(page)).toEqual(after);
  });

  it('shares by a link, exports files, and takes the link back', async () => {
    const page = await open();
    await page.goto('/history');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Napoleon/ })
      .first()
      .click();
    await ended(page);
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('Link to this run').inputValue();
    for (const [name, start] of [
      ['Markdown', '# Was Napoleon unusually short?\n\n> **Rehearsal'],
      ['JSON', '{"format":"consilience-run"'],
    ] as const) {
      const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
      expect((await readFile(await saved.path(), 'utf8')).slice(0, start.length)).toBe(start);
      expect(saved.suggestedFilename()).toMatch(/^consilience-was-napoleon-unusually-short\.(?:md|json)$/);
    }
    const stranger = await open();
    await stranger.goto(link);
    await says(stranger, /A shared run/);
    expect(await texts(stranger)).toEqual(await texts(page));
    await page.getByRole('button', { name: /^Revoke the link/ }).click();
    await says(page, /opens nothing any more/);
    await stranger.reload();
    await says(stranger, 'This link opens nothing');
  });
});
