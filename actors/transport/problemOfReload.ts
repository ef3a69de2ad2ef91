import { XstateNetError } from '../../machines/kit/errors';
import { problemWithTls, type TlsOptions } from '../../machines/options/tlsOptions';
import type { Security } from './transport';

/** Why a server cannot take these keys and certificates while it runs; undefined if it may try. */
export function problemOfReload(
  tls: TlsOptions | undefined,
  security: Security | undefined,
): XstateNetError | undefined {
  if (security === undefined) {
    return new XstateNetError(
      'XN_NO_TLS',
      'control.reloadTls was sent to a server that secures nothing; give it tls when it is made',
    );
  }
  const problem = problemWithTls(tls);
  if (problem === undefined) return undefined;
  return new XstateNetError('XN_BAD_OPTION', `control.reloadTls: tls ${problem}`);
}
