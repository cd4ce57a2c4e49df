import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chromiumPath, launch, noChromium, visit } from './browser.ts';
import type { Visit } from './browser.ts';
import { FakeApi } from './fake-api.ts';

export interface Scene {
  readonly api: FakeApi;
  readonly browser: Browser;
  readonly open: (change?: Partial<Parameters<typeof visit>[1]>) => Promise<Page>;
}

const waitMs = 8_000;

/** A browser for the suite and a fresh API for each test; call it at the top of a `describe`. Each test ends with the pages' faults, none. */
export function useScene(): Scene {
  if (chromiumPath === null) {
    process.stderr.write(`${noChromium}\n`);
  }
  let browser: Browser | null = null;
  let api: FakeApi | null = null;
  const visits: Visit[] = [];
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    api = await FakeApi.start();
  });
  afterEach(async () => {
    const faults = visits.flatMap((one) => one.faults);
    await Promise.all(visits.splice(0).map((one) => one.context.close()));
    await api?.close();
    // Nothing threw, nothing was refused by the policy, nothing was asked of another address.
    // oxlint-disable-next-line vitest/no-standalone-expect
    expect(faults).toEqual([]);
  });
  return {
    get api() {
      return ready(api);
    },
    get browser() {
      return ready(browser);
    },
    async open(change = {}) {
      const made = await visit(ready(browser), { address: ready(api).address, ...change });
      made.page.setDefaultTimeout(waitMs);
      visits.push(made);
      return made.page;
    },
  };
}

function ready<T>(value: T | null): T {
  if (value === null) {
    throw new Error('The scene is set up before each test, not while the suite is read.');
  }
  return value;
}

/** Waits until the page shows a text. */
export function says(page: Page, text: string | RegExp): Promise<void> {
  return page.getByText(text).filter({ visible: true }).first().waitFor();
}
