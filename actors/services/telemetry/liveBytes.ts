import type { ConnectionInfo } from '../../../machines/connection/connectionInfo';
import { socketOf } from '../../connection/descriptors';

/** Bytes of a connection that have been counted. */
interface Counted<TServer> {
  readonly server: TServer;
  readonly descriptor: number;
  received: number;
  sent: number;
}

/** Adds to what is known of a server. */
export type AddBytes<TServer> = (server: TServer, received: number, sent: number) => void;

interface Counts {
  readonly bytesReceived: number;
  readonly bytesSent: number;
}

/**
 * Bytes of the connections that live, counted when somebody asks and not when they flow: a connection may
 * last for weeks, and a figure that grows at its end alone says nothing of it.
 */
export class LiveBytes<TServer> {
  private readonly live = new Map<ConnectionInfo, Counted<TServer>>();

  constructor(private readonly add: AddBytes<TServer>) {}

  get size(): number {
    return this.live.size;
  }

  started(connection: ConnectionInfo, descriptor: number, server: TServer): void {
    this.live.set(connection, { server, descriptor, received: 0, sent: 0 });
  }

  /** Returns whether its beginning was seen. */
  ended(connection: ConnectionInfo, end: Counts): boolean {
    const counted = this.live.get(connection);
    if (counted === undefined) return false;
    this.live.delete(connection);
    this.count(counted, end);
    return true;
  }

  /** Counts what has flowed by now. */
  settle(): void {
    for (const counted of this.live.values()) {
      const socket = socketOf(counted.descriptor);
      if (socket !== undefined) this.count(counted, socket);
    }
  }

  private count(counted: Counted<TServer>, { bytesReceived, bytesSent }: Counts): void {
    // Behind an error less may have surely left than was thought before; a counter never falls.
    const received = Math.max(0, bytesReceived - counted.received);
    const sent = Math.max(0, bytesSent - counted.sent);
    counted.received += received;
    counted.sent += sent;
    this.add(counted.server, received, sent);
  }
}
