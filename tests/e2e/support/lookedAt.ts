import type { BrowserContext, Page } from 'playwright-core';
import type { AnyActorRef } from 'xstate';
import { inspectServer } from '../../../actors/services/inspector';
import { aBrowser, type ContextOptions } from '../../../scripts/screenshots/browser';
import { afterwards } from '../../support/afterwards';

let browser: Promise<BrowserContext> | undefined;

/** For each file that opens the page: one browser for all of its tests, with options of its own. */
export function withBrowser(optionsOf: () => Promise<ContextOptions> = async () => ({})): void {
  beforeAll(() => {
    const window = { viewport: { width: 1280, height: 900 }, acceptDownloads: true };
    browser = optionsOf().then((options) => aBrowser({ ...window, ...options }));
  });
  afterAll(async () => {
    await (await browser)?.close();
    browser = undefined;
  });
}

/** The inspector's page of a server, in a browser, and all that went wrong in it. */
export interface LookedAt {
  readonly page: Page;
  readonly wrong: string[];
  /** Another tab that looks at it as well. */
  another(): Promise<Page>;
  /** Another view of the page, by its address behind the `#`. */
  go(hash: string): Promise<void>;
  /** The program lets go of the page. */
  close(): Promise<void>;
}

/** Opens the page of a server. */
export async function lookAt(
  server: AnyActorRef,
  options: { readonly control?: boolean } = {},
): Promise<LookedAt> {
  const inspection = await inspectServer(server, options);
  afterwards(() => inspection.close());
  const page = await (await (browser as Promise<BrowserContext>)).newPage();
  afterwards(() => page.close());
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  await page.goto(inspection.url);
  await page.getByText('● live', { exact: true }).first().waitFor();
  const origin = new URL(page.url()).origin;
  return {
    page,
    wrong,
    go: async (hash) => {
      await page.goto(`${origin}/${hash}`);
    },
    another: async () => {
      const tab = await page.context().newPage();
      afterwards(() => tab.close());
      await tab.goto(origin);
      return tab;
    },
    close: () => inspection.close(),
  };
}
