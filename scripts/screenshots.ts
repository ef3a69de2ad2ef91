/**
 * `npm run screenshots`: takes the pictures of the inspector's page that docs/inspector.md shows, of a real
 * server with real clients in a real browser. It takes a minute.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { createActor } from 'xstate';
import { inspectServer } from '../actors/services/inspector';
import { serverCore } from '../index';
import { aBrowser } from './screenshots/browser';
import { Customers } from './screenshots/customers';
import { orderDesk } from './screenshots/orderDesk';

const FOLDER = resolve(__dirname, '../docs/inspector');

interface Look {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  /** All of the page, however long. */
  readonly whole?: boolean;
  readonly go: (page: Page) => Promise<void>;
}

async function open(page: Page, state: string): Promise<void> {
  await page.locator('.connections tbody tr', { hasText: state }).first().click();
  await page.locator('section.chart svg .state.active').first().waitFor();
  // Something is to be seen of what is said.
  await page.waitForTimeout(3_000);
}

const LOOKS: readonly Look[] = [
  { name: 'connections', width: 1280, height: 900, go: async () => {} },
  { name: 'blocked', width: 1280, height: 900, whole: true, go: (page) => open(page, 'blocked') },
  {
    name: 'paused',
    width: 1280,
    height: 900,
    whole: true,
    dark: true,
    go: (page) => open(page, 'byHandler'),
  },
  {
    name: 'stepping-back',
    width: 1280,
    height: 900,
    whole: true,
    go: async (page) => {
      await open(page, 'flowing, ready');
      for (let step = 0; step < 6; step += 1)
        await page.getByRole('button', { name: 'back' }).click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'components',
    width: 1280,
    height: 900,
    go: async (page) => {
      await page.getByRole('link', { name: 'Components' }).click();
      await page.locator('section.chart svg .state.active').first().waitFor();
    },
  },
  {
    name: 'stately',
    width: 1280,
    height: 480,
    go: async (page) => {
      await page.getByRole('link', { name: 'Stately' }).click();
    },
  },
  { name: 'connections-narrow', width: 400, height: 900, go: async () => {} },
  {
    name: 'blocked-narrow',
    width: 400,
    height: 900,
    dark: true,
    go: (page) => open(page, 'blocked'),
  },
];

async function take(page: Page, address: string, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light' });
  await page.goto(`${address}#/`);
  await page.locator('.connections tbody tr').first().waitFor();
  // The table and the curves have moved once more.
  await page.waitForTimeout(1_500);
  await look.go(page);
  const path = join(FOLDER, `${look.name}.png`);
  await page.screenshot({ path, fullPage: look.whole === true });
  console.log(`screenshots: wrote ${path}`);
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const input = { port: 0, host: '127.0.0.1', protocol: orderDesk, idleTimeout: 90_000 };
  const server = createActor(serverCore, { id: 'desk', input: { ...input, maxConnections: 250 } });
  const port = await new Promise<number>((resolve) => {
    server.on('listening', ({ address }) => resolve('port' in address ? address.port : 0));
    server.start();
  });
  const inspection = await inspectServer(server, { control: true });
  const browser = await aBrowser();
  const customers = new Customers(port);
  try {
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.on('pageerror', (error) => console.error('screenshots: the page failed:', error));
    await page.goto(inspection.url);
    await page.locator('.totals strong').first().waitFor();
    await customers.come();
    await page.waitForTimeout(12_000);
    const address = new URL(page.url()).origin;
    for (const look of LOOKS) await take(page, `${address}/`, look);
  } finally {
    customers.leave();
    await browser.close();
    await inspection.close();
    server.stop();
  }
}

void main().catch((error: unknown) => {
  console.error('screenshots:', error);
  process.exitCode = 1;
});
