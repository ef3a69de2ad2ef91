import cluster from 'node:cluster';
import { type AddressInfo, createServer, isIP, type ListenOptions, type Server } from 'node:net';
import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';
import { modeOf } from '../../../machines/options/places';
import type { ResolvedServerOptions } from '../../../machines/options/resolveOptions';
import { AcceptErrors } from '../acceptErrors';
import { bindError, notASocketError } from '../bindError';
import type { TransportClock } from '../environment';
import type { Listening, ListeningEvents, ListenRequest } from '../transport';
import { checkAddress } from './checkAddress';
import { checkReusePort } from './checkReusePort';
import { checkDescriptor, notListening, pathOf } from './givenSocket';
import { PathClaim, replaceTheDead } from './pathClaim';

function serverAddress(server: Server, { path, fd }: ResolvedServerOptions): ServerAddress {
  if (path !== undefined) return { family: 'unix', path };
  const address = server.address() as AddressInfo | null;
  if (address === null) return { family: 'unix', path: (fd !== undefined && pathOf(fd)) || '' };
  const family = address.family === 'IPv6' ? 'IPv6' : 'IPv4';
  return { family, host: address.address, port: address.port };
}

function listenOptions(
  { port, options }: ListenRequest,
  host: string | undefined,
  temporary: string | undefined,
): ListenOptions {
  const { path, fd, maxlisten, ipv6Only, exclusive, reusePort } = options;
  if (fd !== undefined) return { fd, backlog: maxlisten } as ListenOptions;
  const where = path === undefined ? { port: port ?? 0, host } : { path: temporary ?? path };
  return {
    ...where,
    backlog: maxlisten,
    ipv6Only,
    exclusive,
    ...(reusePort && { reusePort }),
  } as ListenOptions;
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

/** Looks up a host name: `dns.lookup`, or what stands for it. */
export type Lookup = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, address: string) => void,
) => void;

/** What a listening socket needs of its network. */
export interface ListeningHome {
  readonly clock: TransportClock;
  readonly lookup: Lookup;
}

/**
 * Binds that were called off in the moment between Node's being asked and its doing so: until that is
 * over, their ports are not free, and who comes next waits for it.
 */
const calledOff = new Set<TcpListening>();

/** Workers of a cluster share a path by its name, and Windows has names that are no files. */
const sharesPaths = ({ exclusive }: ResolvedServerOptions): boolean =>
  (cluster.isWorker && !exclusive) || process.platform === 'win32';

/** Permissions that a socket cannot have from its first moment on. */
const noMode = (path: string | undefined): XstateNetError =>
  new XstateNetError(
    'XN_BAD_OPTION',
    `mode cannot be had for path ${path}: the socket is made in a folder of its own beside it first, for which the path is too long, or it is shared by the workers of a cluster, or this is Windows; choose a shorter path, or leave mode out`,
  );

const inUse = (path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`listen EADDRINUSE: address already in use ${path}`), {
    code: 'EADDRINUSE',
    syscall: 'listen',
    address: path,
  });

/**
 * One listening socket. `preparing`: its host name is looked up, or another bind is waited for;
 * `binding`: Node was asked, and has done it by now or does it in a moment; `claiming`: its path is taken
 * from the dead; `calledOff`: closed in that moment.
 */
export class TcpListening implements Listening {
  private readonly server: Server;
  private state:
    | 'preparing'
    | 'binding'
    | 'claiming'
    | 'listening'
    | 'calledOff'
    | 'closing'
    | 'closed' = 'preparing';
  private readonly claim: PathClaim | undefined;
  private readonly acceptErrors: AcceptErrors;

  constructor(
    private readonly request: ListenRequest,
    private readonly events: ListeningEvents,
    private readonly home: ListeningHome,
  ) {
    const { options } = request;
    const { host, path, mode } = options;
    this.acceptErrors = new AcceptErrors(events, home.clock);
    this.claim =
      path === undefined || sharesPaths(options) ? undefined : PathClaim.on(path, modeOf(mode));
    this.server = makeServer(options);
    this.server.on('connection', (socket) => {
      if (this.state === 'listening') events.connection(socket);
      else socket.destroy();
    });
    this.server.on('error', (error: NodeJS.ErrnoException) => this.onError(error));
    this.server.on('listening', () => this.onListening());
    if (host === undefined || isIP(host) !== 0) this.bind(host);
    else this.lookUp(host);
  }

