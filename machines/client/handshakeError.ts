/** Why a connection could not be secured, in words. */

import { describePeerAddress, type PeerAddress } from '../connection/connectionInfo';
import type { ConnectionEnd } from '../connection/csaMessages';
import type { HowDied } from '../connection/howDied';
import { isXstateNetError, XstateNetError } from '../kit/errors';
import { reasonOf } from '../kit/shown';

const LEFT =
  'the peer left in the middle of the handshake; check that it speaks TLS at that port, and what its own log says';

const WORDS: Partial<Readonly<Record<HowDied, string>>> = {
  peerClosed: LEFT,
  reset: LEFT,
};

/** It answered, in no words of TLS: mostly what it speaks is plain text. */
const IS_NO_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

function reason({ howDied, error }: Pick<ConnectionEnd, 'howDied' | 'error'>): string {
  const known = WORDS[howDied];
  if (known !== undefined) return known;
  if (error === undefined) return `it ended with ${howDied}`;
  const { code } = error as { readonly code?: string };
  return code !== undefined && IS_NO_TLS.has(code)
    ? `the peer answers in something else than TLS (${reasonOf(error)}); check the port, or whether it wants starttls`
    : `${reasonOf(error)}; check versions, ciphers, alpn and the client's certificate on both sides`;
}

/** What a handshake came to nothing of, as the error of an attempt to connect. */
export function handshakeError(
  to: PeerAddress,
  end: Pick<ConnectionEnd, 'howDied' | 'error'>,
): XstateNetError {
  if (isXstateNetError(end.error)) return end.error;
  return new XstateNetError(
    'XN_TLS_FAILED',
    `the connection to ${describePeerAddress(to)} could not be secured: ${reason(end)}`,
    end.error,
  );
}
