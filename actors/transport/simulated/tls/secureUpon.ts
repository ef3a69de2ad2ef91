import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import { SimulatedSocket } from '../socket/simulatedSocket';
import type { HandshakeRole } from './role';
import { TlsEndpoint } from './tlsEndpoint';

/** Begins a handshake on a connected socket, and returns the one that stands in its place from now on. */
export function secureUpon(
  raw: SimulatedSocket,
  role: HandshakeRole,
  secured: (info: TlsInfo) => void,
): SimulatedSocket {
  const { options, unread } = raw.handOver();
  const { loop, libuv, endpoint: kernel } = options;
  const endpoint = new TlsEndpoint({
    loop,
    libuv,
    kernel,
    role,
    secured,
    closed: () => raw.destroy(),
  });
  const socket = new SimulatedSocket({
    ...options,
    connecting: false,
    endpoint,
    encrypted: endpoint,
    closed: () => {},
  });
  endpoint.start(unread);
  socket.readAhead();
  return socket;
}
