// oxlint-disable no-restricted-imports -- the tests' driver runs in Node
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The installed Chromium; null where there is none, and then the journeys are left out. */
export const chromiumPath = places.find((path) => existsSync(path)) ?? null;

export const noChromium = `no Chromium at ${places.join(', ')}: the browser journeys are left out`;

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page must never do: errors, refused scripts and styles, requests to elsewhere. */
  readonly faults: string[];
}

interface VisitOptions {
  readonly address: string;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly still?: boolean;
  readonly locale?: string;
}

export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: options.address,
    colorScheme: options.scheme ?? 'light',
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    reducedMotion: options.still === false ? 'no-preference' : 'reduce',
    locale: options.locale ?? 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/net::|status of (?:404|503)/.test(message.text())) {
      faults.push(message.text());
    }
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(options.address)) {
      faults.push(`request to ${request.url()}`);
    }
  });
  return { context, page, faults };
}
