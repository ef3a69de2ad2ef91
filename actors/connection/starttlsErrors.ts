import { XstateNetError } from '../../machines/kit/errors';

/** A handler has asked for what its server or its client is not prepared for. */
export const noTls = (): XstateNetError =>
  new XstateNetError(
    'XN_NO_TLS',
    'makessl() was said on a connection whose server, or client, has no tls; give it tls with starttls: true',
  );

/** A handler has asked for what there is already. */
export const alreadySecured = (): XstateNetError =>
  new XstateNetError(
    'XN_NO_TLS',
    'makessl() was said on a connection that is secured already; say it once, and only where connection.tls is undefined',
  );

/** A handler has said too much to a peer that is not secured yet. */
export const heldTooMuch = (bytes: number, limit: number): XstateNetError =>
  new XstateNetError(
    'XN_OUTBOX_OVERFLOW',
    `${bytes} bytes were said behind makessl(), more than outboxLimit (${limit}); wait for control.sslready`,
  );
