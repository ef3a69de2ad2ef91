/** What an entry of the table of options says. */

import type { OptionKind } from './optionKinds';

/** Where the documentation and the types have an option. */
export type OptionGroup = 'served' | 'listen' | 'socket' | 'tls' | 'limits' | 'singleServer';

export const WITH_PROTOCOL = ['serverCore', 'simpleServer'] as const;
export const WITH_MANY = [...WITH_PROTOCOL, 'tcpServer'] as const;

/** The servers. */
export const SERVERS = [...WITH_MANY, 'singleServer'] as const;

/** Who takes an option; the command does if it has a flag. */
export type OptionTaker =
  | (typeof SERVERS)[number]
  | 'tcpClient'
  | 'adoptSocket'
  | 'script'
  | 'setLimits';

// Where a script's server listens is chosen by whoever runs it.
export const SERVERS_AND_SCRIPTS = [...SERVERS, 'script'] as const;
export const ACCEPTED_OR_CONNECTED = [...SERVERS_AND_SCRIPTS, 'tcpClient'] as const;
export const ALL_SOCKETS = [...ACCEPTED_OR_CONNECTED, 'adoptSocket'] as const;
/** Limits that a running server takes anew by `control.setLimits`, besides. */
export const SETTABLE = [...ALL_SOCKETS, 'setLimits'] as const;
export const SETTABLE_OF_MANY = [...WITH_MANY, 'script', 'setLimits'] as const;
export const SETTABLE_OF_SERVERS = [...SERVERS_AND_SCRIPTS, 'setLimits'] as const;

/** An option of the command. */
export interface OptionFlag {
  /** As commander writes it; the names of `--no-...` and of a flag that says the opposite differ. */
  readonly flags: string;
  readonly help: string;
  /** What it is where the flag is not given, if that is not the option's default. */
  readonly byDefault?: number | string;
  /** The flag says the opposite of the option. */
  readonly opposite?: true;
}

/** One option, and all that is to be known of it. */
export interface OptionEntry {
  readonly group: OptionGroup;
  readonly kind: OptionKind;
  /** What it is unless it is given; an option without one says something by not being given. */
  readonly default?: number | boolean | string;
  /** The default in words, where it is no value, or not that value alone. */
  readonly byDefault?: string;
  /** What it is for and why it is as it is, in a sentence. */
  readonly why: string;
  readonly takers: readonly OptionTaker[];
  readonly flag?: OptionFlag;
}
