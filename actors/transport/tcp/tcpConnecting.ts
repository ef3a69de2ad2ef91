import { type LookupFunction, type NetConnectOpts, Socket } from 'node:net';
import type { PeerAddress } from '../../../machines/connection/connectionInfo';
import { connectError } from '../connectError';
import type { Connecting, ConnectingEvents, ConnectRequest } from '../transport';
import type { Lookup } from './tcpListening';

/** A look-up that knows one address of a name, as Node asks clients' look-ups for all of them. */
const asNodeAsks =
  (lookup: Lookup): LookupFunction =>
  (host, options, callback) =>
    lookup(host, (error, address) => {
      const family = address?.includes(':') ? 6 : 4;
      if (error === null && options.all === true) callback(null, [{ address, family }]);
      else callback(error, address, family);
    });

function whereTo(to: PeerAddress, lookup: Lookup | undefined): NetConnectOpts {
  if ('path' in to) return { path: to.path };
  return {
    host: to.host,
    port: to.port,
    // Happy eyeballs (RFC 8305): all addresses of the name, the next where one does not answer soon.
    autoSelectFamily: true,
    ...(lookup === undefined ? undefined : { lookup: asNodeAsks(lookup) }),
  };
}

/** An attempt to connect by TCP or to a unix socket. */
export class TcpConnecting implements Connecting {
  private readonly socket: Socket;
  private readonly to: PeerAddress;
  private state: 'connecting' | 'over' = 'connecting';

  constructor(
    { to, options }: ConnectRequest,
    private readonly events: ConnectingEvents,
    lookup: Lookup | undefined,
  ) {
    const { noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = options;
    this.to = to;
    // Half-close is the CSA's to decide, as on the other side.
    const made = { allowHalfOpen: true, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark };
    this.socket = new Socket(made);
    // Data without a listener is lost; reading starts when the CSA is there.
    this.socket.pause();
    this.socket.once('connect', this.onConnect);
    this.socket.on('error', this.onError);
    try {
      this.socket.connect(whereTo(to, lookup));
    } catch (error) {
      this.socket.destroy(error as Error);
    }
  }

  abandon(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.socket.destroy();
  }

  private readonly onConnect = (): void => {
    if (this.state === 'over') return;
    this.state = 'over';
    this.socket.off('error', this.onError);
    this.events.connected(this.socket);
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    if (this.state === 'over') return;
    this.state = 'over';
    this.events.failed(connectError(error, this.to));
  };
}
