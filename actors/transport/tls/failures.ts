import type { PeerCertificate } from '../../../machines/connection/tlsInfo';
import { XstateNetError } from '../../../machines/kit/errors';
import { inOneLine, reasonOf, shown } from '../../../machines/kit/shown';

/** A client whose certificate will not do. */
export const notAuthorized = (
  reason: string,
  certificate: PeerCertificate | undefined,
): XstateNetError =>
  new XstateNetError(
    'XN_TLS_FAILED',
    certificate === undefined
      ? 'the client has shown no certificate, and requestCert wants one; with rejectUnauthorized: false it may do without'
      : `nobody of tls.ca vouches for the client's certificate of ${inOneLine(certificate.subject)} (${reason}); add its issuer to ca, or see who it is with rejectUnauthorized: false`,
  );

/** The function in `sni` threw, or gave what is no certificate. */
export const noCertificate = (servername: string, cause: unknown): XstateNetError =>
  new XstateNetError(
    'XN_TLS_FAILED',
    `tls.sni gave no certificate for ${shown(servername)} (${reasonOf(cause)}); return one, or undefined for the default`,
    cause,
  );
