import { XstateNetError } from '../../machines/kit/errors';
import { reasonOf } from '../../machines/kit/shown';
import type { TlsOptions } from '../../machines/options/tlsOptions';
import type { Security, Transport } from './transport';

/** A server's keys and certificates as its network takes them, or what is wrong with them. */
export function securityOf(transport: Transport, options: TlsOptions): Security | XstateNetError {
  if (transport.security === undefined) {
    return new XstateNetError(
      'XN_BAD_OPTION',
      `the transport ${transport.name} knows no TLS; leave tls out, or use tcpTransport()`,
    );
  }
  try {
    return transport.security(options);
  } catch (error) {
    if (error instanceof XstateNetError) return error;
    return new XstateNetError(
      'XN_BAD_OPTION',
      `tls cannot be used (${reasonOf(error)}); check its keys and certificates`,
      error,
    );
  }
}
