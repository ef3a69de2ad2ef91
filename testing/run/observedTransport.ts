import type { TransportClock } from '../../actors/transport/environment';
import type {
  ClientSecurity,
  Connecting,
  ConnectingEvents,
  ConnectRequest,
  Delivery,
  Listening,
  ListeningEvents,
  ListenRequest,
  Security,
  Transport,
  TransportSocket,
} from '../../actors/transport/transport';
import type { ServerAddress } from '../../machines/connection/connectionInfo';
import type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
import type { TlsOptions } from '../../machines/options/tlsOptions';

/** A stream that stands upon a socket that was accepted. */
export interface Secured {
  readonly stream: TransportSocket;
  /** Its handshake is over. */
  isOver: boolean;
}

/**
 * A transport with somebody who counts: which of the server's sockets live, where it listens, and
 * whether it still means to do something in this turn. It changes nothing.
 */
export class ObservedTransport implements Transport {
  readonly name: string;
  /** The server's sockets that are open. */
  readonly sockets = new Set<TransportSocket>();
  /** The last one that was accepted from each port, for whoever looks for its connection's other end. */
  readonly acceptedFrom = new Map<number, TransportSocket>();
  /** Where the server listens, or last listened. */
  address: ServerAddress | undefined;
  /** Listening sockets that are bound. */
  listening = 0;
  /** Listening sockets that are on their way to be bound. */
  binding = 0;
  /** Callbacks that wait for the end of a turn, or for what the system says. */
  turnsAwaited = 0;

  /** By the socket that was accepted what secures it. */
  readonly upon = new Map<TransportSocket, Secured>();
  readonly security?: (options: TlsOptions) => Security;
  readonly clientSecurity?: (options: ClientTlsOptions) => ClientSecurity;

  constructor(
    private readonly inner: Transport,
    readonly clock: TransportClock = inner.clock,
  ) {
    this.name = inner.name;
    const { security, clientSecurity } = inner;
    if (clientSecurity !== undefined)
      this.clientSecurity = (tls) => clientSecurity.call(inner, tls);
    if (security !== undefined) this.security = (tls) => this.observed(security.call(inner, tls));
  }

  connectTo(request: ConnectRequest, events: ConnectingEvents): Connecting {
    return this.inner.connectTo(request, events);
  }

  listen(request: ListenRequest, events: ListeningEvents): Listening {
    this.binding += 1;
    let state: 'binding' | 'listening' | 'over' = 'binding';
    const leave = () => {
      if (state === 'binding') this.binding -= 1;
      else if (state === 'listening') this.listening -= 1;
      state = 'over';
    };
    const listening = this.inner.listen(request, {
      listening: (address) => {
        if (state === 'binding') {
          this.binding -= 1;
          this.listening += 1;
          state = 'listening';
        }
        this.address = address;
        events.listening(address);
      },
      connection: (socket) => {
        this.sockets.add(socket);
        if (socket.remotePort !== undefined) this.acceptedFrom.set(socket.remotePort, socket);
        socket.on('close', () => this.sockets.delete(socket));
        events.connection(socket);
      },
      failed: (error) => {
        leave();
        events.failed(error);
      },
      error: (error) => events.error(error),
      closed: () => events.closed(),
    });
    return {
      close: () => {
        leave();
        listening.close();
      },
    };
  }

  private observed(security: Security): Security {
    return {
      reload: (tls) => security.reload(tls),
      flushed: (socket, left) => security.flushed(socket, left),
      secure: (socket, ended) => {
        const secured: Secured = {
          isOver: false,
          stream: security.secure(socket, (end) => {
            secured.isOver = true;
            ended(end);
          }),
        };
        this.upon.set(socket, secured);
        socket.on('close', () => this.upon.delete(socket));
        return secured.stream;
      },
    };
  }

  afterTurn(callback: () => void): void {
    this.turnsAwaited += 1;
    this.inner.afterTurn(() => {
      this.turnsAwaited -= 1;
      callback();
    });
  }

  onData(socket: TransportSocket, listener: (data: Uint8Array) => void): void {
    this.inner.onData(socket, listener);
  }

  offData(socket: TransportSocket, listener: (data: Uint8Array) => void): void {
    this.inner.offData(socket, listener);
  }

  unsent(socket: TransportSocket, written: number): number {
    return this.inner.unsent(socket, written);
  }

  delivered(socket: TransportSocket, answer: (delivery: Delivery) => void): void {
    this.turnsAwaited += 1;
    this.inner.delivered(socket, (delivery) => {
      this.turnsAwaited -= 1;
      answer(delivery);
    });
  }

  random(): number {
    return this.inner.random();
  }

  connectionLimit(): number | undefined {
    return this.inner.connectionLimit();
  }
}
