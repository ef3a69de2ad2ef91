import { XstateNetError } from '../kit/errors';

/** Where to listen, and how: the arguments of Kamaelia's `makeTCPServerPort`, and what has been learnt since. */
export interface ListenOptions {
  /** Port to listen on; `0` lets the kernel choose. Excludes `path`. */
  readonly port?: number;
  /** Address or host name to listen on; by default all addresses, IPv6 and IPv4. */
  readonly host?: string;
  /** Path of a unix socket to listen on instead; one left behind by a dead process is cleared. */
  readonly path?: string;
  /** Lowest random port, inclusive, when no `port` is given. Default 2000. */
  readonly minrange?: number;
  /** Highest random port, inclusive, when no `port` is given. Default 50000. */
  readonly maxrange?: number;
  /** How many random ports are tried while they are taken, so that it ends. Default 100. */
  readonly maxtries?: number;
  /** How many connections may wait to be accepted: the backlog of listen(2). Default 511, as in Node. */
  readonly maxlisten?: number;
  /** Listen on IPv6 only, when listening on `::`. Default false. */
  readonly ipv6Only?: boolean;
  /** Under `cluster`: do not share the port with other workers. Default false. */
  readonly exclusive?: boolean;
}

/** Options of each connection's socket. */
export interface SocketOptions {
  /** Send small writes at once (TCP_NODELAY). Default true: request/response suffers from Nagle's algorithm. */
  readonly noDelay?: boolean;
  /** Probe silent peers (SO_KEEPALIVE), so that those that vanished are noticed. Default false. */
  readonly keepAlive?: boolean;
  /** Milliseconds of silence before the first probe. Default 0: the system's own default (two hours on Linux). */
  readonly keepAliveInitialDelay?: number;
  /** Unsent bytes at which sending counts as blocked and reading rests. Default 65536. */
  readonly highWaterMark?: number;
  /** Unsent bytes at which the connection is ended with `outboxOverflow`. Default 16 MiB. */
  readonly outboxLimit?: number;
  /** After the peer's FIN go on sending until the handler has finished. Default true; false finishes at once. */
  readonly halfOpen?: boolean;
  /** Milliseconds without a byte in either direction after which a connection ends. Default 0: never. */
  readonly idleTimeout?: number;
  /**
   * Milliseconds without progress that a finished connection may take to flush and to hear the
   * peer's FIN. Default 2000, or half of a shorter `shutdownTimeout`.
   */
  readonly lingerTimeout?: number;
}

/** Limits of a whole server. */
export interface ServerLimits {
  /**
   * Connections at one time; more are closed at once, and told of. Default: what the process's
   * descriptor limit allows, less some headroom, because a process without descriptors refuses silently.
   */
  readonly maxConnections?: number;
  /** Milliseconds that a drain may take before what is left is aborted. Default 10000. */
  readonly shutdownTimeout?: number;
}

export interface ServerOptions extends ListenOptions, SocketOptions, ServerLimits {}

/** Options with every default filled in; undefined is left only where it says something. */
export type ResolvedServerOptions = Required<
  Omit<ServerOptions, 'port' | 'host' | 'path' | 'maxConnections'>
> &
  Pick<ServerOptions, 'port' | 'host' | 'path' | 'maxConnections'>;

export const SERVER_DEFAULTS = {
  minrange: 2000,
  maxrange: 50_000,
  maxtries: 100,
  maxlisten: 511,
  ipv6Only: false,
  exclusive: false,
  noDelay: true,
  keepAlive: false,
  keepAliveInitialDelay: 0,
  highWaterMark: 65_536,
  outboxLimit: 16 * 1024 * 1024,
  halfOpen: true,
  idleTimeout: 0,
  lingerTimeout: 2_000,
  shutdownTimeout: 10_000,
} as const satisfies ServerOptions;

/** The seeds' port, for servers that are asked for none. */
export const DEFAULT_PORT = 1601;

/** Options of a server that is asked for neither a port nor a path, and then has the seeds' port. */
export function withDefaultPort<TOptions extends ListenOptions>(options: TOptions): TOptions {
  return options.port === undefined && options.path === undefined
    ? { ...options, port: DEFAULT_PORT }
    : options;
}

/** Longest unix socket path on Linux, from unix(7): 108 bytes with the closing zero. */
const MAX_PATH_BYTES = 107;

/** What Node's timers can count. */
const MAX_MILLISECONDS = 2 ** 31 - 1;

type Check = (name: string, value: unknown) => XstateNetError | undefined;

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

