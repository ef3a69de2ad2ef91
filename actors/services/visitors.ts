/** Who comes to a page that a service serves by HTTP: bounded, and nobody keeps others out by waiting. */

import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What everybody may send, and how long it may take. */
export const HTTP_LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
} as const;

/** Connections at a time. */
const MOST_CONNECTIONS = 64;

/**
 * The connections of a page. When there are too many, the oldest of those that have nothing to wait for goes,
 * so that connections that say nothing, or half of something, keep nobody out.
 */
export class Visitors {
  private readonly sockets = new Set<Socket>();
  /** Those that are not being served, the oldest first. */
  private readonly strangers = new Set<Socket>();

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      // Nobody's program goes on living because somebody looks at it.
      socket.unref();
      this.sockets.add(socket);
      this.strangers.add(socket);
      socket.on('close', () => this.forget(socket));
      if (this.sockets.size > MOST_CONNECTIONS) this.makeRoom();
    });
  }

  /** Somebody is served, and is not to make room for others. */
  admit(socket: Socket): void {
    this.strangers.delete(socket);
  }

  /** Somebody has been served, and is the last to make room. */
  dismiss(socket: Socket): void {
    if (this.sockets.has(socket)) this.strangers.add(socket);
  }

  /** Lets nobody in any more, and has everybody go. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.sockets) socket.destroySoon();
    });
  }

  private forget(socket: Socket): void {
    this.sockets.delete(socket);
    this.strangers.delete(socket);
  }

  private makeRoom(): void {
    const [oldest] = this.strangers;
    if (oldest === undefined) return;
    this.forget(oldest);
    oldest.destroy();
  }
}
