import { type Command, Option } from 'commander';
import { DEFAULT_PORT, SERVER_DEFAULTS, type ServerOptions } from '../index';
import type { ProtocolFlags } from './findProtocol';
import { LOG_FORMATS, type LogFormat } from './log';

/** Where the command listens unless it is told otherwise: nobody should serve the world by accident. */
const DEFAULT_HOST = '127.0.0.1';

/** What commander makes of the options of `serve`. */
export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly path?: string;
  readonly ipv6Only?: boolean;
  readonly maxlisten?: number;
  readonly nagle?: boolean;
  readonly keepAlive?: boolean;
  readonly keepAliveInitialDelay?: number;
  readonly highWaterMark?: number;
  readonly outboxLimit?: number;
  readonly halfOpen: boolean;
  readonly idleTimeout?: number;
  readonly lingerTimeout?: number;
  readonly maxConnections?: number;
  readonly shutdownTimeout?: number;
  readonly quotes?: string;
  readonly quotePer?: 'day' | 'connection';
  readonly log: LogFormat;
  readonly verbose?: boolean;
}

/** A number; what is none is left as it is for the server's own check, which says what it should be. */
const toNumber = (word: string): number | string =>
  /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;

const number = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(toNumber);

const { idleTimeout, lingerTimeout, shutdownTimeout, highWaterMark, outboxLimit, maxlisten } =
  SERVER_DEFAULTS;

/** Adds the options of `serve`: those of the server under their own names, those of protocols, the log's. */
export function addServeOptions(command: Command): Command {
  const options = [
    number('--port <port>', `port to listen on, 0 for any free one (default: ${DEFAULT_PORT})`),
    new Option('--host <host>', `address to listen on, :: for all (default: ${DEFAULT_HOST})`),
    new Option('--path <path>', 'unix socket to listen on instead'),
    new Option('--ipv6-only', 'with --host ::, leave IPv4 alone'),
    number('--maxlisten <n>', `connections that may wait to be accepted (default: ${maxlisten})`),
    number('--max-connections <n>', 'more are refused (default: what descriptors allow)'),
    number('--idle-timeout <ms>', `end silent connections; 0: never (default: ${idleTimeout})`),
    number(
      '--linger-timeout <ms>',
      `how long a finished connection may take to flush (default: ${lingerTimeout})`,
    ),
    number('--shutdown-timeout <ms>', `how long a drain may take (default: ${shutdownTimeout})`),
    number(
      '--high-water-mark <bytes>',
      `unsent bytes at which reading rests (default: ${highWaterMark})`,
    ),
    number(
      '--outbox-limit <bytes>',
      `unsent bytes at which a connection is ended (default: ${outboxLimit})`,
    ),
    new Option('--no-half-open', 'finish when the peer has finished sending'),
    new Option('--nagle', 'let small writes wait for more (TCP_NODELAY off)'),
    new Option('--keep-alive', 'probe silent peers, to notice those that vanished'),
    number(
      '--keep-alive-initial-delay <ms>',
      "silence before the first probe (default: the system's)",
    ),
    new Option('--quotes <file>', 'qotd: quotes separated by lines with a %, as for fortune(6)'),
    new Option('--quote-per <when>', 'qotd: when the next quote is due (default: day)').choices([
      'day',
      'connection',
    ]),
    new Option('--log <format>', 'what is written to standard output')
      .choices(LOG_FORMATS)
      .default('text'),
    new Option('--verbose', 'tell errors with their stacks'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** The server's options. */
export function serverOptions(flags: ServeFlags): ServerOptions {
  const { nagle, quotes: _, quotePer: __, log: ___, verbose: ____, ...options } = flags;
  return {
    ...(flags.path === undefined ? { host: DEFAULT_HOST } : undefined),
    ...options,
    ...(nagle === true ? { noDelay: false } : undefined),
  };
}

/** The options of protocols, where they were given. */
export function protocolFlags({ quotes, quotePer }: ServeFlags): ProtocolFlags {
  return {
    ...(quotes === undefined ? undefined : { quotes }),
    ...(quotePer === undefined ? undefined : { quotePer }),
  };
}
