import { BACKPLANE_OPTIONS } from './backplaneOptions';
import { LIMIT_OPTIONS } from './limitOptions';
import {
  ACCEPTED_OR_CONNECTED,
  ALL_SOCKETS,
  type OptionEntry,
  type OptionGroup,
  type OptionTaker,
  SERVERS,
  SERVERS_AND_SCRIPTS,
  SETTABLE,
  WITH_MANY,
  WITH_PROTOCOL,
} from './optionEntry';
import { boolean, bytes, count, host, milliseconds, object, path, port, tls } from './optionKinds';
import { PLACE_OPTIONS } from './placeOptions';
import { PROXY_OPTIONS } from './proxyTable';

/** The seeds' port, for servers that are asked for none. */
export const DEFAULT_PORT = 1601;

/**
 * Every option of every server, once. Its type, its check, its default, the command's flag, the schema of
 * scripts and the documentation are made from here: `npm run options` writes those that are files.
 */
export const OPTIONS = {
  protocol: {
    group: 'served',
    kind: object('a statechart, or a function of the connection that returns one'),
    byDefault: 'none, it must be given',
    why: 'Each connection gets a handler of its own.',
    takers: WITH_PROTOCOL,
  },
  owner: {
    group: 'served',
    kind: object('an actor reference'),
    byDefault: 'nobody',
    why: 'It is sent what it listens to of all that the server emits (everything, if it is no chart); a parent does not hear what its child emits.',
    takers: SERVERS,
  },
  transport: {
    group: 'served',
    kind: object('a transport'),
    byDefault: 'the real network',
    why: 'A simulated network goes here in tests; its clock counts the timeouts.',
    takers: [...SERVERS, 'adoptSocket'],
  },
  port: {
    group: 'listen',
    kind: port(0),
    byDefault: `${DEFAULT_PORT}; a bare \`tcpServer\`: a random one`,
    why: "Where to listen: 0 lets the kernel choose, 1601 is the port of Kamaelia's servers. Excludes `path`.",
    takers: SERVERS,
    flag: {
      flags: '--port <port>',
      help: 'port to listen on, 0 for any free one',
      byDefault: DEFAULT_PORT,
    },
  },
  host: {
    group: 'listen',
    kind: host,
    byDefault: 'all addresses, IPv6 and IPv4',
    why: 'Address or host name to listen on; the command listens on 127.0.0.1 unless it is told otherwise.',
    takers: SERVERS,
    // Nobody should serve the world by accident.
    flag: {
      flags: '--host <host>',
      help: 'address to listen on, :: for all',
      byDefault: '127.0.0.1',
    },
  },
  path: {
    group: 'listen',
    kind: path,
    byDefault: 'none',
    why: 'A unix socket to listen on, instead of `port` and `host`; one that a dead process left is cleared.',
    takers: SERVERS,
    flag: { flags: '--path <path>', help: 'unix socket to listen on instead' },
  },
  ...PLACE_OPTIONS,
  minrange: {
    group: 'listen',
    kind: port(1),
    default: 2_000,
    why: 'The lowest random port, inclusive, where no port is given.',
    takers: SERVERS,
  },
  maxrange: {
    group: 'listen',
    kind: port(1),
    default: 50_000,
    why: 'The highest random port, inclusive, where no port is given.',
    takers: SERVERS,
  },
  maxtries: {
    group: 'listen',
    kind: count('ports', 1, 65_535),
    default: 100,
    why: 'How many random ports are tried while they are taken, so that it ends.',
    takers: SERVERS,
  },
  maxlisten: {
    group: 'listen',
    kind: count('connections', 1, 65_535),
    default: 511,
    why: 'How many connections may wait to be accepted: the backlog of listen(2), as in Node.',
    takers: SERVERS_AND_SCRIPTS,
    flag: { flags: '--maxlisten <n>', help: 'connections that may wait to be accepted' },
  },
  ipv6Only: {
    group: 'listen',
    kind: boolean,
    default: false,
    why: 'With host `::`, leave IPv4 alone.',
    takers: SERVERS,
    flag: { flags: '--ipv6-only', help: 'with --host ::, leave IPv4 alone' },
  },
  exclusive: {
    group: 'listen',
    kind: boolean,
    default: false,
    why: 'Under `cluster`, do not share the port with other workers.',
    takers: SERVERS,
  },
  reusePort: {
    group: 'listen',
    kind: boolean,
    default: false,
    why: 'Lets other processes listen on the same port, and the kernel deal connections out (SO_REUSEPORT); needs Node 22.12.',
    takers: SERVERS,
    flag: { flags: '--reuse-port', help: 'let other processes listen on the same port' },
  },
  ...PROXY_OPTIONS,
  noDelay: {
    group: 'socket',
    kind: boolean,
    default: true,
    why: "Sends small writes at once (TCP_NODELAY); request and response suffer from Nagle's algorithm.",
    takers: ACCEPTED_OR_CONNECTED,
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
    takers: ACCEPTED_OR_CONNECTED,
    flag: { flags: '--keep-alive', help: 'probe silent peers, to notice those that vanished' },
  },
  keepAliveInitialDelay: {
    group: 'socket',
    // The kernel counts whole seconds, at most 32767 of them (tcp(7), TCP_KEEPIDLE); Node makes others two hours.
    kind: { ...milliseconds(0), most: 32_767_999, restFrom: 1_000 },
    default: 0,
    why: "Silence before the first probe, of which the kernel counts whole seconds; 0 is the system's own, two hours on Linux.",
    takers: ACCEPTED_OR_CONNECTED,
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
    takers: ALL_SOCKETS,
    flag: { flags: '--high-water-mark <bytes>', help: 'unsent bytes at which reading rests' },
  },
  outboxLimit: {
    group: 'socket',
    kind: bytes(1),
    default: 16 * 1024 * 1024,
    why: 'Unsent bytes at which the connection ends with `outboxOverflow`: bounds a handler that does not listen to `flow.blocked`. One larger answer is let through; what is said on top of it counts. Not below `highWaterMark`.',
    takers: SETTABLE,
    flag: { flags: '--outbox-limit <bytes>', help: 'unsent bytes at which a connection is ended' },
  },
  halfOpen: {
    group: 'socket',
    kind: boolean,
    default: true,
    why: "Goes on sending after the peer's FIN until the handler has finished; `false` finishes at once.",
    takers: [...WITH_MANY, 'tcpClient', 'adoptSocket', 'script'],
    flag: { flags: '--no-half-open', help: 'finish when the peer has finished sending' },
  },
  idleTimeout: {
    group: 'socket',
    kind: milliseconds(0),
    default: 0,
    why: 'Time without a byte in either direction after which a connection ends; 0 is never, because only the protocol knows how long silence is normal.',
    takers: SETTABLE,
    flag: { flags: '--idle-timeout <ms>', help: 'end silent connections; 0: never' },
  },
  readTimeout: {
    group: 'socket',
    kind: milliseconds(0),
    default: 0,
    why: 'Time without a byte from the peer after which a connection ends, whatever is sent to it meanwhile; 0 is never. It counts only while the handler wants to read.',
    takers: SETTABLE,
    flag: { flags: '--read-timeout <ms>', help: 'end connections that say nothing; 0: never' },
  },
  lingerTimeout: {
    group: 'socket',
    kind: milliseconds(0),
    default: 2_000,
    why: "Time without progress that a finished connection may take to flush and to hear the peer's FIN; by default half of a `shutdownTimeout` that is shorter than twice this.",
    takers: SETTABLE,
    flag: {
      flags: '--linger-timeout <ms>',
      help: 'how long a finished connection may take to flush',
    },
  },
  tls: {
    group: 'tls',
    kind: tls,
    byDefault: 'plain text',
    why: 'Secures each connection by TLS before its handler starts, or when its handler says so: keys, certificates and what clients must have, as the page on TLS tells.',
    takers: SERVERS,
  },
  handshakeTimeout: {
    group: 'tls',
    kind: milliseconds(1),
    default: 10_000,
    why: 'How long a connection may take to be secured, from when it was accepted or its handler said so.',
    takers: ACCEPTED_OR_CONNECTED,
    flag: { flags: '--handshake-timeout <ms>', help: 'how long a TLS handshake may take' },
  },
  maxHandshakes: {
    group: 'tls',
    kind: count('handshakes', 1),
    default: 2_000,
    why: 'Handshakes that are under way at a time, each of which takes memory; more connections wait for their turn, no longer than `handshakeTimeout`.',
    takers: SERVERS_AND_SCRIPTS,
    flag: { flags: '--max-handshakes <n>', help: 'TLS handshakes at a time, more wait' },
  },
  ...LIMIT_OPTIONS,
  ...BACKPLANE_OPTIONS,
  heldLimit: {
    group: 'singleServer',
    kind: bytes(0),
    default: 1024 * 1024,
    why: 'Most bytes that are held until the first client comes; what exceeds it is given back as `signal.overflow`. 0 holds nothing.',
    takers: ['singleServer', 'script'],
  },
} as const satisfies Record<string, OptionEntry>;

export type OptionName = keyof typeof OPTIONS;

/** Options that are taken somewhere, by name. */
export type OptionOf<TTaker extends OptionTaker> = {
  [K in OptionName]: TTaker extends (typeof OPTIONS)[K]['takers'][number] ? K : never;
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
