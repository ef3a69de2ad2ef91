/** Whom a certificate is believed, by names alone: nothing is verified that would take cryptography. */

import type { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from '../../../../machines/connection/tlsInfo';

/** Why a peer's certificate will not do, by OpenSSL's name; undefined if it will. */
export function distrust(
  certificate: X509Certificate | undefined,
  authorities: readonly X509Certificate[],
  now: number,
): string | undefined {
  if (certificate === undefined) return 'UNSPECIFIED';
  const { fingerprint256, subject, issuer, validTo } = certificate;
  const isVouchedFor = authorities.some(
    (ca) => ca.fingerprint256 === fingerprint256 || certificate.checkIssued(ca),
  );
  if (isVouchedFor) return Date.parse(validTo) > now ? undefined : 'CERT_HAS_EXPIRED';
  return subject === issuer ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
}

/** What is told of a certificate. */
export function summaryOf(certificate: X509Certificate | undefined): PeerCertificate | undefined {
  if (certificate === undefined) return undefined;
  const { subject, issuer, subjectAltName, serialNumber, fingerprint256, validFrom, validTo } =
    certificate;
  return {
    subject,
    issuer,
    altNames: subjectAltName,
    serialNumber,
    fingerprint: fingerprint256,
    validFrom,
    validTo,
  };
}
