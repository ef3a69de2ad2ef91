/** What goes wrong in TLS, in the codes in which OpenSSL and Node say so, and by which alert the peer is told. */

import { nodeError } from '../socket/socketError';

/** Why a handshake comes to nothing. */
export interface TlsFailure {
  readonly error: Error;
  /** The number of the alert that the peer gets (RFC 8446, 6.2); undefined: it gets none. */
  readonly alert: number | undefined;
}

export const CLOSE_NOTIFY = 0;

const FATAL = 2;
const WARNING = 1;

/** By alert: the code at who has sent it, and at who is told. */
const ALERTS = {
  unexpectedMessage: [10, 'ERR_SSL_UNEXPECTED_MESSAGE', 'ERR_SSL_SSL/TLS_ALERT_UNEXPECTED_MESSAGE'],
  noCertificate: [
    40,
    'ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  ],
  version: [70, 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  alpn: [120, 'ERR_SSL_NO_APPLICATION_PROTOCOL', 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'],
} as const;

const tlsError = (code: string): Error =>
  nodeError(code, `${code.replace('ERR_SSL_', '').toLowerCase().replaceAll('_', ' ')} (simulated)`);

/** A failure that the peer is told by an alert. */
export function alerted(why: keyof typeof ALERTS): TlsFailure {
  const [alert, code] = ALERTS[why];
  return { error: tlsError(code), alert };
}

/** A failure that has its own error, of which the peer is told nothing. */
export const silently = (error: Error): TlsFailure => ({ error, alert: undefined });

/** The peer does not speak TLS. Five bytes are enough to know, and to tell HTTP from the rest. */
export function plainText(bytes: Buffer): TlsFailure {
  const text = bytes.toString('latin1');
  if (/^(?:GET |POST |HEAD |PUT )/.test(text)) return silently(tlsError('ERR_SSL_HTTP_REQUEST'));
  if (text === 'CONNE') return silently(tlsError('ERR_SSL_HTTPS_PROXY_REQUEST'));
  return silently(tlsError('ERR_SSL_WRONG_VERSION_NUMBER'));
}

/** What an alert consists of. */
export const alertOf = (alert: number): Buffer =>
  Buffer.of(alert === CLOSE_NOTIFY ? WARNING : FATAL, alert);

/** What an alert is to who is told. */
export function errorOfAlert(alert: number): Error {
  const known = Object.values(ALERTS).find(([number]) => number === alert);
  return tlsError(known?.[2] ?? `ERR_SSL_ALERT_NUMBER_${alert}`);
}
