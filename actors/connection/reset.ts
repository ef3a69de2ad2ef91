import type { TransportSocket } from '../transport/transport';

/**
 * Ends a connection with a RST where there is one. Unix sockets have none, nor has TLS of its own: they
 * are closed.
 */
export function breakOff(stream: TransportSocket, isUnix: boolean): void {
  // While a FIN is on its way libuv refuses to reset, and Node then never closes (uv_tcp_close_reset). The
  // FIN goes on its way when all that was written has left.
  const finIsLeaving =
    stream.writableEnded === true &&
    stream.writableFinished !== true &&
    stream.writableLength === 0;
  if (finIsLeaving || isUnix || stream.resetAndDestroy === undefined) {
    stream.destroy();
    return;
  }
  try {
    stream.resetAndDestroy();
  } catch {
    stream.destroy();
  }
}
