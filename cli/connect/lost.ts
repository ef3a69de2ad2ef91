import type { ClientMessage } from '../../actors/client';
import { describePeer, type HowDied, XstateNetError } from '../../index';
import { isXstateNetError } from '../../machines/kit/errors';
import { reasonOf, shown } from '../../machines/kit/shown';

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
  const why =
    error === undefined ? '' : ` (${reasonOf(isXstateNetError(error) ? inFlags(error) : error)})`;
  return new XstateNetError(
    'XN_CONNECTION_LOST',
    `the connection to ${describePeer(connection)} ${WORDS[howDied] ?? `ended: ${howDied}`}${why}: ${counts}`,
    error,
  );
}

/** The peer of a STARTTLS does not want it, or speaks something else. */
export const notAgreed = (heard: string): XstateNetError =>
  new XstateNetError(
    'XN_TLS_FAILED',
    `the peer has not agreed to --starttls: ${heard === '' ? 'it said nothing' : `it said ${shown(heard)}`}; check the port and the protocol`,
  );

const FLAGS = {
  'tls.ca': '--ca',
  'tls.servername': '--servername',
  'tls.key': '--key',
  'tls.cert': '--cert',
  'rejectUnauthorized: false': '--insecure',
  starttls: '--starttls',
} as const;

/** An error with the flags of the command in place of the options of a client. */
export function inFlags(error: XstateNetError | undefined): XstateNetError | undefined {
  if (error === undefined) return undefined;
  let { message } = error;
  for (const [option, flag] of Object.entries(FLAGS)) {
    message = message.replaceAll(new RegExp(`(?<![-\\w])${option}\\b`, 'g'), flag);
  }
  return new XstateNetError(error.code, message, error.cause);
}
