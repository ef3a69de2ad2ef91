import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import type { ClientTlsOptions } from '../../machines/options/clientTlsOptions';
import type { TlsOptions } from '../../machines/options/tlsOptions';
import type { ClientSecurity, Security, Transport } from './transport';

/** Keys and certificates as a network takes them, or what is wrong with them. */
function readBy<TOptions, TSecurity>(
  { name }: Transport,
  read: ((options: TOptions) => TSecurity) | undefined,
  options: TOptions,
): TSecurity | XstateNetError {
  if (read === undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `the transport ${name} knows no TLS; leave tls out, or use tcpTransport()`,
    );
  }
  try {
    return read(options);
  } catch (error) {
    if (error instanceof XstateNetError) return error;
    return new XstateNetError(
      'XN_BAD_OPTION',
      `tls cannot be used (${reasonOf(error)}); check its keys and certificates`,
      error,
    );
  }
}

/** A server's keys and certificates as its network takes them, or what is wrong with them. */
export const securityOf = (transport: Transport, options: TlsOptions): Security | XstateNetError =>
  readBy(transport, transport.security?.bind(transport), options);

/** The same of a client. */
export const clientSecurityOf = (
  transport: Transport,
  options: ClientTlsOptions,
): ClientSecurity | XstateNetError =>
  readBy(transport, transport.clientSecurity?.bind(transport), options);
