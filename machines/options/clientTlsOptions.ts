/** The option `tls` of a client: what it is, and what is wrong with one before a file is read. */

import { shown } from '../kit/shown';
import { alpn, boolean, type Check, pem, pems, problemWithParts, text, version } from './tlsChecks';
import { type Pem, TLS_VERSIONS, type TlsVersion } from './tlsWords';

/** By what a client secures its connections (TLS, RFC 8446). The names are those of `node:tls`. */
export interface ClientTlsOptions {
  /**
   * The name that is asked for (SNI, RFC 6066), and that the server's certificate must be for. Default: the
   * host that is connected to; a unix path has none.
   */
  readonly servername?: string;
  /** Who vouches for the server's certificate. Default: the roots that Node has. */
  readonly ca?: Pem | readonly Pem[];
  /**
   * Connects to nobody whose certificate is not vouched for, has expired, or is for another name. Default:
   * true; without it anybody on the way may read and change all that is said.
   */
  readonly rejectUnauthorized?: boolean;
  /** The private key of the client's own certificate, for servers that ask for one. Default: none. */
  readonly key?: Pem;
  /** That certificate, and those that lead to its root. */
  readonly cert?: Pem;
  readonly passphrase?: string;
  /** Application protocols, the one that is liked best first (ALPN, RFC 7301). Default: none is asked for. */
  readonly alpn?: readonly string[];
  /** The oldest version that is spoken. Default: TLSv1.2, because older ones are broken (RFC 8996). */
  readonly minVersion?: TlsVersion;
  /** The newest. Default: TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Cipher suites, as OpenSSL lists them. Default: Node's. */
  readonly ciphers?: string;
  /**
   * Connections begin in plain text, and a handler that says `makessl()` has its own secured. Default: false,
   * they are secured before anything else.
   */
  readonly starttls?: boolean;
}

const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$/i;
const ADDRESS = /^[0-9a-f.:]*[:.][0-9a-f.:]*$/i;

/** A host's name, or an address: certificates are for those, too. */
const servername: Check = (value) =>
  typeof value === 'string' && (NAME.test(value) || ADDRESS.test(value))
    ? undefined
    : 'give it the name of a host, such as www.example.org';

const CHECKS: Readonly<Record<keyof ClientTlsOptions, Check>> = {
  servername,
  ca: pems,
  rejectUnauthorized: boolean,
  key: pem,
  cert: pem,
  passphrase: (value) => (typeof value === 'string' ? undefined : 'give it a text'),
  alpn,
  minVersion: version,
  maxVersion: version,
  ciphers: text,
  starttls: boolean,
};

/** What contradicts itself. */
function together(tls: ClientTlsOptions): string | undefined {
  const { key, cert, passphrase, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = tls;
  if (key === undefined && cert !== undefined) return 'has cert without key; give both';
  if (key !== undefined && cert === undefined) return 'has key without cert; give both';
  if (passphrase !== undefined && key === undefined) {
    return 'has passphrase without key; give both, or leave it out';
  }
  if (tls.ca !== undefined && tls.rejectUnauthorized === false) {
    return 'has ca, and rejectUnauthorized: false, which asks nobody; leave one of them out';
  }
  if (TLS_VERSIONS.indexOf(minVersion) > TLS_VERSIONS.indexOf(maxVersion)) {
    return `has minVersion ${minVersion} above maxVersion ${maxVersion}; give the lower one first`;
  }
  return undefined;
}

/** What is wrong with a client's `tls`, to follow its name; undefined if nothing is, as far as can be seen. */
export function problemWithClientTls(tls: unknown): string | undefined {
  if (tls === true) return undefined;
  if (typeof tls !== 'object' || tls === null || Array.isArray(tls)) {
    return `is ${shown(tls)}; give it true, or an object such as { ca, servername }`;
  }
  return problemWithParts(tls, CHECKS) ?? together(tls);
}
