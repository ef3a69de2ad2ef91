import type { ConnectionInfo } from '../machines/connectionInfo';
import type { TransportSocket } from './transport';

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2), as a dual-stack socket reports it, as IPv4. */
export function unmapped(address: string): string {
  return address.includes('.') ? (MAPPED_IPV4.exec(address)?.[1] ?? address) : address;
}

/** What is known of a connection when it is accepted. */
export function connectionInfo(
  socket: TransportSocket,
  id: number,
  path: string | undefined,
  connectedAt: number,
): ConnectionInfo {
  if (path !== undefined) {
    return {
      id,
      peer: '',
      peerport: 0,
      localip: '',
      localport: 0,
      family: 'unix',
      path,
      connectedAt,
    };
  }
  const peer = unmapped(socket.remoteAddress ?? '');
  return {
    id,
    peer,
    peerport: socket.remotePort ?? 0,
    localip: unmapped(socket.localAddress ?? ''),
    localport: socket.localPort ?? 0,
    family: peer.includes(':') ? 'IPv6' : 'IPv4',
    connectedAt,
  };
}
