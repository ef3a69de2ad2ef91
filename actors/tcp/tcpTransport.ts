import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import type { ServerAddress } from '../../machines/connectionInfo';
import { XstateNetError } from '../../machines/errors';
import type { ResolvedServerOptions } from '../../machines/serverOptions';
import { connectionsAllowedByDescriptors } from '../descriptorLimit';
import type {
  Listening,
  ListeningEvents,
  ListenRequest,
  Transport,
  TransportClock,
  TransportSocket,
} from '../transport';
import { bindError } from './bindError';
import { clearStalePath } from './stalePath';

/** Milliseconds between two reports of errors of accept(2), which otherwise come in floods. */
const ACCEPT_ERROR_BACKOFF = 100;

/** The real clock: in milliseconds since the epoch, but not set back or ahead while it runs. */
export const realClock: TransportClock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** What of the real network can be replaced. */
export interface TcpTransportOptions {
  /** The clock of idle and linger timeouts and of `connectedAt`. Default: the real one. */
  readonly clock?: TransportClock;
  /** Where random ports are drawn from. Default: `Math.random`. */
  readonly random?: () => number;
}

function serverAddress(server: Server): ServerAddress {
  const address = server.address() as AddressInfo | string;
  if (typeof address === 'string') return { family: 'unix', path: address };
  const family = address.family === 'IPv6' ? 'IPv6' : 'IPv4';
  return { family, host: address.address, port: address.port };
}

function listenOptions({ port, options }: ListenRequest): ListenOptions {
  const { host, path, maxlisten, ipv6Only, exclusive } = options;
  const where = path === undefined ? { port: port ?? 0, host } : { path };
  return { ...where, backlog: maxlisten, ipv6Only, exclusive } as ListenOptions;
}

function makeServer(options: ResolvedServerOptions): Server {
  const { noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = options;
  return createServer({
    // Half-close is the CSA's to decide; Node would otherwise answer a FIN with ours at once.
    allowHalfOpen: true,
    // Data without a listener is lost; reading starts when the CSA is there.
    pauseOnConnect: true,
    noDelay,
    keepAlive,
    keepAliveInitialDelay,
    highWaterMark,
  });
}

/** One listening socket: bound, or on its way to be, until it is closed. */
class TcpListening implements Listening {
  private readonly server: Server;
  private closeAsked = false;
  private staleChecked = false;
  private lastAcceptError = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly request: ListenRequest,
    private readonly events: ListeningEvents,
    private readonly clock: TransportClock,
  ) {
    this.server = makeServer(request.options);
    this.server.on('connection', (socket) => events.connection(socket));
    this.server.on('close', () => events.closed());
    this.server.on('error', (error: NodeJS.ErrnoException) => this.onError(error));
    this.server.on('listening', () => this.onListening());
    this.bind();
  }

  close(): void {
    if (this.closeAsked) return;
    this.closeAsked = true;
    if (this.server.listening) this.server.close();
    // Not bound yet, and perhaps never: there is no 'close' to wait for.
    else setImmediate(() => this.server.listening || this.events.closed());
  }

  private bind(): void {
    try {
      this.server.listen(listenOptions(this.request));
    } catch (error) {
      setImmediate(() => this.onBindError(error as NodeJS.ErrnoException));
    }
  }

  private onListening(): void {
    if (this.closeAsked) this.server.close();
    else this.events.listening(serverAddress(this.server));
  }

  private onError(error: NodeJS.ErrnoException): void {
    if (this.server.listening) this.onAcceptError(error);
    else if (!this.closeAsked) this.onBindError(error);
  }

  private onBindError(error: NodeJS.ErrnoException): void {
    const { port, options } = this.request;
    const { host, path } = options;
    const fail = () =>
      this.events.failed(
        bindError(error, {
          ...(port === undefined ? undefined : { port }),
          ...(host === undefined ? undefined : { host }),
          ...(path === undefined ? undefined : { path }),
        }),
      );
    if (path === undefined || error.code !== 'EADDRINUSE' || this.staleChecked) {
      fail();
      return;
    }
    this.staleChecked = true;
    void clearStalePath(path).then((cleared) => {
      if (this.closeAsked) return;
      if (cleared) this.bind();
      else fail();
    });
  }

  private onAcceptError(cause: NodeJS.ErrnoException): void {
    const now = this.clock.now();
    if (now - this.lastAcceptError < ACCEPT_ERROR_BACKOFF) return;
    this.lastAcceptError = now;
    this.events.error(
      new XstateNetError(
        'XN_ACCEPT_FAILED',
        `a connection could not be accepted (${cause.message}); the server goes on: check the limits on descriptors and memory`,
        cause,
      ),
    );
  }
}

/**
 * Node counts a write as unsent until its last byte has left, so a large one to a slow reader looks
 * like no progress; its handle knows better, as Node's own socket timeouts do.
 */
function unsent(socket: TransportSocket): number {
  const handle = (socket as { _handle?: { writeQueueSize?: number } | null })._handle;
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}

/**
 * The real network: TCP over IPv4 and IPv6, and unix domain sockets by path. Binding twice to a port
 * whose former server has just gone works at once, because libuv sets SO_REUSEADDR: Kamaelia's
 * fast-restart servers need no counterpart.
 */
export function tcpTransport(options: TcpTransportOptions = {}): Transport {
  const clock = options.clock ?? realClock;
  return {
    name: 'tcp',
    clock,
    random: options.random ?? Math.random,
    listen: (request, events) => new TcpListening(request, events, clock),
    afterTurn: (callback) => {
      setImmediate(callback);
    },
    unsent,
    connectionLimit: connectionsAllowedByDescriptors,
  };
}
