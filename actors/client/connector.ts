/** What a client does to be connected: attempts, waits, and the CSA of its connection. */

import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import type { ConnectorInput } from '../../machines/client/clientContext';
import type { ClientEvent, ConnectorCommand } from '../../machines/client/clientMessages';
import type { PeerAddress } from '../../machines/connection/connectionInfo';
import type { CsaRef, CsaReport } from '../../machines/connection/csaMessages';
import { XstateNetError } from '../../machines/kit/errors';
import { MAX_MILLISECONDS } from '../../machines/options/optionKinds';
import { createChild } from '../compiled/actor/createChild';
import { relay } from '../compiled/xstate/relay';
import { ConnectedSocket } from '../connection/connectedSocket';
import { connectedSocketAdapter, securedSocketAdapter } from '../connection/connectedSocketAdapter';
import { connectionInfo } from '../connection/connectionAddress';
import { socketOf } from '../connection/descriptors';
import { SecurableSocket } from '../connection/securableSocket';
import { closeHome, type SocketHome, socketHome } from '../connection/socketHome';
import { Handlers } from '../handler/handlers';
import { endOf, Nursery } from '../kit/nursery';
import { fromResource, type Resource, type ResourceScope, resourceOf } from '../kit/resource';
import { connectTimeout } from '../transport/connectError';
import type { TimerHandle } from '../transport/environment';
import type { Connecting, Transport, TransportSocket } from '../transport/transport';
import { transportOf } from '../transport/transportOf';
import { ClientSecuring } from './clientSecuring';

/** It does one thing at a time, as the client's chart decides. */
type ConnectorLife =
  | { readonly is: 'idle' | 'stopped' }
  | { readonly is: 'connecting'; readonly attempt: Connecting; readonly timer: TimerHandle }
  | { readonly is: 'waiting'; readonly timer: TimerHandle };

/** For ever is as long as a timer can count. */
const countable = (milliseconds: number): number => Math.min(milliseconds, MAX_MILLISECONDS);

const IDLE: ConnectorLife = { is: 'idle' };

/** Makes the connections of one client, and owns the end of their sockets, whatever becomes of their charts. */
class Connector implements Resource<ConnectorCommand> {
  /** Or why nothing can be connected: there is no network, or no key that would do. */
  private readonly transport: Transport | XstateNetError;
  private readonly home: SocketHome | undefined;
  private readonly securing: ClientSecuring | undefined;
  private readonly nursery: Nursery;
  private life: ConnectorLife = IDLE;
  private current: CsaReport | undefined;
  private serial = 0;

  constructor(
    private readonly scope: ResourceScope,
    private readonly input: ConnectorInput,
  ) {
    this.nursery = new Nursery(scope.self, scope.stopChild);
    const { socket, tls } = input.options;
    const transport = transportOf(input.transport);
    if (transport instanceof XstateNetError) {
      this.transport = transport;
      return;
    }
    const securing = ClientSecuring.of(transport, tls, socket);
    if (securing instanceof XstateNetError) {
      this.transport = securing;
      return;
    }
    this.transport = transport;
    this.securing = securing;
    this.home = socketHome(transport, socket, scope.self);
  }

  receive(command: ConnectorCommand): void {
    const { transport } = this;
    if (transport instanceof XstateNetError) {
      if (command.type === 'connector.connect') {
        this.tell({ type: 'connector.failed', error: transport, began: 0 });
      }
      return;
    }
    switch (command.type) {
      case 'connector.connect':
        this.connect(command.to, transport);
        break;
      case 'connector.announce':
        this.announce(command);
        break;
      case 'connector.draw':
        this.tell({
          type: 'connector.drawn',
          chance: transport.random(),
          now: transport.clock.now(),
        });
        break;
      case 'connector.wait':
        this.wait(command.milliseconds, transport);
        break;
      case 'connector.abandon':
        this.rest();
        break;
      case 'connector.abort':
        this.abort(command.howDied);
        break;
    }
  }

  childEnded(): void {
    const { current } = this;
    const end = current === undefined ? undefined : endOf(current.csa);
    if (current === undefined || end === undefined) return;
    this.current = undefined;
    if (end.how === 'error') this.failed(current, end.error);
    // A chart that ended without its socket would leave it open for ever.
    socketOf(current.descriptor)?.abort();
  }

  stop(): void {
    this.rest();
    this.life = { is: 'stopped' };
    const { current, home } = this;
    this.current = undefined;
    if (current !== undefined) this.letGo(current);
    if (home !== undefined) closeHome(home);
    this.securing?.close();
  }

