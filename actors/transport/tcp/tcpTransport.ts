import { lookup } from 'node:dns';
import type { Socket } from 'node:net';
import type { TransportClock } from '../environment';
import { unsentOf } from '../systemHandle';
import { ClientTls } from '../tls/clientTls';
import { TlsSecurity } from '../tls/tlsSecurity';
import type { Transport } from '../transport';
import { delivered } from './delivered';
import { connectionsAllowedByDescriptors } from './descriptorLimit';
import { quickData, stopQuickData } from './quickData';
import { TcpConnecting } from './tcpConnecting';
import { type Lookup, TcpListening } from './tcpListening';

/** The real clock: in milliseconds since the epoch, but not set back or ahead while it runs. */
export const realClock: TransportClock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** What of the real network can be replaced. */
export interface TcpTransportOptions {
  /** The clock of idle and linger timeouts and of `connectedAt`. Default: the real one. */
  readonly clock?: TransportClock;
  /** Where random ports are drawn from. Default: `Math.random`. */
  readonly random?: () => number;
  /**
   * How the name of a host to listen on, or to connect to, is looked up. Default: `dns.lookup`, which gives a
   * client all addresses of the name.
   */
  readonly lookup?: Lookup;
}

/**
 * The real network: TCP over IPv4 and IPv6, and unix domain sockets by path. Binding twice to a port
 * whose former server has just gone works at once, because libuv sets SO_REUSEADDR: Kamaelia's
 * fast-restart servers need no counterpart.
 */
export function tcpTransport(options: TcpTransportOptions = {}): Transport {
  const clock = options.clock ?? realClock;
  const home = { clock, lookup: options.lookup ?? lookup };
  return {
    name: 'tcp',
    clock,
    random: options.random ?? Math.random,
    listen: (request, events) => new TcpListening(request, events, home),
    connectTo: (request, events) => new TcpConnecting(request, events, options.lookup),
    afterTurn: (callback) => {
      setImmediate(callback);
    },
    onData: (socket, listener) => quickData(socket as Socket, listener),
    offData: (socket, listener) => stopQuickData(socket as Socket, listener),
    unsent: unsentOf,
    delivered,
    security: (tls) => new TlsSecurity(tls),
    clientSecurity: (tls) => new ClientTls(tls),
    connectionLimit: connectionsAllowedByDescriptors,
  };
}
