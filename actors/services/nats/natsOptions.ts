import type { LinkStart } from '../../../machines/handler/backplaneLink';
import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';
import { json, type MessageCodec } from './wire';

/** How a backplane over NATS is made. */
export interface NatsBackplaneOptions {
  /**
   * Where NATS is: `nats://host:4222`, or `tls://`; user and password, or a token, may stand before the host. Of
   * several, any will do. Default `nats://127.0.0.1:4222`.
   */
  readonly servers?: string | readonly string[];
  /** What all of its subjects begin with; who has another one is another party. Default `xstate-net`. */
  readonly prefix?: string;
  /** `degraded`, the default, goes on trying when NATS is not there at first; `fail` gives up. */
  readonly start?: LinkStart;
  /** What becomes of what is published while NATS is away: `hold`, the default, within bounds, or `refuse`. */
  readonly whenDisconnected?: 'hold' | 'refuse';
  /** Messages that are held at most. Default 1000. */
  readonly heldMessages?: number;
  /** Bytes that are held at most. Default 1 MiB. */
  readonly heldBytes?: number;
  /** How messages that are no bytes are encoded. Default: JSON. */
  readonly codec?: MessageCodec;
  /** Milliseconds for an attempt to connect. Default 5000. */
  readonly connectTimeout?: number;
  /** Milliseconds before the second attempt to connect; doubled each time. Default 100. */
  readonly minDelay?: number;
  /** Milliseconds between two attempts at most. Default 5000. */
  readonly maxDelay?: number;
  /** Milliseconds between two signs of life. Who has given none for three of them is gone. Default 1000. */
  readonly heartbeat?: number;
  /** Milliseconds that `members` waits for the other nodes. Default 1000. */
  readonly membersTimeout?: number;
  /** Topics whose place is remembered. Default 100,000. */
  readonly rememberedTopics?: number;
  /** Options of nats.js besides: an `authenticator`, `tls`, `pingInterval` and so on. */
  readonly connection?: Readonly<Record<string, unknown>>;
}

export type ResolvedNatsOptions = Required<Omit<NatsBackplaneOptions, 'servers'>> & {
  /** For people, without secrets. */
  readonly where: string;
};

const bad = (message: string): XstateNetError => new XstateNetError('XN_BAD_OPTION', message);

const PREFIX = /^[\w-]+(\.[\w-]+)*$/;

/** A server's address, and who asks there. Nothing of it is shown: there may be a password in it. */
function parsed(server: unknown): URL {
  const remedy = 'give an address such as nats://127.0.0.1:4222';
  if (typeof server !== 'string')
    throw bad(`a server of natsBackplane is ${shown(server)}; ${remedy}`);
  let url: URL | undefined;
  try {
    url = new URL(server.includes('://') ? server : `nats://${server}`);
  } catch {
    // Told below.
  }
  const isOne =
    url !== undefined &&
    ['nats:', 'tls:'].includes(url.protocol) &&
    url.hostname !== '' &&
    ['', '/'].includes(url.pathname);
  if (url === undefined || !isOne) {
    throw bad(
      `a server of natsBackplane is no address of NATS (${server.replace(/\/\/.*@/, '//...@')}); ${remedy}`,
    );
  }
  return url;
}

function addressed(servers: string | readonly string[]): {
  readonly where: string;
  readonly connection: Readonly<Record<string, unknown>>;
} {
  const urls = (typeof servers === 'string' ? servers.split(',') : servers).map(parsed);
  const [first] = urls;
  if (first === undefined) throw bad('servers of natsBackplane is empty; name one');
  const hosts = urls.map(({ hostname, port }) => `${hostname}:${port === '' ? 4222 : port}`);
  const user = decodeURIComponent(first.username);
  const pass = decodeURIComponent(first.password);
  return {
    where: hosts.join(', '),
    connection: {
      servers: hosts,
      ...(user === '' ? undefined : pass === '' ? { token: user } : { user, pass }),
      ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : undefined),
    },
  };
}

/** The options with their defaults. Throws `XN_BAD_OPTION`. */
export function resolveNatsOptions(options: NatsBackplaneOptions): ResolvedNatsOptions {
  const { servers = 'nats://127.0.0.1:4222', connection = {}, ...rest } = options;
  const { where, connection: ofServers } = addressed(servers);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const resolved: ResolvedNatsOptions = {
    prefix: 'xstate-net',
    start: 'degraded',
    whenDisconnected: 'hold',
    heldMessages: 1_000,
    heldBytes: 1_048_576,
    codec: json,
    connectTimeout: 5_000,
    minDelay: 100,
    maxDelay: 5_000,
    heartbeat: 1_000,
    membersTimeout: 1_000,
    rememberedTopics: 100_000,
    ...given,
    connection: { ...ofServers, ...connection },
    where,
  };
  const counts = ['connectTimeout', 'minDelay', 'maxDelay', 'heartbeat', 'membersTimeout'] as const;
  for (const name of [...counts, 'heldMessages', 'heldBytes', 'rememberedTopics'] as const) {
    const value = resolved[name];
    if (!Number.isSafeInteger(value) || value < 1 || value > 2_147_483_647) {
      throw bad(`${name} of natsBackplane is ${shown(value)}; give an integer of at least 1`);
    }
  }
  oneOf('start', resolved.start, ['degraded', 'fail']);
  oneOf('whenDisconnected', resolved.whenDisconnected, ['hold', 'refuse']);
  if (typeof resolved.prefix !== 'string' || !PREFIX.test(resolved.prefix)) {
    throw bad(
      `prefix of natsBackplane is ${shown(resolved.prefix)}; give letters, digits, - and _`,
    );
  }
  return resolved;
}

function oneOf(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw bad(`${name} of natsBackplane is ${shown(value)}; give one of ${choices.join(', ')}`);
  }
}
