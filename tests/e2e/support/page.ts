/** What tests read from the inspector's page. */

import type { Locator, Page } from 'playwright-core';
import { turns } from '../../support/until';

/** Longer than a page on a busy machine takes; it says something only of failures. */
const PATIENCE = 20_000;

/** Waits until what is seen is what is wanted, and fails by showing the difference. */
export async function becomes<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE;
  let seen = await look();
  while (JSON.stringify(seen) !== JSON.stringify(wanted) && performance.now() < giveUpAt) {
    await turns(1);
    seen = await look();
  }
  expect(seen).toEqual(wanted);
}

/** Waits until a text is in the page. */
export async function reads(place: Locator, text: string | RegExp): Promise<void> {
  await place.filter({ hasText: text }).first().waitFor({ timeout: PATIENCE });
}

export const rowsOf = (page: Page): Locator => page.locator('.connections tbody tr');

export const chartOf = (page: Page, name: 'CSA' | 'handler'): Locator =>
  page.getByRole('region', { name, exact: true });

/** The names of the innermost states that are lit in a diagram. */
export async function litIn(chart: Locator): Promise<string[]> {
  const lit = chart.locator('svg .state.active.atomic > .name, svg .state.active.final > .name');
  return (await lit.allTextContents()).sort();
}

/** What the messages say, as they are drawn: `socket → csa: readReady`. */
export async function messagesOf(page: Page): Promise<string[]> {
  const arrows = page.locator('.lanes .arrow');
  return arrows.evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''));
}

/** The page is no wider than its window: what is wider scrolls in a place of its own. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth');
