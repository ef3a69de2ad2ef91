import { type OptionEntry, SETTABLE_OF_MANY, SETTABLE_OF_SERVERS } from './optionEntry';
import { addresses, choice, count, milliseconds } from './optionKinds';

/** The limits of a server, a part of the table of options. */
export const LIMIT_OPTIONS = {
  maxConnections: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'what the descriptor limit allows, less 32 to 512',
    why: 'More are closed at once and told of as `refused`; a process without descriptors would refuse silently.',
    takers: SETTABLE_OF_MANY,
    flag: {
      flags: '--max-connections <n>',
      help: 'more are refused',
      byDefault: 'what descriptors allow',
    },
  },
  whenFull: {
    group: 'limits',
    kind: choice('refuse', 'close'),
    default: 'refuse',
    why: 'What becomes of those above `maxConnections`: `refuse` accepts, closes and tells of each; `close` stops listening, so that the kernel refuses them, until there are fewer than `listenBelow`.',
    takers: SETTABLE_OF_MANY,
    flag: { flags: '--when-full <what>', help: 'refuse or close the port above --max-connections' },
  },
  listenBelow: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'nine tenths of `maxConnections`',
    why: 'Below how many connections a server that is full and has `whenFull` `close` listens again: some way down, or it would open and close its port with each of them.',
    takers: SETTABLE_OF_MANY,
    flag: { flags: '--listen-below <n>', help: 'with --when-full close: listen again below this' },
  },
  allow: {
    group: 'limits',
    kind: addresses,
    byDefault: 'everybody',
    why: 'Who may come: addresses and networks (`10.0.0.0/8`, `::1`), or a `BlockList` of `node:net`. Others are refused as `notAllowed`.',
    takers: SETTABLE_OF_SERVERS,
    flag: { flags: '--allow <cidr...>', help: 'addresses and networks that may come' },
  },
  deny: {
    group: 'limits',
    kind: addresses,
    byDefault: 'nobody',
    why: 'Who may not come, also if `allow` has them; they are refused as `denied`.',
    takers: SETTABLE_OF_SERVERS,
    flag: { flags: '--deny <cidr...>', help: 'addresses and networks that may not' },
  },
  maxConnectionsPerAddress: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'no limit',
    why: 'How many one address may have, of IPv6 one network of 64 bits, which is what one customer has. Not set, because many may come through one address.',
    takers: SETTABLE_OF_MANY,
    flag: { flags: '--max-connections-per-address <n>', help: 'more from one address are refused' },
  },
  acceptsPerSecond: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'no limit',
    why: 'How many may come in a second, in all; as many may come at once after a second of quiet.',
    takers: SETTABLE_OF_SERVERS,
    flag: { flags: '--accepts-per-second <n>', help: 'more in a second are refused' },
  },
  acceptsPerSecondPerAddress: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'no limit',
    why: 'The same for each address, of IPv6 each network of 64 bits.',
    takers: SETTABLE_OF_SERVERS,
    flag: {
      flags: '--accepts-per-second-per-address <n>',
      help: 'more in a second from one address are refused',
    },
  },
  messagesPerSecond: {
    group: 'limits',
    kind: count('messages', 1),
    byDefault: 'no limit',
    why: 'Messages that a connection may bring in a second, where its protocol has a codec; what is above waits, the peer with it, and `throttled` is told. Not set, because only the protocol knows how many are too many.',
    takers: [...SETTABLE_OF_MANY, 'tcpClient'],
    flag: { flags: '--messages-per-second <n>', help: 'messages above that wait' },
  },
  shutdownTimeout: {
    group: 'limits',
    kind: { ...milliseconds(1), orInfinity: true },
    default: 10_000,
    why: 'How long a drain may take before what is left is aborted; `Infinity` waits for the last of them.',
    takers: [...SETTABLE_OF_SERVERS, 'tcpClient'],
    flag: { flags: '--shutdown-timeout <ms>', help: 'how long a drain may take' },
  },
} as const satisfies Record<string, OptionEntry>;
