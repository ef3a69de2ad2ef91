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

const inWords = (certificate: PeerCertificate | undefined): string =>
  certificate === undefined
    ? "the server's certificate"
    : `the server's certificate of ${inOneLine(certificate.subject)}`;

/** A server whose certificate will not do. */
export const untrusted = (
  reason: string,
  certificate: PeerCertificate | undefined,
): XstateNetError =>
  new XstateNetError(
    'XN_TLS_UNTRUSTED',
    reason === 'CERT_HAS_EXPIRED'
      ? `${inWords(certificate)} has expired on ${certificate?.validTo ?? 'a day that is over'}; have it renewed, or look at the clock`
      : `nobody of tls.ca vouches for ${inWords(certificate)} (${reason}); give its issuer as tls.ca, or trust anybody with rejectUnauthorized: false`,
  );

/** A server that has shown the certificate of another. */
export const wrongName = (name: string, certificate: PeerCertificate | undefined): XstateNetError =>
  new XstateNetError(
    'XN_TLS_WRONG_NAME',
    `${inWords(certificate)} is for ${inOneLine(certificate?.altNames ?? 'no name')}, and not for ${name}; connect to a host that it is for, or give that name as tls.servername`,
  );
