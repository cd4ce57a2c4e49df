import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { english } from '../src/ui/words/english/index.ts';
import { german } from '../src/ui/words/german/index.ts';
import { chromiumPath } from './browser.ts';
import { says, useScene } from './scene.ts';
import { fullRun } from './script.ts';

const plain = (text: string) => text.replaceAll('\u00A0', ' ');
const lang = (page: Page) => page.evaluate(() => document.documentElement.lang);
const run = () => fullRun({ id: 'run_1', session: 'ses_1', startedAt: Date.now() });

/** The sentences of the catalogue that are not the same in both languages. */
function sentences(catalogue: object, other: object): readonly string[] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) => {
    const twin: unknown = Object.entries(other).find(([name]) => name === key)?.[1];
    if (typeof value === 'object' && value !== null) {
      return sentences(value, typeof twin === 'object' && twin !== null ? twin : {});
    }
    return typeof value === 'string' && value !== twin && value.includes(' ') ? [value] : [];
  });
}

describe.skipIf(chromiumPath === null)('the languages of the page', { timeout: 60_000 }, () => {
  const scene = useScene();

  it('speaks the first language of the browser that it has, numbers and all', async () => {
    scene.api.add(run());
    const page = await scene.open({ locale: 'de-AT' });
    await page.goto('/runs/run_1');
    await says(page, '4 von 5 Modellen');
    expect(await lang(page)).toBe('de');
    expect(plain(await page.locator('.answer').first().innerText())).toMatch(/\d,\d s/);
    expect(plain(await page.locator('.answer').first().innerText())).toMatch(/0,0\d+ \$|\$ 0,0\d+/);
  });

  it('leaves no English sentence on a German page', async () => {
    scene.api.add(run());
    const page = await scene.open({ locale: 'de-DE' });
    for (const path of ['/', '/runs/run_1', '/history', '/models', '/nowhere']) {
      await page.goto(path);
      await page.locator('h1').waitFor();
      await page.waitForTimeout(100);
      const shown = await page.evaluate(() => document.body.innerText);
      expect(sentences(english, german).filter((text) => shown.includes(text))).toEqual([]);
    }
  });

  it('is switched by hand, and keeps the choice', async () => {
    const page = await scene.open({ locale: 'fr-FR' });
    await page.goto('/');
    await says(page, english.ask.title);
    expect(await lang(page)).toBe('en');
    await page.getByLabel(english.nav.language).selectOption('de');
    await says(page, german.ask.title);
    expect(await lang(page)).toBe('de');
    await page.goto('/history');
    await says(page, german.history.sentence);
    await page.getByLabel(german.nav.language).selectOption('en');
    await says(page, english.history.sentence);
  });
});
