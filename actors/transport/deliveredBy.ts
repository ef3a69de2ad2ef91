/** How much of what was written has reached the peer, by what a kernel says that it holds: whatever the network. */

import type { Delivery, TransportSocket } from './transport';

/** What a kernel holds for the peer of a connection. What has come and is not acknowledged yet is in both. */
export interface HeldByKernel {
  /** Bytes that the peer has not acknowledged; our FIN counts as one. */
  readonly unacknowledged: number;
  /** Bytes that the peer's kernel has and the peer has not read; undefined if the peer is not on this machine. */
  readonly unread: number | undefined;
}

/** What was seen of a socket when it was last looked at. */
interface Seen {
  readonly delivered: number;
  readonly held: HeldByKernel;
}

const NOTHING: HeldByKernel = { unacknowledged: 0, unread: 0 };

const lastSeen = new WeakMap<TransportSocket, Seen>();

const isSame = (one: HeldByKernel, other: HeldByKernel): boolean =>
  one.unacknowledged === other.unacknowledged && one.unread === other.unread;

/**
 * How much has arrived by two looks at a socket. What has come to a peer on this machine and is not
 * acknowledged yet is counted twice in what is held, for as long as an acknowledgement may be delayed (RFC 1122,
 * 4.2.3.2): the difference would fall although the peer reads. But what moves shows: a queue changes.
 */
function arrivedBy(seen: Seen | undefined, taken: number, held: HeldByKernel): number {
  const atLeast = taken - held.unacknowledged - (held.unread ?? 0);
  if (seen === undefined) return atLeast;
  return Math.max(atLeast, seen.delivered + (isSame(seen.held, held) ? 0 : 1));
}

/** What has reached the peer: what the system has `taken`, less what it still holds. */
export function deliveredBy(
  socket: TransportSocket,
  taken: Delivery,
  queues: HeldByKernel,
): Delivery {
  // Whoever is on this machine and has read all that came is only late to acknowledge it.
  const held = queues.unread === 0 ? NOTHING : queues;
  const delivered = arrivedBy(lastSeen.get(socket), taken.delivered, held);
  lastSeen.set(socket, { delivered, held });
  const fin = socket.writableFinished === true ? 1 : 0;
  const waiting = Math.max(0, held.unacknowledged + (held.unread ?? 0) - fin);
  return { delivered, pending: taken.pending + waiting };
}
