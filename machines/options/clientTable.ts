import type { OptionEntry } from './optionEntry';
import { boolean, bytes, count, host, milliseconds, object, path, port } from './optionKinds';

/** An option that only clients have, or that means something else to them than to servers. */
type ClientEntry = Omit<OptionEntry, 'group' | 'takers' | 'flag'>;

/**
 * Every option of a client that is no option of any connection: those are in the servers' table, with
 * `tcpClient` among their takers.
 */
export const CLIENT_OPTIONS = {
  protocol: {
    kind: object('a statechart, or a function of the connection that returns one'),
    byDefault: 'none: what is received is emitted as `outbox`',
    why: 'Each connection gets a handler of its own, as a server has them; it hears what is sent to the client as `say`.',
  },
  codec: {
    kind: object('a codec'),
    byDefault: 'none: bytes',
    why: 'Without a protocol: `inbox` takes and `outbox` brings whole messages. A protocol has its own.',
  },
  owner: {
    kind: object('an actor reference'),
    byDefault: 'nobody',
    why: 'It is sent what it listens to of all that the client emits (everything, if it is no chart).',
  },
  transport: {
    kind: object('a transport'),
    byDefault: 'the real network',
    why: 'A simulated network goes here in tests; its clock counts all times.',
  },
  backplane: {
    kind: object('a backplane'),
    byDefault: 'none',
    why: 'It carries what handlers `publish` to those that `subscribe`, on this and on other connections.',
  },
  host: {
    kind: host,
    byDefault: '`localhost`',
    why: 'Address or name of the host to connect to; all addresses of a name are tried (RFC 8305). Goes with `port`.',
  },
  port: {
    kind: port(1),
    byDefault: 'none, unless `path` or `addresses` is given',
    why: 'The port to connect to.',
  },
  path: {
    kind: path,
    byDefault: 'none',
    why: 'A unix socket to connect to, instead of `host` and `port`.',
  },
  addresses: {
    kind: object('a list of { host, port } or { path }, of at least one'),
    byDefault: 'none',
    why: 'Several places to connect to, instead of one: tried in turn, and after a lost connection from the first one on.',
  },
  tls: {
    kind: object('true, or `ClientTlsOptions`'),
    byDefault: 'plain text',
    why: 'Secures each connection by TLS before anybody is told of it, or when its handler says so; `true` checks the certificate of the server against its host and the roots that Node has. The page on TLS tells the rest.',
  },
  connectTimeout: {
    kind: milliseconds(1),
    default: 10_000,
    why: 'How long one attempt may take; the system itself waits for two minutes and more.',
  },
  reconnect: {
    kind: boolean,
    default: true,
    why: 'Tries again when nobody could be reached, and when a connection was lost; `false` tries each address once and ends with the connection.',
  },
  backOffBase: {
    kind: milliseconds(1),
    default: 100,
    why: 'Bound of the first wait before all is tried again; it doubles each time. The wait is drawn from 0 to the bound (full jitter), so that the clients of a server that has come back do not come all at once.',
  },
  backOffCap: {
    kind: milliseconds(1),
    default: 30_000,
    why: 'What the bound grows to: how late a server that has come back may be noticed. Not below `backOffBase`.',
  },
  maxAttempts: {
    kind: count('attempts', 1),
    byDefault: 'no limit',
    why: 'Attempts in a row that come to nothing, each by all addresses, after which the client ends with `XN_GAVE_UP`.',
  },
  giveUpAfter: {
    kind: milliseconds(1),
    byDefault: 'never',
    why: 'Time without a connection that lasts, after which the client ends with `XN_GAVE_UP`.',
  },
  resetAfter: {
    kind: milliseconds(0),
    default: 10_000,
    why: 'How long a connection must have lasted so that waits are short again and attempts are counted anew; one that is lost sooner counts as an attempt that came to nothing.',
  },
  heldMessages: {
    kind: count('messages', 0),
    default: 1_000,
    why: 'Most messages that are held while there is no connection, for the next one; what exceeds it is given back as `undelivered`. 0 holds nothing.',
  },
  heldLimit: {
    kind: bytes(0),
    default: 1024 * 1024,
    why: 'Most bytes that are held likewise, of those that are said as bytes or text.',
  },
} as const satisfies Record<string, ClientEntry>;

type ClientOptionName = keyof typeof CLIENT_OPTIONS;

/** The entry of an option, without what only its own type knows. */
export const clientEntry = (name: ClientOptionName): ClientEntry => CLIENT_OPTIONS[name];

export const CLIENT_OPTION_NAMES = Object.keys(CLIENT_OPTIONS) as readonly ClientOptionName[];
