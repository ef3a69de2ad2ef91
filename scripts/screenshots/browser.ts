import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** It asks nobody for anything. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type ContextOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** Debian's Chromium, with a profile of its own that is thrown away. */
export async function aBrowser(options: ContextOptions = {}): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'xstate-net-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    ...options,
    args: [...FLAGS, ...(options.args ?? [])],
  });
  // Its processes write a little longer than it lives; what they leave in the end is in a folder for such.
  context.on('close', () => {
    rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }).catch(() => {});
  });
  return context;
}
