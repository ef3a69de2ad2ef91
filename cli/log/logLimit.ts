import { type Command, Option } from 'commander';
import { XstateNetError } from '../../index';

/**
 * Bytes of the log that may wait for its reader, unless told otherwise. Enough for thousands of lines,
 * which is what a busy reader may be behind; and little beside what a server takes anyway.
 */
const DEFAULT_LOG_LIMIT = 1024 * 1024;

const MAX_LOG_LIMIT = 2 ** 31 - 1;

/** What commander makes of the option. */
export interface LogLimitFlag {
  readonly logLimit?: string | undefined;
}

/** Adds the option that bounds what a log costs when nobody reads it. */
export function addLogLimit(command: Command): Command {
  const what = `bytes of the log that may wait for its reader, more is dropped and counted (default: ${DEFAULT_LOG_LIMIT})`;
  return command.addOption(new Option('--log-limit <bytes>', what));
}

/** The limit that was asked for. */
export function logLimitOf({ logLimit }: LogLimitFlag): number {
  if (logLimit === undefined) return DEFAULT_LOG_LIMIT;
  const bytes = /^\d+$/.test(logLimit) ? Number(logLimit) : Number.NaN;
  if (bytes <= MAX_LOG_LIMIT) return bytes;
  throw new XstateNetError(
    'XN_BAD_USAGE',
    `--log-limit is ${JSON.stringify(logLimit)}; give it an integer from 0 to ${MAX_LOG_LIMIT}`,
  );
}
