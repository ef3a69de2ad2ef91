/** The flags by which a command's server is counted and asked how it is. */

import { type Command, Option } from 'commander';
import type { AnyActorRef } from 'xstate';
import type { Page, PageOptions } from '../../actors/services/telemetry';
import { XstateNetError } from '../../index';
import type { Output } from '../output';

/** What commander makes of them. */
export interface TelemetryFlags {
  readonly metrics?: string;
  readonly metricsHost?: string;
  readonly health?: string;
  readonly healthHost?: string;
}

/** The pages that were asked for. */
export interface TelemetryPages {
  readonly metrics: PageOptions | undefined;
  readonly health: PageOptions | undefined;
}

/** Adds the options of the pages for machines. */
export function addTelemetryOptions(command: Command): Command {
  const options = [
    new Option(
      '--metrics <port>',
      'serve /metrics for Prometheus on this port, 0 for any free one',
    ),
    new Option('--metrics-host <host>', 'address that it is served on (default: 127.0.0.1)'),
    new Option(
      '--health <port>',
      'serve a page on this port: 200 while clients are accepted, 503 while it drains',
    ),
    new Option('--health-host <host>', 'address that it is served on (default: 127.0.0.1)'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

function pageOf(
  flag: 'metrics' | 'health',
  port: string | undefined,
  host: string | undefined,
): PageOptions | undefined {
  if (port === undefined && host === undefined) return undefined;
  if (port === undefined) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      `--${flag}-host says how --${flag} is meant; give --${flag}, too`,
    );
  }
  if (!/^\d+$/.test(port)) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      `--${flag} is ${JSON.stringify(port)}; give it a port, and an address by --${flag}-host`,
    );
  }
  return { port: Number(port), ...(host === undefined ? {} : { host }) };
}

/** What was asked for. */
export const telemetryOptions = (flags: TelemetryFlags): TelemetryPages => ({
  metrics: pageOf('metrics', flags.metrics, flags.metricsHost),
  health: pageOf('health', flags.health, flags.healthHost),
});

/**
 * Serves what was asked for, and says where on standard error, so that a log stays a log. Whoever asks
 * for nothing loads nothing.
 */
export async function serveTelemetry(
  { metrics, health }: TelemetryPages,
  server: () => AnyActorRef | undefined,
  output: Output,
): Promise<readonly Page[]> {
  if (metrics === undefined && health === undefined) return [];
  const pages: Page[] = [];
  try {
    if (metrics !== undefined) {
      const { serveMetrics } = await import('../../actors/services/telemetry/metricsPage');
      const page = await serveMetrics(metrics);
      pages.push(page);
      output.err(`metrics:  ${page.url}`);
    }
    if (health !== undefined) {
      const { serveHealthOf } = await import('../../actors/services/telemetry/health');
      const page = await serveHealthOf(server, health);
      pages.push(page);
      output.err(`health:  ${page.url}`);
    }
    return pages;
  } catch (error) {
    for (const page of pages) await page.close();
    throw error;
  }
}
