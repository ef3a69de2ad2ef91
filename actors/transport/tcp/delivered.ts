import { deliveredBy } from '../deliveredBy';
import { takenBySystem } from '../systemHandle';
import type { Delivery, TransportSocket } from '../transport';
import { heldByKernel } from './kernelQueues';

/** How much has reached the peer: what has left, less what the kernel still holds. */
export function delivered(socket: TransportSocket, answer: (delivery: Delivery) => void): void {
  const taken = takenBySystem(socket);
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (
    localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
  ) {
    answer(taken);
    return;
  }
  heldByKernel({ localAddress, localPort, remoteAddress, remotePort }, (held) =>
    answer(deliveredBy(socket, taken, held)),
  );
}
