/** The listening socket of one `tcpServer`. */

import type { AnyActorRef } from 'xstate';
import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import { XstateNetError } from '../../machines/kit/errors';
import type { TcpServerChildInput } from '../../machines/listener/tcpServerContext';
import type { ListenerCommand, ListenerEvent } from '../../machines/listener/tcpServerMessages';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import type { TlsOptions } from '../../machines/options/tlsOptions';
import { relay } from '../compiled/xstate/relay';
import { AnnouncedSocket } from '../connection/announcedSocket';
import { ConnectedSocket } from '../connection/connectedSocket';
import { connectionInfo } from '../connection/connectionAddress';
import { socketOf } from '../connection/descriptors';
import { SecurableSocket } from '../connection/securableSocket';
import { closeHome, refit, type SocketHome, socketHome } from '../connection/socketHome';
import type { Resource } from '../kit/resource';
import { problemOfReload } from '../transport/problemOfReload';
import { securityOf } from '../transport/securityOf';
import type { Listening, Security, Transport, TransportSocket } from '../transport/transport';
import { transportOf } from '../transport/transportOf';

/** A port between `minrange` and `maxrange` inclusive: Kamaelia's makeTCPServerPort. */
function randomPort(random: () => number, minrange: number, maxrange: number): number {
  return minrange + Math.floor(random() * (maxrange - minrange + 1));
}

/** A listening socket that is on its way to be bound, bound, or on its way to be closed, and its home. */
interface Opened {
  readonly listening: Listening;
  readonly home: SocketHome;
}

type ListenerLife =
  | { readonly is: 'idle' | 'stopped' }
  | ({ readonly is: 'open' } & Opened)
  /** Asked to listen while the former listening socket has not given up its port yet. */
  | ({ readonly is: 'reopening'; readonly port: number | undefined } & Opened);

const IDLE: ListenerLife = { is: 'idle' };

/** How many connections have come to a server, at all of its listening sockets; the serial number of the last. */
export interface Came {
  came: number;
}

/** What a listening socket shares with the others of its server, where that listens at several places. */
export interface OfSeveral {
  readonly count: Came;
  /** Who is told what happens, in place of the `tcpServer`. */
  readonly tell: (event: ListenerEvent) => void;
}

/** Sockets know of no more than their server has to do with. */
function socketFor(stream: TransportSocket, home: SocketHome, connection: ConnectionInfo) {
  const { securing, announcing } = home;
  if (securing !== undefined) return new SecurableSocket(stream, home, connection, securing);
  const Socket = announcing === undefined ? ConnectedSocket : AnnouncedSocket;
  return new Socket(stream, home, connection);
}

/** The listening socket behind a `tcpServer`: what that decides is done here, what happens is told it. */
export class ListenerSocket implements Resource<ListenerCommand> {
  private readonly transport: Transport | XstateNetError;
  private life: ListenerLife = IDLE;
  private address: ServerAddress | undefined;
  /** That of the unix socket, which one that is given by its descriptor knows once it listens. */
  private path: string | undefined;
  private readonly count: Came;
  /** Keys and certificates, which outlive suspensions. */
  private security: Security | undefined;
  private tls: TlsOptions | undefined;
  private options: ResolvedServerOptions;
  /** That of all connections, whichever time it listened when they came. */
  private home: SocketHome | undefined;

  constructor(
    private readonly self: AnyActorRef,
    private readonly input: TcpServerChildInput,
    private readonly others?: OfSeveral,
  ) {
    this.count = others?.count ?? { came: 0 };
    this.transport = transportOf(input.transport);
    this.options = input.options;
  }

  /** How many connections have come so far, whether there was room for them or not. */
  get came(): number {
    return this.count.came;
  }

  receive(event: ListenerCommand): void {
    switch (event.type) {
      case 'listener.listen':
        this.listen(event.port);
        break;
      case 'listener.reloadTls':
        this.reloadTls(event.tls);
        break;
      case 'listener.setLimits':
        this.setLimits(event.options);
        break;
      case 'listener.close':
        this.close();
        break;
      case 'listener.refuse':
        // Not end(): a peer that ignores our FIN would hold the descriptor.
        socketOf(event.descriptor)?.destroy();
        break;
    }
  }

