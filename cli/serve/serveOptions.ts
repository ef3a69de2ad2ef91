import { type Command, Option } from 'commander';
import { listenFds, XstateNetError } from '../../index';
import {
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
  optionEntry,
} from '../../machines/options/optionTable';
import type { ServerOptions } from '../../machines/options/serverOptions';
import { LOG_FORMATS, type LogFormat } from '../log/log';
import type { ProtocolFlags } from '../protocol/findProtocol';

/** What commander makes of the options of `serve`: those of the server by their flags' own names. */
export interface ServeFlags {
  readonly quotes?: string;
  readonly quotePer?: 'day' | 'connection';
  readonly backplane?: string;
  readonly backplaneStart?: 'degraded' | 'fail';
  readonly log: LogFormat;
  readonly verbose?: boolean;
  readonly [flag: string]: unknown;
}

/** A number; what is none is left as it is for the server's own check, which says what it should be. */
const toNumber = (word: string): number | string =>
  /^(-?\d+(\.\d+)?|Infinity)$/.test(word) ? Number(word) : word;

const alsoThis = (word: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  word,
];

/** What a flag is for, with what it is where it is not given. */
export function helpOf(name: OptionName): string {
  const { flag, kind, default: value } = optionEntry(name);
  const byDefault = flag?.byDefault ?? (kind.is === 'integer' ? value : undefined);
  return `${flag?.help}${byDefault === undefined ? '' : ` (default: ${byDefault})`}`;
}

/** An option of the server as the table has it. */
function flagOf(name: OptionName): Option[] {
  const { flag, kind } = optionEntry(name);
  if (flag === undefined) return [];
  const option = new Option(flag.flags, helpOf(name));
  if (kind.is === 'integer') return [option.argParser(toNumber)];
  // One word each time, or the list would take the protocol that is behind it, too.
  return [kind.is === 'places' ? option.argParser(alsoThis) : option];
}

/** Adds the options of `serve`: those of the server under their own names, those of protocols, the log's. */
export function addServeOptions(command: Command): Command {
  const options = [
    ...OPTION_NAMES.flatMap(flagOf),
    new Option(
      '--systemd',
      'listen on the sockets that systemd has opened (LISTEN_FDS), with Accept=no',
    ),
    new Option('--quotes <file>', 'qotd: quotes separated by lines with a %, as for fortune(6)'),
    new Option('--quote-per <when>', 'qotd: when the next quote is due (default: day)').choices([
      'day',
      'connection',
    ]),
    new Option(
      '--backplane <url>',
      'NATS between several nodes, such as nats://127.0.0.1:4222 (default: in memory)',
    ),
    new Option(
      '--backplane-start <how>',
      'without NATS at first: go on trying, or give up (default: degraded)',
    ).choices(['degraded', 'fail']),
    new Option('--log <format>', 'what is written to standard output')
      .choices(LOG_FORMATS)
      .default('text'),
    new Option('--verbose', 'tell errors with their stacks'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** What was given for an option of the server, as the server takes it; nothing if it was not given. */
function given(name: OptionName, flags: ServeFlags): [OptionName, unknown][] {
  const { flag } = optionEntry(name);
  if (flag === undefined) return [];
  const value = flags[new Option(flag.flags).attributeName()];
  if (value === undefined) return [];
  return [[name, flag.opposite === true ? value !== true : value]];
}

/** Flags that say where it listens, none of which is a port. */
const ELSEWHERE = ['path', 'listen', 'fd', 'systemd'] as const;

/** The sockets that a supervisor has opened, where they are asked for. */
function activated(flags: ServeFlags): Pick<ServerOptions, 'listen'> | undefined {
  if (flags.systemd !== true) return undefined;
  // The server's own check says what else contradicts.
  if (flags.listen !== undefined) {
    throw new XstateNetError(
      'XN_BAD_USAGE',
      '--systemd takes the places that systemd has opened, and excludes --listen; give one or the other',
    );
  }
  return { listen: listenFds().map(({ place }) => place) };
}

/** The server's options. */
export function serverOptions(flags: ServeFlags): ServerOptions {
  return {
    ...(ELSEWHERE.some((name) => flags[name] !== undefined)
      ? undefined
      : { host: OPTIONS.host.flag.byDefault }),
    ...activated(flags),
    ...(Object.fromEntries(OPTION_NAMES.flatMap((name) => given(name, flags))) as ServerOptions),
  };
}

/** The options of protocols, where they were given. */
export function protocolFlags({ quotes, quotePer }: ServeFlags): ProtocolFlags {
  return {
    ...(quotes === undefined ? undefined : { quotes }),
    ...(quotePer === undefined ? undefined : { quotePer }),
  };
}
