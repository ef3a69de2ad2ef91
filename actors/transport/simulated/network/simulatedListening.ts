/** The simulated counterpart of tcp/tcpListening.ts. */

import type { ServerAddress } from '../../../../machines/connection/connectionInfo';
import { AcceptErrors } from '../../acceptErrors';
import { bindError } from '../../bindError';
import type { TransportClock } from '../../environment';
import type { Listening, ListeningEvents, ListenRequest } from '../../transport';
import type { EventLoop } from '../loop/eventLoop';
import type { SimulatedSocket } from '../socket/simulatedSocket';
import { systemError } from '../socket/socketError';
import { type BoundAddress, familyOf, hostToBind } from './addresses';
import type { Ports } from './ports';

/** What a listening socket needs of its network. */
export interface ListeningHome {
  readonly loop: EventLoop;
  readonly ports: Ports<SimulatedListening>;
  readonly clock: Pick<TransportClock, 'now'>;
  /** A fault: somebody else has the port. */
  addressInUse(): boolean;
  /** Whether there is the folder of that path. */
  hasFolder(path: string): boolean;
}

/** A listening socket of the simulated network. */
export class SimulatedListening implements Listening {
  readonly bound: BoundAddress;
  /** `unbound`: somebody else has the place, or nobody can have it. */
  private state: 'unbound' | 'listening' | 'closed' = 'unbound';
  private readonly acceptErrors: AcceptErrors;

  constructor(
    private readonly home: ListeningHome,
    readonly request: ListenRequest,
    private readonly events: ListeningEvents,
  ) {
    this.acceptErrors = new AcceptErrors(events, home.clock);
    const { options } = request;
    const host = hostToBind(options);
    const error = typeof host === 'string' ? undefined : host;
    this.bound = {
      host: typeof host === 'string' ? host : '',
      port: this.portFor(request),
      ipv6Only: options.ipv6Only,
    };
    const failure = error ?? this.bind();
    home.loop.tick(() => this.report(failure));
  }

  get path(): string | undefined {
    return this.request.options.path;
  }

  /** Whether it takes connections. */
  get isListening(): boolean {
    return this.state === 'listening';
  }

  close(): void {
    if (this.state === 'closed') return;
    if (this.state === 'listening') this.unbind();
    this.state = 'closed';
    this.home.loop.closing(() => this.events.closed());
  }

  /** A connection is ready to be taken. */
  connection(socket: SimulatedSocket): void {
    this.events.connection(socket);
  }

  /** accept(2) failed. */
  acceptFailed(code: string): void {
    this.acceptErrors.failed(systemError('accept', code));
  }

  private portFor({ port, options }: ListenRequest): number {
    if (options.path !== undefined) return 0;
    return port === undefined || port === 0 ? this.home.ports.ephemeral() : port;
  }

  private bind(): NodeJS.ErrnoException | undefined {
    const { home, path, bound } = this;
    const { ports } = home;
    // libuv says EACCES, and one has to look at the disk to know better; here there is none.
    if (path !== undefined && !home.hasFolder(path)) return systemError('listen', 'ENOENT', path);
    const taken = path === undefined ? ports.isTaken(bound) : ports.atPath(path) !== undefined;
    if (taken || home.addressInUse()) {
      return systemError('listen', 'EADDRINUSE', path ?? `${bound.host}:${bound.port}`);
    }
    if (path === undefined) ports.add(this);
    else ports.addPath(path, this);
    this.state = 'listening';
    return undefined;
  }

  private unbind(): void {
    const { home, path } = this;
    if (path === undefined) home.ports.remove(this);
    else home.ports.removePath(path);
  }

  private report(error: NodeJS.ErrnoException | undefined): void {
    if (this.state === 'closed') return;
    if (error === undefined) this.events.listening(this.address());
    else this.events.failed(bindError(error, this.request));
  }

  private address(): ServerAddress {
    const { path, bound } = this;
    if (path !== undefined) return { family: 'unix', path };
    return { family: familyOf(bound.host), host: bound.host, port: bound.port };
  }
}
