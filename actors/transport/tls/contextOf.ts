import type { SecureContext, SecureContextOptions } from 'node:tls';
import { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';
import { nodeTls } from './nodeTls';

/** What OpenSSL makes of the options; throws what it refuses. */
export function contextOf(of: string, options: SecureContextOptions): SecureContext {
  try {
    return nodeTls().createSecureContext(options);
  } catch (error) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `${of} is refused by OpenSSL (${reasonOf(error)}); check its ciphers, versions and certificates`,
      error,
    );
  }
}
