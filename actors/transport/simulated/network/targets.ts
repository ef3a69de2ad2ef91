import { destination, familyOf } from './addresses';
import type { Target } from './handshake';
import type { Ports } from './ports';
import type { SimulatedListening } from './simulatedListening';

/** Where an attempt to connect by TCP goes to, from a port of the client's own. */
export function tcpTarget(
  ports: Ports<SimulatedListening>,
  to: { readonly host?: string; readonly port: number },
  clientPort: number,
): Target {
  const host = destination(to);
  const { port } = to;
  return {
    described: `${host}:${port}`,
    host,
    port,
    clientHost: familyOf(host) === 'IPv6' ? '::1' : '127.0.0.1',
    clientPort,
    errorIfNobody: 'ECONNREFUSED',
    find: () => ports.at(host, port),
  };
}

/** Where an attempt to connect to a unix socket goes to. */
export const unixTarget = (ports: Ports<SimulatedListening>, path: string): Target => ({
  described: path,
  host: undefined,
  port: undefined,
  clientHost: undefined,
  clientPort: undefined,
  errorIfNobody: 'ENOENT',
  find: () => ports.atPath(path),
});