  toJSON(): object {
    return { transport: this.transport.name, connector: this.life.is };
  }

  private connect(to: PeerAddress, transport: Transport): void {
    this.rest();
    const { options } = this.input;
    const began = transport.clock.now();
    const attempt = transport.connectTo(
      { to, options: options.socket },
      {
        connected: (socket) => {
          this.rest();
          this.connected(socket, to);
        },
        failed: (error) => {
          this.rest();
          this.tell({ type: 'connector.failed', error, began });
        },
      },
    );
    const timer = transport.clock.setTimeout(() => {
      this.rest();
      const error = connectTimeout(to, options.connectTimeout);
      this.tell({ type: 'connector.failed', error, began });
    }, countable(options.connectTimeout));
    this.life = { is: 'connecting', attempt, timer };
  }

  private wait(milliseconds: number, { clock }: Transport): void {
    this.rest();
    const timer = clock.setTimeout(() => {
      this.life = IDLE;
      this.tell({ type: 'connector.waited' });
    }, countable(milliseconds));
    this.life = { is: 'waiting', timer };
  }

  /** Neither waits nor tries any more. An attempt that has come to something is not touched. */
  private rest(): void {
    const { life, transport } = this;
    if (life.is === 'stopped') return;
    this.life = IDLE;
    if (life.is === 'connecting') life.attempt.abandon();
    if ('timer' in life && !(transport instanceof XstateNetError)) {
      transport.clock.clearTimeout(life.timer);
    }
  }

  private connected(stream: TransportSocket, to: PeerAddress): void {
    const { home, input, nursery } = this;
    if (home === undefined) return;
    this.serial += 1;
    const path = 'path' in to ? to.path : undefined;
    const connection = connectionInfo(stream, this.serial, path, home.transport.clock.now());
    const securing = this.securing?.towards(to);
    const { descriptor } =
      securing === undefined
        ? new ConnectedSocket(stream, home, connection)
        : new SecurableSocket(stream, home, connection, securing);
    const isSecuredFirst = securing?.starts === 'atOnce';
    const csa = createChild(isSecuredFirst ? securedSocketAdapter : connectedSocketAdapter, {
      id: `csa-${connection.id}`,
      parent: nursery.parent,
      input: { descriptor, connection, creatorFeedback: input.client },
    }) as CsaRef;
    const report = { csa, connection, descriptor };
    // Whoever inspects may stop the client at its first sight of an adapter.
    if (this.isStopped) {
      this.letGo(report);
      return;
    }
    this.current = report;
    csa.start();
    if (isSecuredFirst) this.tell({ type: 'connector.securing', ...report });
    else this.announce(report);
  }

  /** Bytes may flow from now on. */
  private announce({ csa, connection, descriptor }: CsaReport): void {
    // Before anybody is told of the connection, so that who is told of the one is told of the other.
    const handler = this.handlers()?.make(csa, connection);
    this.tell({ type: 'connector.connected', csa, connection, descriptor, handler });
  }

  private get isStopped(): boolean {
    return this.life.is === 'stopped';
  }

  private handlers(): Handlers | undefined {
    const { children } = (this.input.client as AnyActorRef).getSnapshot() as AnyMachineSnapshot;
    const found: unknown = resourceOf(children.handlers);
    // Somebody may have provided another supervisor.
    return found instanceof Handlers ? found : undefined;
  }

  private abort(howDied: 'aborted' | 'shutdownTimeout'): void {
    this.rest();
    const { current, scope } = this;
    if (current === undefined) return;
    relay(scope.self, current.csa, { type: 'control.shutdownMicroprocess', howDied });
  }

  private letGo({ csa, descriptor }: CsaReport): void {
    this.nursery.stop(csa);
    socketOf(descriptor)?.abort();
  }

  /** A chart that threw cannot say its end itself; the client is owed one all the same. */
  private failed(report: CsaReport, error: unknown): void {
    const socket = socketOf(report.descriptor);
    this.tell({
      type: 'feedbackFromCSA.socketShutdown',
      ...report,
      howDied: 'socketError',
      bytesReceived: socket?.bytesReceived ?? 0,
      bytesSaid: socket?.bytesSaid ?? 0,
      bytesSent: socket?.bytesSent ?? 0,
      duration: 0,
      error: error as Error,
    });
  }

  private tell(event: ClientEvent): void {
    relay(this.scope.self, this.input.client, event);
  }
}

/** The actor that a `tcpClient` invokes as `connector`. */
export const connector = fromResource<ConnectorCommand, ConnectorInput>(
  (scope, input) => new Connector(scope, input),
);
