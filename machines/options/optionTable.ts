import {
  boolean,
  bytes,
  count,
  host,
  milliseconds,
  type OptionKind,
  path,
  port,
} from './optionKinds';

/** Where the documentation and the types have an option. */
export type OptionGroup = 'listen' | 'socket' | 'limits' | 'singleServer';

/** Who takes an option, besides `serverCore`, `simpleServer` and `tcpServer`, which take all but the last group's. */
export type OptionTaker = 'singleServer' | 'adoptSocket' | 'script';

/** An option of the command. */
export interface OptionFlag {
  /** As commander writes it; the names of `--no-...` and of a flag that says the opposite differ. */
  readonly flags: string;
  readonly help: string;
  /** The flag says the opposite of the option. */
  readonly opposite?: true;
}

/** One option, and all that is to be known of it. */
export interface OptionEntry {
  readonly group: OptionGroup;
  readonly kind: OptionKind;
  /** What it is unless it is given; an option without one says something by not being given. */
  readonly default?: number | boolean;
  /** The default in words, where it is no value, or not that value alone. */
  readonly byDefault?: string;
  /** What it is for and why it is as it is, in a sentence. */
  readonly why: string;
  readonly takers: readonly OptionTaker[];
  readonly flag?: OptionFlag;
}

// Where a script's server listens is chosen by whoever runs it.
const LISTENER = ['singleServer'] as const;
const SOCKET = ['singleServer', 'script'] as const;
const ANY_SOCKET = ['singleServer', 'adoptSocket', 'script'] as const;

/**
 * Every option of every server, once. Its type, its check, its default, the command's flag, the schema of
 * scripts and the documentation are made from here: `npm run options` writes those that are files.
 */