const integer =
  (least: number, most: number, code: 'XN_BAD_OPTION' | 'XN_BAD_PORT' = 'XN_BAD_OPTION'): Check =>
  (name, value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : new XstateNetError(
          code,
          `${name} is ${shown(value)}; give it an integer from ${least} to ${most}`,
        );

const boolean: Check = (name, value) =>
  typeof value === 'boolean'
    ? undefined
    : new XstateNetError('XN_BAD_OPTION', `${name} is ${shown(value)}; give it true or false`);

const host: Check = (name, value) =>
  typeof value === 'string' && value.length > 0 && !/[\s/\0]/.test(value)
    ? undefined
    : new XstateNetError(
        'XN_BAD_HOST',
        `${name} is ${shown(value)}; give it an address or a host name, such as 127.0.0.1, ::1 or localhost`,
      );

const path: Check = (name, value) =>
  typeof value === 'string' &&
  value.length > 0 &&
  !value.includes('\0') &&
  new TextEncoder().encode(value).length <= MAX_PATH_BYTES
    ? undefined
    : new XstateNetError(
        'XN_BAD_PATH',
        `${name} is ${shown(value)}; give it the path of a unix socket, of 1 to ${MAX_PATH_BYTES} bytes`,
      );

const milliseconds = integer(0, MAX_MILLISECONDS);
const bytes = integer(1, Number.MAX_SAFE_INTEGER);
const port = integer(1, 65_535, 'XN_BAD_PORT');

const CHECKS: { readonly [K in keyof Required<ServerOptions>]: Check } = {
  port: integer(0, 65_535, 'XN_BAD_PORT'),
  host,
  path,
  minrange: port,
  maxrange: port,
  maxtries: integer(1, 65_535),
  maxlisten: integer(1, 65_535),
  ipv6Only: boolean,
  exclusive: boolean,
  noDelay: boolean,
  keepAlive: boolean,
  keepAliveInitialDelay: milliseconds,
  highWaterMark: bytes,
  outboxLimit: bytes,
  halfOpen: boolean,
  idleTimeout: milliseconds,
  lingerTimeout: milliseconds,
  maxConnections: integer(1, Number.MAX_SAFE_INTEGER),
  shutdownTimeout: integer(1, MAX_MILLISECONDS),
};

const OPTION_NAMES = Object.keys(CHECKS) as readonly (keyof ServerOptions)[];

const letters = (name: string) => [...name.toLowerCase()].sort().join('');

/** Whether two names differ by a slip: letters in another order, or one more or less. */
function isSlip(given: string, meant: string): boolean {
  if (letters(given) === letters(meant)) return true;
  const [longer, shorter] = given.length > meant.length ? [given, meant] : [meant, given];
  return [...longer].some(
    (_, i) => (longer.slice(0, i) + longer.slice(i + 1)).toLowerCase() === shorter.toLowerCase(),
  );
}

/** A name that is no option: a misspelt limit would be no limit. */
function checkNames(options: object): XstateNetError | undefined {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown === undefined) return undefined;
  const meant = OPTION_NAMES.find((name) => isSlip(unknown, name));
  return new XstateNetError(
    'XN_BAD_OPTION',
    meant === undefined
      ? `unknown option ${unknown}; the options are ${OPTION_NAMES.join(', ')}`
      : `unknown option ${unknown}; did you mean ${meant}?`,
  );
}

/** The first thing wrong with the options, or undefined. */
export function checkServerOptions(options: ServerOptions): XstateNetError | undefined {
  const misnamed = checkNames(options);
  if (misnamed !== undefined) return misnamed;
  for (const name of OPTION_NAMES) {
    const value = options[name];
    const error = value === undefined ? undefined : CHECKS[name](name, value);
    if (error !== undefined) return error;
  }
  if (options.path !== undefined && (options.port !== undefined || options.host !== undefined)) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `path ${shown(options.path)} excludes port and host; give one or the other`,
    );
  }
  const minrange = options.minrange ?? SERVER_DEFAULTS.minrange;
  const maxrange = options.maxrange ?? SERVER_DEFAULTS.maxrange;
  if (minrange > maxrange) {
    return new XstateNetError(
      'XN_BAD_PORT',
      `minrange ${minrange} is above maxrange ${maxrange}; give the lower one first`,
    );
  }
  const { highWaterMark, outboxLimit } = resolveServerOptions(options);
  if (outboxLimit < highWaterMark) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `outboxLimit ${outboxLimit} is below highWaterMark ${highWaterMark}; make the hard limit the greater one`,
    );
  }
  return undefined;
}

/** Options with defaults for what is undefined; what is given is taken as it is. */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  const given = Object.fromEntries(
    OPTION_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  ) as Partial<ServerOptions>;
  const shutdownTimeout = options.shutdownTimeout ?? SERVER_DEFAULTS.shutdownTimeout;
  return {
    ...SERVER_DEFAULTS,
    lingerTimeout: Math.min(SERVER_DEFAULTS.lingerTimeout, Math.floor(shutdownTimeout / 2)),
    ...given,
  } as ResolvedServerOptions;
}
