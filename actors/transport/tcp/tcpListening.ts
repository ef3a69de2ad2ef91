import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { XstateNetError } from '../../../machines/kit/errors';
import type { ResolvedServerOptions } from '../../../machines/options/resolveOptions';
import { bindError, notASocketError } from '../bindError';
import type { Listening, ListeningEvents, ListenRequest, TransportClock } from '../transport';
import { clearStalePath } from './stalePath';

/** Milliseconds between two reports of errors of accept(2), which otherwise come in floods. */
const ACCEPT_ERROR_BACKOFF = 100;

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

/** One listening socket: on its way to be bound, bound, or closed. */
export class TcpListening implements Listening {
  private readonly server: Server;
  private state: 'binding' | 'listening' | 'closing' | 'closed' = 'binding';
  private staleChecked = false;
  private lastAcceptError = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly request: ListenRequest,
    private readonly events: ListeningEvents,
    private readonly clock: TransportClock,
  ) {
    this.server = makeServer(request.options);
    this.server.on('connection', (socket) => {
      if (this.state === 'listening') events.connection(socket);
      else socket.destroy();
    });
    this.server.on('error', (error: NodeJS.ErrnoException) => this.onError(error));
    this.server.on('listening', () => this.onListening());
    this.bind();
  }

  /** A bind that is under way is waited for: it cannot be called off. */
  close(): void {
    const { state } = this;
    if (state === 'listening' || state === 'binding') this.state = 'closing';
    if (state === 'listening') this.giveUpPort();
  }

  /** The port is free at once. Node's own 'close' event would also wait for all connections to end. */
  private giveUpPort(): void {
    this.server.close();
    setImmediate(() => this.closed());
  }

  private bind(): void {
    try {
      this.server.listen(listenOptions(this.request));
    } catch (error) {
      setImmediate(() => this.onError(error as NodeJS.ErrnoException));
    }
  }

  private onListening(): void {
    if (this.state === 'closing') {
      this.giveUpPort();
      return;
    }
    this.state = 'listening';
    this.events.listening(serverAddress(this.server));
  }

  private onError(error: NodeJS.ErrnoException): void {
    if (this.server.listening) this.onAcceptError(error);
    else if (this.state === 'closing') this.closed();
    else if (this.state === 'binding') this.onBindError(error);
  }

  private onBindError(error: NodeJS.ErrnoException): void {
    const { path } = this.request.options;
    if (path === undefined || error.code !== 'EADDRINUSE' || this.staleChecked) {
      this.fail(this.explain(error));
      return;
    }
    this.staleChecked = true;
    void clearStalePath(path).then((state) => {
      if (this.state === 'closing') this.closed();
      else if (state === 'cleared') this.bind();
      else this.fail(state === 'notASocket' ? notASocketError(error, path) : this.explain(error));
    });
  }

  private explain(error: NodeJS.ErrnoException): XstateNetError {
    const { port, options } = this.request;
    const { host, path } = options;
    return bindError(error, {
      ...(port === undefined ? undefined : { port }),
      ...(host === undefined ? undefined : { host }),
      ...(path === undefined ? undefined : { path }),
    });
  }

  private fail(error: XstateNetError): void {
    this.state = 'closed';
    this.events.failed(error);
  }

  private closed(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.events.closed();
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
