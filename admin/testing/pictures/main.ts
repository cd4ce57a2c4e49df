// oxlint-disable no-restricted-imports -- pictures are taken in Node
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, visit } from '../browser.ts';
import { FakeApi } from '../fake-api.ts';
import { fakeModels } from '../fake-store.ts';
import { richRun } from '../rich-run.ts';
import { fullRun, noAnswers, oneAnswer, stopped, until } from '../script.ts';

/**
 * Takes a picture of each state of the page, in both themes, as wide as a desk and as a phone: `npm run pictures -- FOLDER`.
 * A name after the folder takes only the states whose name holds it.
 */
const [folder = 'pictures', only = ''] = process.argv.slice(2);
const options = { id: 'run_1', session: 'ses_1', startedAt: Date.now() };

type State = (api: FakeApi) => string;

function playedUntil(api: FakeApi, ...[type, nth]: [Parameters<typeof until>[1], number]): string {
  const events = fullRun({ ...options, rehearsal: true });
  api.add(events, until(events, type, nth).length);
  return '/runs/run_1';
}

function played(api: FakeApi, events: Parameters<FakeApi['add']>[0]): string {
  api.add(events);
  return '/runs/run_1';
}

const states: Readonly<Record<string, State>> = {
  ask: (api) => {
    api.store.models = { ...fakeModels, source: 'rehearsal', sentence: 'Rehearsal models: simulated answers.' };
    return '/';
  },
  asked: (api) => playedUntil(api, 'answer-start', 5),
  answering: (api) => playedUntil(api, 'answer-delta', 60),
  quorum: (api) => playedUntil(api, 'synthesis-delta', 20),
  done: (api) => played(api, fullRun({ ...options, rehearsal: true })),
  report: (api) => `${played(api, fullRun({ ...options, rehearsal: true }))}/divergence`,
  compare: (api) =>
    `${played(api, fullRun({ ...options, rehearsal: true }))}/compare?a=openai%2Fgpt-5.5&b=google%2Fgemini-3-pro`,
  rich: (api) => played(api, richRun({ ...options, rehearsal: true })),
  failed: (api) => played(api, noAnswers(options)),
  'one-answer': (api) => played(api, oneAnswer(options)),
  stopped: (api) => {
    const events = until(fullRun(options), 'answer-end', 1);
    return played(api, [...events, ...stopped(events)]);
  },
  'empty-history': () => '/history',
  history: (api) => {
    api.add(fullRun(options));
    api.add(fullRun({ ...options, id: 'run_2', session: 'ses_2', question: 'Was Napoleon short?', rehearsal: true }));
    return '/history';
  },
  models: () => '/models',
  shared: (api) => {
    api.add(fullRun({ ...options, rehearsal: true }));
    api.store.routes['POST runs/id/shares']?.({ id: 'run_1', body: null, search: new URLSearchParams() });
    return '/shared/tokenshr_1';
  },
};

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

await mkdir(folder, { recursive: true });
const browser = await launch();
for (const [name, state] of Object.entries(states).filter(([one]) => one.includes(only))) {
  for (const scheme of ['light', 'dark'] as const) {
    for (const [device, size] of Object.entries(sizes)) {
      const api = await FakeApi.start();
      const { context, page } = await visit(browser, { address: api.address, scheme, ...size });
      await page.goto(state(api));
      await page.locator('h1').waitFor();
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(folder, `${name}-${device}-${scheme}.png`) });
      await context.close();
      await api.close();
    }
  }
}
await browser.close();
