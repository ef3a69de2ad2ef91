/** The flags by which a command's server can be looked at in a browser. */

import { type Command, Option } from 'commander';
import type { AnyActorRef } from 'xstate';
import type { Inspection, InspectOptions } from '../../actors/services/inspector';
import { XstateNetError } from '../../index';
import type { Output } from '../output';

/** What commander makes of them. */
export interface InspectFlags {
  readonly inspect?: string;
  readonly inspectHost?: string;
  readonly inspectControl?: boolean;
}

export function addInspectOptions(command: Command): Command {
  const options = [
    new Option(
      '--inspect <port>',
      'show the server in a browser, by a page on this port; --inspect alone takes any free one',
    ),
    new Option(
      '--inspect-host <host>',
      'address that the page is served on; any other than the default lets other machines try (default: 127.0.0.1)',
    ),
    new Option('--inspect-control', 'let the page suspend, resume, drain and abort'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** `--inspect` alone, which is not to take the word behind it, says so by its value. */
export const withInspectPort = (args: readonly string[]): readonly string[] =>
  args.map((arg) => (arg === '--inspect' ? '--inspect=0' : arg));

function portOf(inspect: string): number {
  if (/^\d+$/.test(inspect)) return Number(inspect);
  throw new XstateNetError(
    'XN_BAD_USAGE',
    `--inspect is ${JSON.stringify(inspect)}; give it a port, as --inspect=9000, and an address by --inspect-host`,
  );
}

/** How the server is to be shown; undefined if it is not. */
export function inspectOptions({
  inspect,
  inspectHost,
  inspectControl,
}: InspectFlags): InspectOptions | undefined {
  if (inspect !== undefined) {
    return {
      port: portOf(inspect),
      ...(inspectHost === undefined ? {} : { host: inspectHost }),
      ...(inspectControl === undefined ? {} : { control: inspectControl }),
    };
  }
  const alone = inspectHost === undefined ? inspectControl && 'control' : 'host';
  if (!alone) return undefined;
  throw new XstateNetError(
    'XN_BAD_USAGE',
    `--inspect-${alone} says how --inspect is meant; give --inspect, too`,
  );
}

/** Shows a command's server, and says where. On standard error, so that a log stays a log. */
export async function inspect(
  actor: AnyActorRef,
  options: InspectOptions,
  output: Output,
): Promise<Inspection> {
  // Whoever does not ask for it does not load it.
  const { inspectServer } = await import('../../actors/services/inspector');
  const page = await inspectServer(actor, options);
  output.err(`look at it:  ${page.url}`);
  return page;
}
