import type { ClientMessage } from '../../actors/client';
import { describePeer, type HowDied, XstateNetError } from '../../index';
import { reasonOf } from '../../machines/kit/shown';

type Closed = Extract<ClientMessage, { type: 'closed' }>;

/** Ends that were as both sides wanted it. */
const ORDERLY: ReadonlySet<HowDied> = new Set(['finished', 'peerClosed']);

const WORDS: Partial<Readonly<Record<HowDied, string>>> = {
  reset: 'was broken off by the peer',
};

/** What is wrong with how a connection has ended; undefined if nothing is. */
export function lost({ connection, howDied, bytesReceived, bytesSaid, bytesSent, error }: Closed) {
  if (ORDERLY.has(howDied)) return undefined;
  const unsent = bytesSaid - bytesSent;
  const counts = `${bytesReceived} bytes received, ${bytesSent} sent${unsent === 0 ? '' : `, ${unsent} not`}`;
  const why = error === undefined ? '' : ` (${reasonOf(error)})`;
  return new XstateNetError(
    'XN_CONNECTION_LOST',
    `the connection to ${describePeer(connection)} ${WORDS[howDied] ?? `ended: ${howDied}`}${why}: ${counts}`,
    error,
  );
}
