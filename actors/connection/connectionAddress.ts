/** What is known of a connection from its socket's addresses, for whoever accepts or adopts one. */

import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { TransportSocket } from '../transport/transport';
import { unmapped } from '../transport/unmapped';

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Where a connection can only have come to, if the server listens on one address: saves asking for it. */
function knownLocal(address: ServerAddress | undefined): LocalAddress | undefined {
  return address === undefined || address.family === 'unix' || WILDCARDS.has(unmapped(address.host))
    ? undefined
    : { localAddress: address.host, localPort: address.port };
}

type LocalAddress = Pick<TransportSocket, 'localAddress' | 'localPort'>;

/** What is known of a connection when it is accepted; `path` is that of a unix socket. */
export function connectionInfo(
  socket: TransportSocket,
  id: number,
  path: string | undefined,
  connectedAt: number,
  server?: ServerAddress,
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
  const local = knownLocal(server) ?? socket;
  return {
    id,
    peer,
    peerport: socket.remotePort ?? 0,
    localip: unmapped(local.localAddress ?? ''),
    localport: local.localPort ?? 0,
    family: familyOf(peer, local.localAddress, server),
    connectedAt,
  };
}

/** One that broke off before it was accepted has no address any more; the server's own still says. */
function familyOf(
  peer: string,
  local: string | undefined,
  server: ServerAddress | undefined,
): 'IPv4' | 'IPv6' {
  const known = peer || unmapped(local ?? '');
  if (known === '' && server?.family === 'IPv6') return 'IPv6';
  return known.includes(':') ? 'IPv6' : 'IPv4';
}
