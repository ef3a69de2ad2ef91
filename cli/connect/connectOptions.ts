import type { Command } from 'commander';

/** The options of `connect` as commander hands them over. */
export interface ConnectFlags {
  readonly path?: string;
  readonly lines?: boolean;
  readonly stdin: boolean;
  readonly connectTimeout?: string;
}

/** Adds the options of `connect`. */
export function addConnectOptions(command: Command): Command {
  return command
    .option('--path <path>', 'unix socket to connect to instead')
    .option('--lines', 'send each line with CRLF, print each line with LF and safe for a terminal')
    .option('--no-stdin', 'read nothing from standard input, and let the peer end it')
    .option('--connect-timeout <ms>', 'how long connecting may take (default: 10000)');
}
