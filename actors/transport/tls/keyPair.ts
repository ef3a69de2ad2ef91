import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { XstateNetError } from '../../../machines/kit/errors';
import { reasonOf } from '../../../machines/kit/shown';
import type { Pem, TlsCertificate } from '../../../machines/options/tlsOptions';
import { nameOf, pemText } from './pemText';

/** A key and its certificate, read and checked, as `tls.createSecureContext` takes them. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
  readonly passphrase: string | undefined;
}

/** Node's and OpenSSL's words for a passphrase that does not open the key. */
const WRONG_PASSPHRASE =
  /bad decrypt|bad password|wrong final block|maybe wrong password|cipherfinal/i;

const NEEDS_PASSPHRASE = 'ERR_MISSING_PASSPHRASE';

function privateKey(name: string, key: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key, ...(passphrase === undefined ? undefined : { passphrase }) });
  } catch (error) {
    const reason = reasonOf(error);
    const isEncrypted = key.includes('ENCRYPTED');
    const isMissing = (error as NodeJS.ErrnoException).code === NEEDS_PASSPHRASE;
    const problem =
      isMissing || (isEncrypted && passphrase === undefined)
        ? 'is encrypted; give its passphrase'
        : isEncrypted || WRONG_PASSPHRASE.test(reason)
          ? `cannot be opened with that passphrase (${reason}); check passphrase`
          : `is no private key that can be read (${reason}); check that it is the key and not the certificate`;
    throw new XstateNetError('XN_BAD_KEY', `${name} ${problem}`, error);
  }
}

function certificate(name: string, cert: string): X509Certificate {
  try {
    return new X509Certificate(cert);
  } catch (error) {
    throw new XstateNetError(
      'XN_BAD_CERTIFICATE',
      `${name} is no certificate that can be read (${reasonOf(error)}); check that it is the certificate and not the key`,
      error,
    );
  }
}

/** Throws for one that nobody would accept any more. */
function checkTime(name: string, { validTo }: X509Certificate, now: number): void {
  if (Date.parse(validTo) > now) return;
  throw new XstateNetError(
    'XN_BAD_CERTIFICATE',
    `${name} has expired on ${validTo}; have it renewed`,
  );
}

/** The key and the certificate of a server, or of one of its names; throws what is wrong with them. */
export function keyPair(
  of: string,
  { key, cert, passphrase }: TlsCertificate,
  now: number,
): KeyPair {
  const [keyName, certName] = [nameOf(`${of}.key`, key), nameOf(`${of}.cert`, cert)];
  const texts = {
    key: pemText(`${of}.key`, key, 'XN_BAD_KEY'),
    cert: pemText(`${of}.cert`, cert, 'XN_BAD_CERTIFICATE'),
  };
  const opened = privateKey(keyName, texts.key, passphrase);
  const issued = certificate(certName, texts.cert);
  if (!issued.checkPrivateKey(opened)) {
    throw new XstateNetError(
      'XN_BAD_KEY',
      `${keyName} does not match ${certName}; give the key that the certificate was made for, and its own certificate before those of its issuers`,
    );
  }
  checkTime(certName, issued, now);
  return { ...texts, passphrase };
}

/** The texts of those who vouch for clients. */
export function authorities(ca: Pem | readonly Pem[]): string[] {
  const all = Array.isArray(ca) ? (ca as readonly Pem[]) : [ca as Pem];
  return all.map((each) => {
    const text = pemText('tls.ca', each, 'XN_BAD_CERTIFICATE');
    certificate(nameOf('tls.ca', each), text);
    return text;
  });
}
