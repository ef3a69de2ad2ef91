import { XstateNetError } from '../../../../machines/kit/errors';
import type { TransportSocket } from '../../transport';
import { SimulatedSocket } from '../socket/simulatedSocket';

/** A socket of this network, or the error that says that it is none. */
export function ofThisNetwork(socket: TransportSocket): SimulatedSocket {
  if (socket instanceof SimulatedSocket) return socket;
  throw new XstateNetError(
    'XN_BAD_OPTION',
    'the simulated network was asked to secure a socket that is none of its own; give it its own',
  );
}

/** Calls back when all that was written to a socket has left it: at once, if it has. */
export const flushed = (socket: TransportSocket, left: () => void): void =>
  ofThisNetwork(socket).onceWritten(left);
