import type { TlsInfo } from '../../../../machines/connection/tlsInfo';
import type { TlsFailure } from './failures';
import type { HandshakeMessage } from './messages';

/** What a side of a handshake can do about it. */
export interface HandshakeHome {
  say(message: HandshakeMessage): void;
  /** It is over, and this was agreed upon. */
  secured(info: TlsInfo): void;
  fail(failure: TlsFailure): void;
}

/** One side of a handshake: what it says, and what it makes of what the other says. */
export interface HandshakeRole {
  begin(home: HandshakeHome): void;
  hear(message: HandshakeMessage, home: HandshakeHome): void;
}
