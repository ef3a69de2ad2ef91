import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder } from './folder';

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** A key and a certificate as files, and as the text in them. */
export interface Issued {
  readonly keyFile: string;
  readonly certFile: string;
  readonly key: string;
  readonly cert: string;
}

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { stdio: 'ignore' });
};

const issued = (keyFile: string, certFile: string): Issued => ({
  keyFile,
  certFile,
  key: readFileSync(keyFile, 'utf8'),
  cert: readFileSync(certFile, 'utf8'),
});

interface Wishes {
  readonly names?: readonly string[];
  readonly passphrase?: string;
}

/** A certificate that vouches for itself, as OpenSSL makes it. */
export function selfSigned(name: string, { names = [name], passphrase }: Wishes = {}): Issued {
  const folder = aFolder();
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  openssl(
    'req',
    '-x509',
    ...EC,
    ...(passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${passphrase}`]),
    ...['-keyout', keyFile, '-out', certFile, '-days', '2', '-subj', `/CN=${name}`],
    ...['-addext', `subjectAltName=${names.map((each) => `DNS:${each}`).join(',')}`],
  );
  return issued(keyFile, certFile);
}

/** A certificate for a client, signed by another. */
export function signedBy(issuer: Issued, name: string): Issued {
  const folder = aFolder();
  const [keyFile, request, certFile] = ['key.pem', 'request.pem', 'cert.pem'].map((file) =>
    join(folder, file),
  ) as [string, string, string];
  openssl('req', ...EC, '-nodes', '-keyout', keyFile, '-out', request, '-subj', `/CN=${name}`);
  openssl(
    ...['x509', '-req', '-in', request, '-CA', issuer.certFile, '-CAkey', issuer.keyFile],
    ...['-CAcreateserial', '-out', certFile, '-days', '2'],
  );
  return issued(keyFile, certFile);
}

/** A certificate that was valid until yesterday. */
export function expired(name: string): Issued {
  const folder = aFolder();
  const { keyFile } = selfSigned(name);
  const [request, certFile] = [join(folder, 'request.pem'), join(folder, 'cert.pem')];
  openssl('req', '-new', '-key', keyFile, '-out', request, '-subj', `/CN=${name}`);
  openssl(
    ...['x509', '-req', '-in', request, '-signkey', keyFile],
    ...['-out', certFile, '-days', '-1'],
  );
  return issued(keyFile, certFile);
}
