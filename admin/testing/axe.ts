import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds on the page as it is, with the elements and the reasons. */
export async function axe(page: Page): Promise<readonly string[]> {
  return await found(new AxeBuilder({ page }));
}

/** The same of its colours alone: all that another colour scheme can change. */
export async function axeColours(page: Page): Promise<readonly string[]> {
  return await found(new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']));
}

async function found(axeBuilder: AxeBuilder): Promise<readonly string[]> {
  // The page has no frames, and without frames the legacy mode finds the same in half the time: it opens no window of its own.
  const { violations } = await axeBuilder.setLegacyMode().analyze();
  return violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.html} ${node.any.map((check) => check.message).join(' ')}`),
  );
}
