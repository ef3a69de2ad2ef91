import type { ConnectionInfo, ServerAddress } from '../../machines/connection/connectionInfo';
import type { CsaEvent, CsaRef, SocketClosed } from '../../machines/connection/csaMessages';
import type { ProxyMessage } from '../../machines/connection/proxyMessage';
import type { TlsInfo } from '../../machines/connection/tlsInfo';
import { nowhere } from '../../machines/kit/nowhere';

/** A connection's information, for tests without sockets. */
export function aConnection(id = 1, connectedAt = 1_000): ConnectionInfo {
  return {
    id,
    peer: '127.0.0.1',
    peerport: 40_000 + id,
    localip: '127.0.0.1',
    localport: 1601,
    family: 'IPv4',
    connectedAt,
  };
}

/** What is agreed upon when a connection is secured, for tests without cryptography. */
export const someTls: TlsInfo = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  servername: 'www.example.org',
  alpn: undefined,
  resumed: false,
  authorized: false,
  authorizationError: undefined,
  peerCertificate: undefined,
};

/** What a proxy says of its client, for tests without one. */
export const aProxyMessage: ProxyMessage = {
  family: 'IPv4',
  source: { address: '192.0.2.7', port: 51_000 },
  destination: { address: '198.51.100.1', port: 443 },
  version: 2,
  tlvs: [],
};

export const anAddress: ServerAddress = { family: 'IPv4', host: '127.0.0.1', port: 4321 };

/** Something that takes the place of a CSA where it is only passed on. */
export const aCsa = nowhere as unknown as CsaRef;

export const closed = (
  bytesReceived = 0,
  bytesSent = 0,
  closedAt = 1_500,
): SocketClosed & CsaEvent => ({
  type: 'socket.closed',
  bytesReceived,
  bytesSaid: bytesSent,
  bytesSent,
  closedAt,
});

/** An error as Node's sockets report it. */
export function anError(code: string): Error & { code: string } {
  return Object.assign(new Error(`read ${code}`), { code });
}
