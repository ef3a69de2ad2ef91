import type { ConnectionEnd, SocketClosed } from '../../machines/connection/csaMessages';
import type { HowDied } from '../../machines/connection/howDied';
import { wrongFirst } from '../oracles/firstToEnd';
import type { Circumstances } from './circumstances';
import type { Client } from './client';
import type { HandlerModel } from './handlerModel';
import type { LinkFacts } from './link';
import type { ServerLife } from './serverLife';

/** What is known of a connection that has ended. */
interface Ended {
  readonly server: ServerLife;
  readonly handler: HandlerModel;
  readonly client: Client;
  /** When our side said that it ends, it had been told of the peer's end. */
  readonly knewOfPeersEnd: boolean | undefined;
  readonly arrived: 'open' | 'closed';
  /** Its owner was told that it was turned away. */
  readonly saidRefused: number;
}

/** What is wrong with the way a connection is said to have ended; undefined if nothing is. */
export function wrongEnd(
  { protocol }: Circumstances,
  howDied: HowDied,
  { server, handler, client, knewOfPeersEnd, arrived, saidRefused }: Ended,
): string | undefined {
  // It was ended by an event that says why: that has to be true.
  const reasons: { readonly [H in HowDied]?: boolean } = {
    handlerError: handler.hasCrashed,
    shutdownTimeout: server.isOverdue,
    protocolError: protocol.mayMisunderstand === true,
    aborted: handler.hasAborted || server.state === 'aborted',
  };
  if (reasons[howDied] === false) return `${howDied}, without a reason`;
  // Who was refused was closed by us, and nobody is told how.
  if (saidRefused > 0 || arrived === 'closed') return undefined;
  const { finAtServer: peersFin, finAtClient: ourFin, wasBroken } = client.link;
  return wrongFirst(howDied, { peersFin, ourFin, wasBroken, knewOfPeersEnd });
}

/** What of the counts in a report of an end is not as its socket said last; undefined if all is. */
export function wrongCount(end: ConnectionEnd, lastWords: SocketClosed): string | undefined {
  for (const count of ['bytesReceived', 'bytesSaid', 'bytesSent'] as const) {
    if (end[count] !== lastWords[count]) {
      return `${count} ${end[count]}, and its socket ${lastWords[count]}`;
    }
  }
  return undefined;
}

const RESETS: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Whether something happened to a connection of which that error can have come. */
export function isExplained(
  { babbles, plan }: Circumstances,
  { severed, resetAtServer, vanished }: LinkFacts,
  code: string,
): boolean {
  // A mistaken app says that of its own adapter.
  if (code === '') return plan.server.kind === 'adopter';
  if (code === 'XN_BAD_OUTBOX') return babbles;
  return RESETS.has(code) ? severed || resetAtServer : vanished && code === 'ETIMEDOUT';
}