  stop(): void {
    const { life } = this;
    this.life = { is: 'stopped' };
    if (!('listening' in life)) return;
    closeHome(life.home);
    life.listening.close();
  }

  toJSON(): object {
    return { transport: this.transport.name, listening: 'listening' in this.life };
  }

  private listen(port: number | undefined): void {
    const { transport, life } = this;
    if (transport instanceof XstateNetError) {
      this.tell({ type: 'listener.failed', error: transport });
    } else if (life.is === 'idle') this.secureAndOpen(transport, port);
    else if ('listening' in life) this.life = { ...life, is: 'reopening', port };
  }

  /** Before anything listens it is known whether its connections can be secured. */
  private secureAndOpen(transport: Transport, port: number | undefined): void {
    const { tls } = this.input.options;
    if (tls !== undefined && this.security === undefined) {
      this.tls = tls;
      const security = securityOf(transport, tls);
      if (security instanceof XstateNetError) {
        this.tell({ type: 'listener.failed', error: security });
        return;
      }
      this.security = security;
    }
    this.open(transport, port);
  }

  /** Connections that are there keep what they have; what is wrong is told, and changes nothing. */
  reloadTls(tls: TlsOptions | undefined): boolean {
    const options = tls ?? this.tls;
    const problem = problemOfReload(options, this.security);
    const error = problem ?? this.security?.reload(options as TlsOptions);
    if (error === undefined) this.tls = options;
    else this.tell({ type: 'listener.error', error });
    return error === undefined;
  }

  private open(transport: Transport, port: number | undefined): void {
    const { options } = this;
    const { minrange, maxrange, path, fd } = options;
    const made = socketHome(transport, options, this.self, this.security);
    const home = Object.assign(this.home ?? made, made);
    this.home = home;
    const listening = transport.listen(
      {
        port:
          port ??
          (path === undefined && fd === undefined
            ? randomPort(transport.random, minrange, maxrange)
            : undefined),
        options,
      },
      {
        listening: (address) => {
          this.address = address;
          if (address.family === 'unix') this.path = address.path;
          this.tell({ type: 'listener.listening', address });
        },
        connection: (socket) => this.newConnection(socket, home),
        failed: (error) => this.ended({ type: 'listener.failed', error }),
        error: (error) => this.tell({ type: 'listener.error', error }),
        closed: () => this.closed(),
      },
    );
    this.life = { is: 'open', listening, home };
  }

  /** Also for those who came before a suspension, and are still there in it. */
  private setLimits(options: ResolvedServerOptions): void {
    this.options = options;
    const { home, life } = this;
    if (home === undefined) return;
    refit(home, options);
    if (!('listening' in life)) closeHome(home);
  }

  private close(): void {
    const { life } = this;
    if (life.is === 'idle') this.tell({ type: 'listener.closed' });
    if (!('listening' in life)) return;
    const { listening, home } = life;
    this.life = { is: 'open', listening, home };
    listening.close();
  }

  /** Without a listening socket no more connections come; the next one starts a home of its own. */
  private ended(event: ListenerEvent): void {
    const { life } = this;
    if (!('listening' in life)) return;
    closeHome(life.home);
    this.life = IDLE;
    this.tell(event);
  }

  private closed(): void {
    const { life } = this;
    this.ended({ type: 'listener.closed' });
    if (life.is === 'reopening') this.listen(life.port);
  }

  private newConnection(stream: TransportSocket, home: SocketHome): void {
    const { count } = this;
    count.came += 1;
    const connection = connectionInfo(
      stream,
      count.came,
      this.path,
      home.transport.clock.now(),
      this.address,
    );
    const socket = socketFor(stream, home, connection);
    this.tell({ type: 'newconnection', descriptor: socket.descriptor, connection });
    // Whoever was told of it may have stopped the server, or have failed: then nobody else will close it.
    if (this.life.is === 'stopped' && !socket.isGone) socket.abort();
  }

  private tell(event: ListenerEvent): void {
    if (this.others === undefined) relay(this.self, this.input.tcpServer, event);
    else this.others.tell(event);
  }
}
