/** The listening socket of one `tcpServer`. */

import type { AnyActorRef } from 'xstate';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import { XstateNetError } from '../../machines/kit/errors';
import type { TcpServerChildInput } from '../../machines/listener/tcpServerContext';
import type { ListenerCommand, ListenerEvent } from '../../machines/listener/tcpServerMessages';
import { relay } from '../compiled/xstate/relay';
import { ConnectedSocket } from '../connection/connectedSocket';
import { connectionInfo } from '../connection/connectionAddress';
import { socketOf } from '../connection/descriptors';
import { closeHome, type SocketHome, socketHome } from '../connection/socketHome';
import { fromResource, type Resource } from '../kit/resource';
import type { Listening, Transport, TransportSocket } from '../transport/transport';
import { transportOf } from '../transport/transportOf';

/** A port between `minrange` and `maxrange` inclusive: Kamaelia's makeTCPServerPort. */
function randomPort(random: () => number, minrange: number, maxrange: number): number {
  return minrange + Math.floor(random() * (maxrange - minrange + 1));
}

/** The listening socket behind a `tcpServer`: what that decides is done here, what happens is told it. */
class ListenerSocket implements Resource<ListenerCommand> {
  private readonly transport: Transport | XstateNetError;
  private home: SocketHome | undefined;
  private listening: Listening | undefined;
  private address: ServerAddress | undefined;
  /** Asked for while the former listening socket had not given up its port yet. */
  private next: { readonly port: number | undefined } | undefined;
  private serial = 0;

  constructor(
    private readonly self: AnyActorRef,
    private readonly input: TcpServerChildInput,
  ) {
    this.transport = transportOf(input.transport);
  }

  receive(event: ListenerCommand): void {
    switch (event.type) {
      case 'listener.listen':
        this.listen(event.port);
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
    const { listening } = this;
    this.next = undefined;
    this.listening = undefined;
    this.leaveHome();
    listening?.close();
  }

  toJSON(): object {
    return { transport: this.transport.name, listening: this.listening !== undefined };
  }

  private listen(port: number | undefined): void {
    const { transport } = this;
    if (transport instanceof XstateNetError) {
      this.tell({ type: 'listener.failed', error: transport });
      return;
    }
    if (this.listening !== undefined) {
      this.next = { port };
      return;
    }
    const { options } = this.input;
    const { minrange, maxrange, path } = options;
    const home = this.homeOn(transport);
    this.listening = transport.listen(
      {
        port:
          port ??
          (path === undefined ? randomPort(transport.random, minrange, maxrange) : undefined),
        options,
      },
      {
        listening: (address) => {
          this.address = address;
          this.tell({ type: 'listener.listening', address });
        },
        connection: (socket) => this.connection(socket, home),
        failed: (error) => this.ended({ type: 'listener.failed', error }),
        error: (error) => this.tell({ type: 'listener.error', error }),
        closed: () => this.closed(),
      },
    );
  }

  private close(): void {
    this.next = undefined;
    if (this.listening === undefined) this.tell({ type: 'listener.closed' });
    else this.listening.close();
  }

  private ended(event: ListenerEvent): void {
    this.listening = undefined;
    this.leaveHome();
    this.tell(event);
  }

  private closed(): void {
    const { next } = this;
    this.next = undefined;
    this.ended({ type: 'listener.closed' });
    if (next !== undefined) this.listen(next.port);
  }

  /** Without a listening socket no more connections come; the next one starts a home of its own. */
  private leaveHome(): void {
    if (this.home !== undefined) closeHome(this.home);
    this.home = undefined;
  }

  private connection(stream: TransportSocket, home: SocketHome): void {
    this.serial += 1;
    const connection = connectionInfo(
      stream,
      this.serial,
      this.input.options.path,
      home.transport.clock.now(),
      this.address,
    );
    const { descriptor } = new ConnectedSocket(stream, home, connection);
    this.tell({ type: 'newconnection', descriptor, connection });
  }

  private homeOn(transport: Transport): SocketHome {
    this.home ??= socketHome(transport, this.input.options, this.self);
    return this.home;
  }

  private tell(event: ListenerEvent): void {
    relay(this.self, this.input.tcpServer, event);
  }
}

/** The actor that a `tcpServer` invokes as `listener`. */
export const listener = fromResource<ListenerCommand, TcpServerChildInput>(
  (scope, input) => new ListenerSocket(scope.self, input),
);
