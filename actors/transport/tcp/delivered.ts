import { takenBySystem } from '../systemHandle';
import type { Delivery, TransportSocket } from '../transport';
import { type HeldByKernel, heldByKernel } from './kernelQueues';

/** What was seen of a socket when it was last looked at. */
interface Seen {
  readonly delivered: number;
  readonly held: HeldByKernel;
}

const lastSeen = new WeakMap<TransportSocket, Seen>();

const isSame = (one: HeldByKernel, other: HeldByKernel): boolean =>
  one.unacknowledged === other.unacknowledged && one.unread === other.unread;

/**
 * How much has arrived by two looks at a socket. What has come to a peer on this machine and is not
 * acknowledged yet is counted twice in what is held, for as long as an acknowledgement may be delayed (RFC 1122,
 * 4.2.3.2): the difference would fall although the peer reads. But what moves shows: a queue changes.
 */
function deliveredBy(seen: Seen | undefined, taken: number, held: HeldByKernel): number {
  const atLeast = taken - held.unacknowledged - held.unread;
  if (seen === undefined) return atLeast;
  return Math.max(atLeast, seen.delivered + (isSame(seen.held, held) ? 0 : 1));
}

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
  // Our FIN counts as a byte there.
  const fin = socket.writableFinished === true ? 1 : 0;
  heldByKernel({ localAddress, localPort, remoteAddress, remotePort }, (held) => {
    const arrived = deliveredBy(lastSeen.get(socket), taken.delivered, held);
    lastSeen.set(socket, { delivered: arrived, held });
    const waiting = Math.max(0, held.unacknowledged + held.unread - fin);
    answer({ delivered: arrived, pending: taken.pending + waiting });
  });
}
