import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { chromiumPath, launch, noChromium, visit } from './browser.ts';
import type { Visit } from './browser.ts';
import { KeyedVendors } from './keyed-vendors.ts';
import { RealServer } from './real-server.ts';
import { says } from './scene.ts';

if (chromiumPath === null) {
  process.stderr.write(`${noChromium}\n`);
}

const boiling = 'At what temperature does water boil on a 3,000 m mountain?';
const napoleon = 'Was Napoleon unusually short?';

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('#question').fill(question);
  await page.locator('#question').press('Enter');
  await shown(page, question);
}

/** The run of this question is open and has ended. */
async function shown(page: Page, question: string): Promise<void> {
  await page.locator('h1', { hasText: question }).waitFor();
  await page.getByRole('button', { name: 'Ask again' }).waitFor();
}

/** A person's ways through what is kept, against the whole product. The tests tell one story, in order. */
describe.skipIf(chromiumPath === null)('conversations, history and models', { timeout: 60_000 }, () => {
  let browser: Browser;
  let server: RealServer;
  let vendors: KeyedVendors;
  const visits: Visit[] = [];

  beforeAll(async () => {
    [browser, vendors] = await Promise.all([launch(), KeyedVendors.open()]);
    server = await RealServer.open(vendors.settings);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    await vendors.close();
  });
  afterEach(async () => {
    const faults = visits.flatMap((one) => one.faults);
    await Promise.all(visits.splice(0).map((one) => one.context.close()));
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(faults).toEqual([]);
  });

  async function open(path: string, change: Partial<Parameters<typeof visit>[1]> = {}): Promise<Page> {
    const made = await visit(browser, { address: server.address, ...change });
    made.page.setDefaultTimeout(15_000);
    visits.push(made);
    await made.page.goto(path);
    return made.page;
  }

  it('reads a conversation as one page, and follows up under what was said', async () => {
    const page = await open('/');
    await ask(page, boiling);
    await ask(page, napoleon);
    const above = page.locator('.turn', { hasText: boiling });
    await above.getByText('90 °C').first().waitFor();
    await expect.poll(() => page.locator('.turn').count()).toBe(1);
    expect(await axe(page)).toEqual([]);
    await above.getByRole('link', { name: 'Open its 3 answers' }).click();
    await shown(page, boiling);
    await page.locator('.turn h2', { hasText: napoleon }).waitFor();
  });

  it('asks an edited question as a branch, and keeps the old one', async () => {
    const page = await open('/history');
    await page.getByRole('link', { name: boiling }).first().click();
    await shown(page, napoleon);
    await page.getByRole('button', { name: 'Edit the question' }).click();
    const box = page.getByRole('textbox', { name: 'Edited question' });
    await expect.poll(() => box.inputValue()).toBe(napoleon);
    await box.fill('Which is larger, 9.11 or 9.9?');
    await box.press('Enter');
    await shown(page, 'Which is larger, 9.11 or 9.9?');
    await says(page, '2 of 2');
    await page.locator('.turn', { hasText: boiling }).waitFor();
    await expect.poll(() => page.locator('.turn', { hasText: napoleon }).count()).toBe(0);
    await page.getByRole('link', { name: 'Earlier branch' }).click();
    await shown(page, napoleon);
    await says(page, '1 of 2');
  });

  it('asks one more model after the fact: its answer joins late and the score follows', async () => {
    const page = await open('/');
    await ask(page, boiling);
    const before = await page.locator('#verdict .num').textContent();
    await page.getByRole('button', { name: 'Ask one more model' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /gemini/i })
      .click();
    await says(page, '4 of 4 answered');
    await says(page, 'One more model joined 3 answers that came before.');
    await page.locator('#answer-3', { hasText: 'late' }).waitFor();
    await expect.poll(() => page.locator('#verdict .num').textContent()).not.toBe(before);
    await page.reload();
    await says(page, '4 of 4 answered');
    await page.getByRole('link', { name: 'Show the version before' }).click();
    await says(page, '3 of 3 answered');
    await says(page, 'One more model was asked since.');
    await expect.poll(() => page.getByRole('button', { name: 'Ask one more model' }).count()).toBe(0);
  });

  it('asks the dissenter alone why it says so', async () => {
    const page = await open('/');
    await ask(page, boiling);
    await page.getByRole('button', { name: /Ask .*llama why/i }).click();
    const box = page.getByRole('textbox', { name: /^Only .*llama$/i });
    await expect.poll(() => box.inputValue()).toMatch(/^Why do you say “.*97 °C.*”\?$/);
    await box.press('Enter');
    await page.locator('h1', { hasText: 'Why do you say' }).waitFor();
    await says(page, '1 of 1 answered');
    await page.locator('.turn', { hasText: boiling }).waitFor();
  });

  it('finds words of answers, marks them, and narrows by what came of it', async () => {
    const page = await open('/history');
    await page.getByRole('searchbox').fill('cartoons');
    const hit = page.locator('.hits mark', { hasText: 'cartoons' }).first();
    await hit.waitFor();
    await expect.poll(() => page.locator('.session').count()).toBe(1);
    expect(page.url()).toContain('q=cartoons');
    expect(await axe(page)).toEqual([]);
    await hit.click();
    await shown(page, napoleon);
    await page.goBack();
    await hit.waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('combobox', { name: 'Model' }).selectOption('google/rehearsal-gemini');
    await expect.poll(() => page.locator('.session').count()).toBe(1);
    await page.getByRole('button', { name: 'With a disagreement' }).click();
    await page.getByRole('combobox', { name: 'Agreement' }).selectOption('split');
    await says(page, 'Nothing passes these filters.');
  });

  it('stars, renames, deletes and brings back, and keeps it all over a restart', async () => {
    const page = await open('/history');
    const rows = page.locator('.session');
    await rows.first().waitFor();
    const all = await rows.count();
    await page
      .getByRole('button', { name: /^Star:/ })
      .last()
      .click();
    await page
      .getByRole('button', { name: /^Rename:/ })
      .last()
      .click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Heights and emperors');
    await page.getByRole('textbox', { name: 'Title' }).press('Enter');
    await page.getByRole('link', { name: 'Heights and emperors' }).first().waitFor();
    await page.getByRole('button', { name: 'Delete: Heights and emperors' }).click();
    await says(page, 'Deleted: Heights and emperors');
    await expect.poll(() => rows.count()).toBe(all - 1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rows.count()).toBe(all);
    await server.kill();
    await server.start();
    const later = await open('/history?starred=true');
    await later.getByRole('link', { name: 'Heights and emperors' }).first().waitFor();
    await expect.poll(() => later.locator('.session').count()).toBe(1);
  });

  it('shows what each model did, in pictures and in numbers', async () => {
    const page = await open('/models');
    const row = page.locator('.stats-row', { hasText: /llama/i });
    await row.waitFor();
    await expect.poll(() => row.locator('[title*="answered"]').getAttribute('title')).toMatch(/^answered \d+$/);
    await page.locator('.pair-list li', { hasText: /llama/i }).first().waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Numbers' }).click();
    await page.getByRole('row', { name: /llama/i }).waitFor();
    expect(await axe(page)).toEqual([]);
  });

  it('checks keys, and keeps which models are on and who is asked by default', async () => {
    const page = await open('/models');
    await page.getByRole('button', { name: 'Check the key openai' }).click();
    await says(page, /^works · .*s · \d\d:\d\d$/);
    await page.getByRole('button', { name: 'Check the key openrouter' }).click();
    await page.locator('.key-fails', { hasText: '401' }).waitFor();
    await page.getByRole('checkbox', { name: /In the panel ?: .*gemini/i }).click();
    await page.locator('.chosen', { hasText: /gemini/i }).waitFor();
    await page.getByRole('checkbox', { name: /^On ?: .*llama/i }).click();
    await expect.poll(() => page.locator('.chosen', { hasText: /llama/i }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'The synthesis is written by' }).selectOption('google/rehearsal-gemini');
    await server.kill();
    await server.start();
    const later = await open('/');
    await later.locator('.toggle[aria-pressed=true]', { hasText: /gemini/i }).waitFor();
    await expect.poll(() => later.locator('.toggle', { hasText: /llama/i }).count()).toBe(0);
    await ask(later, napoleon);
    await says(later, '3 of 3 answered');
  });
});