export const OPTIONS = {
  port: {
    group: 'listen',
    kind: port(0),
    byDefault: '1601; a bare `tcpServer`: a random one',
    why: "Where to listen: 0 lets the kernel choose, 1601 is the port of Kamaelia's servers. Excludes `path`.",
    takers: LISTENER,
    flag: { flags: '--port <port>', help: 'port to listen on, 0 for any free one (default: 1601)' },
  },
  host: {
    group: 'listen',
    kind: host,
    byDefault: 'all addresses, IPv6 and IPv4',
    why: 'Address or host name to listen on; the command listens on 127.0.0.1 unless it is told otherwise.',
    takers: LISTENER,
    flag: { flags: '--host <host>', help: 'address to listen on, :: for all (default: 127.0.0.1)' },
  },
  path: {
    group: 'listen',
    kind: path,
    byDefault: 'none',
    why: 'A unix socket to listen on, instead of `port` and `host`; one that a dead process left is cleared.',
    takers: LISTENER,
    flag: { flags: '--path <path>', help: 'unix socket to listen on instead' },
  },
  minrange: {
    group: 'listen',
    kind: port(1),
    default: 2_000,
    why: 'The lowest random port, inclusive, where no port is given.',
    takers: LISTENER,
  },
  maxrange: {
    group: 'listen',
    kind: port(1),
    default: 50_000,
    why: 'The highest random port, inclusive, where no port is given.',
    takers: LISTENER,
  },
  maxtries: {
    group: 'listen',
    kind: count('ports', 1, 65_535),
    default: 100,
    why: 'How many random ports are tried while they are taken, so that it ends.',
    takers: LISTENER,
  },
  maxlisten: {
    group: 'listen',
    kind: count('connections', 1, 65_535),
    default: 511,
    why: 'How many connections may wait to be accepted: the backlog of listen(2), as in Node.',
    takers: SOCKET,
    flag: { flags: '--maxlisten <n>', help: 'connections that may wait to be accepted' },
  },
  ipv6Only: {
    group: 'listen',
    kind: boolean,
    default: false,
    why: 'With host `::`, leave IPv4 alone.',
    takers: LISTENER,
    flag: { flags: '--ipv6-only', help: 'with --host ::, leave IPv4 alone' },
  },
  exclusive: {
    group: 'listen',
    kind: boolean,
    default: false,
    why: 'Under `cluster`, do not share the port with other workers.',
    takers: LISTENER,
  },
  noDelay: {
    group: 'socket',
    kind: boolean,
    default: true,
    why: "Sends small writes at once (TCP_NODELAY); request and response suffer from Nagle's algorithm.",
    takers: SOCKET,
    flag: {
      flags: '--nagle',
      help: 'let small writes wait for more (TCP_NODELAY off)',
      opposite: true,
    },
  },
  keepAlive: {
    group: 'socket',
    kind: boolean,
    default: false,
    why: 'Probes silent peers (SO_KEEPALIVE), so that those that vanished are noticed.',
    takers: SOCKET,
    flag: { flags: '--keep-alive', help: 'probe silent peers, to notice those that vanished' },
  },
  keepAliveInitialDelay: {
    group: 'socket',
    // The kernel counts whole seconds, at most 32767 of them (tcp(7), TCP_KEEPIDLE); Node makes others two hours.
    kind: { ...milliseconds(0), most: 32_767_999, restFrom: 1_000 },
    default: 0,
    why: "Silence before the first probe, of which the kernel counts whole seconds; 0 is the system's own, two hours on Linux.",
    takers: SOCKET,
    flag: {
      flags: '--keep-alive-initial-delay <ms>',
      help: 'silence before the first probe; 0: as the system has it',
    },
  },
  highWaterMark: {
    group: 'socket',
    kind: bytes(1),
    default: 65_536,
    why: 'Unsent bytes at which sending counts as blocked and reading rests: what a peer that does not read costs.',
    takers: ANY_SOCKET,
    flag: { flags: '--high-water-mark <bytes>', help: 'unsent bytes at which reading rests' },
  },
  outboxLimit: {
    group: 'socket',
    kind: bytes(1),
    default: 16 * 1024 * 1024,
    why: 'Unsent bytes at which the connection ends with `outboxOverflow`: bounds a handler that does not listen to `flow.blocked`. One larger answer is let through; what is said on top of it counts. Not below `highWaterMark`.',
    takers: ANY_SOCKET,
    flag: { flags: '--outbox-limit <bytes>', help: 'unsent bytes at which a connection is ended' },
  },
  halfOpen: {
    group: 'socket',
    kind: boolean,
    default: true,
    why: "Goes on sending after the peer's FIN until the handler has finished; `false` finishes at once.",
    takers: ['adoptSocket', 'script'],
    flag: { flags: '--no-half-open', help: 'finish when the peer has finished sending' },
  },
  idleTimeout: {
    group: 'socket',
    kind: milliseconds(0),
    default: 0,
    why: 'Time without a byte in either direction after which a connection ends; 0 is never, because only the protocol knows how long silence is normal.',
    takers: ANY_SOCKET,
    flag: { flags: '--idle-timeout <ms>', help: 'end silent connections; 0: never' },
  },
  lingerTimeout: {
    group: 'socket',
    kind: milliseconds(0),
    default: 2_000,
    why: "Time without progress that a finished connection may take to flush and to hear the peer's FIN; by default half of a `shutdownTimeout` that is shorter than twice this.",
    takers: ANY_SOCKET,
    flag: {
      flags: '--linger-timeout <ms>',
      help: 'how long a finished connection may take to flush',
    },
  },
  maxConnections: {
    group: 'limits',
    kind: count('connections', 1),
    byDefault: 'what the descriptor limit allows, less 32 to 512',
    why: 'More are closed at once and told of as `refused`; a process without descriptors would refuse silently.',
    takers: ['script'],
    flag: {
      flags: '--max-connections <n>',
      help: 'more are refused (default: what descriptors allow)',
    },
  },
  shutdownTimeout: {
    group: 'limits',
    kind: milliseconds(1),
    default: 10_000,
    why: 'How long a drain may take before what is left is aborted.',
    takers: SOCKET,
    flag: { flags: '--shutdown-timeout <ms>', help: 'how long a drain may take' },
  },
  heldLimit: {
    group: 'singleServer',
    kind: bytes(0),
    default: 1024 * 1024,
    why: 'Most bytes that are held until the first client comes; what exceeds it is given back as `signal.overflow`. 0 holds nothing.',
    takers: SOCKET,
  },
} as const satisfies Record<string, OptionEntry>;

export type OptionName = keyof typeof OPTIONS;

/** Options that a script may set. */
export type ScriptOption = {
  [K in OptionName]: 'script' extends (typeof OPTIONS)[K]['takers'][number] ? K : never;
}[OptionName];

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** The entry of an option, without what only its own type knows. */
export const optionEntry = (name: OptionName): OptionEntry => OPTIONS[name];

/** Options of the given groups. */
export const optionsOf = (...groups: readonly OptionGroup[]): OptionName[] =>
  OPTION_NAMES.filter((name) => groups.includes(optionEntry(name).group));

/** Options that are taken somewhere. */
export const optionsFor = (taker: OptionTaker): OptionName[] =>
  OPTION_NAMES.filter((name) => optionEntry(name).takers.includes(taker));