  /** Whatever it is doing, its port is free when this returns, or before anybody else can ask for it. */
  close(): void {
    switch (this.state) {
      case 'binding':
        if (this.server.listening) this.giveUp();
        else {
          this.state = 'calledOff';
          calledOff.add(this);
        }
        break;
      case 'preparing':
      case 'claiming':
      case 'listening':
        this.giveUp();
    }
  }

  /** Node's own 'close' event would also wait for all connections to end. */
  private giveUp(): void {
    this.state = 'closing';
    this.letGo();
    setImmediate(() => this.closed());
  }

  private letGo(): void {
    this.claim?.release();
    if (this.server.listening) this.server.close();
    this.claim?.tidy();
  }

  /** Not left to Node, which cannot be told that it is not wanted any more. */
  private lookUp(host: string): void {
    this.home.lookup(host, (error, address) => {
      if (error === null) this.bind(address);
      else setImmediate(() => this.onError(error));
    });
  }

  private bind(host: string | undefined): void {
    if (this.state !== 'preparing') return;
    if (calledOff.size > 0) {
      setImmediate(() => this.bind(host));
      return;
    }
    this.state = 'binding';
    const { ipv6Only, reusePort, path, mode, fd } = this.request.options;
    const wrong =
      (fd !== undefined && checkDescriptor(fd)) ||
      (reusePort && checkReusePort()) ||
      (host && checkAddress(host, ipv6Only)) ||
      (mode !== undefined && this.claim === undefined && noMode(path));
    if (wrong) {
      setImmediate(() => this.refuse(wrong));
      return;
    }
    this.ask(host);
    if (this.claim !== undefined && this.server.listening) this.takePath(this.claim);
  }

  private ask(host: string | undefined): void {
    try {
      this.claim?.prepare();
      this.server.listen(listenOptions(this.request, host, this.claim?.temporary));
    } catch (error) {
      setImmediate(() => this.onError(error as NodeJS.ErrnoException));
    }
  }

  private takePath(claim: PathClaim): void {
    try {
      if (!claim.take()) this.replaceTheDead(claim.path, () => claim.take());
    } catch (error) {
      setImmediate(() => this.onError(error as NodeJS.ErrnoException));
    }
  }

  private replaceTheDead(path: string, take: () => boolean): void {
    this.state = 'claiming';
    const isWanted = () => this.state === 'claiming';
    void replaceTheDead(path, isWanted, take).then((claimed) => {
      if (!isWanted()) return;
      if (claimed === 'ours') this.nowListening();
      else if (claimed === 'notASocket') this.fail(notASocketError(inUse(path), path));
      else this.fail(bindError(inUse(path), this.request));
    });
  }

  private onListening(): void {
    if (this.state === 'calledOff') {
      this.letGo();
      this.closed();
    } else if (this.state === 'binding') this.nowListening();
  }

  private nowListening(): void {
    this.state = 'listening';
    this.events.listening(serverAddress(this.server, this.request.options));
  }

  private onError(error: NodeJS.ErrnoException): void {
    if (this.state === 'listening') this.acceptErrors.failed(error);
    else if (this.state === 'calledOff') this.closed();
    else if (this.state === 'binding' || this.state === 'preparing') this.onBindError(error);
  }

  private onBindError(error: NodeJS.ErrnoException): void {
    const { path, fd } = this.request.options;
    if (fd !== undefined) {
      this.fail(notListening(fd, reasonOf(error), error));
      return;
    }
    if (path === undefined || error.code !== 'EADDRINUSE' || this.claim !== undefined) {
      this.fail(bindError(error, this.request));
      return;
    }
    this.replaceTheDead(path, () => {
      this.ask(undefined);
      return this.server.listening;
    });
  }

  private refuse(error: XstateNetError): void {
    if (this.state === 'calledOff') this.closed();
    else if (this.state === 'binding') this.fail(error);
  }

  private fail(error: XstateNetError): void {
    this.state = 'closed';
    this.letGo();
    this.events.failed(error);
  }

  private closed(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    calledOff.delete(this);
    this.events.closed();
  }
}
