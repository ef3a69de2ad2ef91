import type { CsaInput } from '../../machines/connection/connectedSocketAdapter';
import { XstateNetError } from '../../machines/kit/errors';
import { shown } from '../../machines/kit/shown';
import type { TransportChoice } from '../../machines/kit/transportChoice';
import { checkOptions } from '../../machines/options/checkOptions';
import type { OptionOf } from '../../machines/options/optionTable';
import { resolveServerOptions } from '../../machines/options/resolveOptions';
import type { SocketOptions } from '../../machines/options/serverOptions';
import type { TransportSocket } from '../transport/transport';
import { transportOf } from '../transport/transportOf';
import { ConnectedSocket } from './connectedSocket';
import { connectionInfo } from './connectionAddress';
import { unused } from './descriptors';
import { closeHome, socketHome } from './socketHome';

/** How a socket from elsewhere is adopted: its limits, and the transport whose clock counts its timeouts. */
export interface AdoptOptions
  extends Pick<SocketOptions, OptionOf<'adoptSocket'> & keyof SocketOptions> {
  readonly transport?: TransportChoice;
}

let serial = 0;

/** It may be anything, and object to being looked at. */
function isSocket(value: unknown): boolean {
  try {
    const { write, on, destroy } = value as TransportSocket;
    return [write, on, destroy].every((method) => typeof method === 'function');
  } catch {
    return false;
  }
}

/**
 * The input of a `connectedSocketAdapter` that is spawned alone, for a socket that no `tcpServer`
 * accepted: an outgoing connection, or one end of a pair. The socket must be connected, and be made
 * with `allowHalfOpen: true` if the peer's FIN shall not end our half; from here on it belongs to the
 * adapter. Throws `XN_BAD_OPTION` for bad options, and for what is no socket.
 *
 * @example
 * ```ts
 * const socket = connect({ port: 7, allowHalfOpen: true });
 * socket.once('connect', () => {
 *   const csa = createActor(connectedSocketAdapter, { input: adoptSocket(socket) });
 *   csa.on('outbox', ({ data }) => process.stdout.write(data));
 *   csa.start();
 *   csa.send({ type: 'inbox', data: Buffer.from('hello') });
 *   csa.send({ type: 'control.producerFinished' });
 * });
 * ```
 */
export function adoptSocket(socket: TransportSocket, options: AdoptOptions = {}): CsaInput {
  if (!isSocket(socket)) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `adoptSocket() was given ${shown(socket)}, which is no socket; give it a connected one of node:net or node:tls`,
    );
  }
  const { transport: choice, ...socketOptions } = options;
  const transport = transportOf(choice);
  const error =
    transport instanceof XstateNetError ? transport : checkOptions('adoptSocket', socketOptions);
  if (error !== undefined || transport instanceof XstateNetError) throw error;
  serial += 1;
  // Whose peer has broken off has no peer's address any more, but its own.
  const { remoteAddress, localAddress } = socket;
  const path = remoteAddress === undefined && localAddress === undefined ? '' : undefined;
  const connection = connectionInfo(socket, serial, path, transport.clock.now());
  const home = socketHome(transport, resolveServerOptions(socketOptions), undefined);
  // One that is closed already says so no more: its adapter finds no socket, and ends at once.
  const descriptor = socket.destroyed
    ? unused()
    : new ConnectedSocket(socket, home, connection).adopt().descriptor;
  closeHome(home);
  return { descriptor, connection };
}
