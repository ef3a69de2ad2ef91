/** The option `tls` of every server: what it is, and what is wrong with one before a file is read. */

import { shown } from '../kit/shown';
import {
  alpn,
  boolean,
  type Check,
  count,
  pem,
  pems,
  problemWithParts,
  text,
  version,
} from './tlsChecks';
import { type Pem, TLS_VERSIONS, type TlsVersion } from './tlsWords';

export type { Pem, TlsVersion } from './tlsWords';

/** A private key and the certificate that belongs to it, with those that lead to its root behind it. */
export interface TlsCertificate {
  readonly key: Pem;
  readonly cert: Pem;
  /** What the key is encrypted with, if it is. */
  readonly passphrase?: string;
}

/** Certificates by the name that clients ask for; `*.example.org` stands for one label more. */
export type TlsNames =
  | Readonly<Record<string, TlsCertificate>>
  | ((servername: string) => TlsCertificate | undefined | Promise<TlsCertificate | undefined>);

/** By what a server secures its connections (TLS, RFC 8446). The names are those of `node:tls`. */
export interface TlsOptions {
  /** The private key of who asks for no name, or for one that is not in `sni`. */
  readonly key?: Pem;
  /** Its certificate, and those that lead to the root. */
  readonly cert?: Pem;
  readonly passphrase?: string;
  /** Who vouches for clients' certificates. Default: the roots that Node has. */
  readonly ca?: Pem | readonly Pem[];
  /** Asks clients for a certificate. Default: false. */
  readonly requestCert?: boolean;
  /**
   * Turns a client away that has none, or one that nobody of `ca` vouches for. Default: true, because who
   * asks for certificates mostly wants them; it says something with `requestCert` alone.
   */
  readonly rejectUnauthorized?: boolean;
  /** Application protocols, the one that is liked best first (ALPN, RFC 7301). Default: none is agreed upon. */
  readonly alpn?: readonly string[];
  /** Certificates by name (SNI, RFC 6066). A function is asked anew for each connection. */
  readonly sni?: TlsNames;
  /** The oldest version that is spoken. Default: TLSv1.2, because older ones are broken (RFC 8996). */
  readonly minVersion?: TlsVersion;
  /** The newest. Default: TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Cipher suites, as OpenSSL lists them. Default: Node's. */
  readonly ciphers?: string;
  /** Lets clients keep a session and take it up again, without state here (RFC 5077). Default: true. */
  readonly sessionTickets?: boolean;
  /** Sessions that are kept here for those clients that take no tickets. Default: 0, none. */
  readonly sessionCache?: number;
  /** Seconds for which a session may be taken up again. Default: 300, as in OpenSSL. */
  readonly sessionTimeout?: number;
  /**
   * Connections begin in plain text, and a handler that says `makessl()` has its own secured. Default:
   * false, they are secured before anything else.
   */
  readonly starttls?: boolean;
}

const NAME = /^(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;

const CERTIFICATE = 'give it an object with key and cert, and passphrase where the key has one';

function certificate(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return CERTIFICATE;
  const { key, cert, passphrase, ...rest } = value as Record<string, unknown>;
  if (pem(key) !== undefined || pem(cert) !== undefined) return CERTIFICATE;
  if (passphrase !== undefined && typeof passphrase !== 'string') return CERTIFICATE;
  return Object.keys(rest).length === 0 ? undefined : CERTIFICATE;
}

const sni: Check = (value) => {
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'give it certificates by name, or a function of the name that returns one';
  }
  for (const [name, each] of Object.entries(value)) {
    if (!NAME.test(name)) {
      return `${shown(name)} is no name; give it one such as www.example.org or *.example.org`;
    }
    const problem = certificate(each);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
};

const CHECKS: Readonly<Record<keyof TlsOptions, Check>> = {
  key: pem,
  cert: pem,
  passphrase: (value) => (typeof value === 'string' ? undefined : 'give it a text'),
  ca: pems,
  requestCert: boolean,
  rejectUnauthorized: boolean,
  alpn,
  sni,
  minVersion: version,
  maxVersion: version,
  ciphers: text,
  sessionTickets: boolean,
  sessionCache: count,
  sessionTimeout: count,
  starttls: boolean,
};

/** What contradicts itself. */
function together(tls: TlsOptions): string | undefined {
  const { key, cert, sni: names, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' } = tls;
  if (key === undefined && cert !== undefined) return 'has cert without key; give both';
  if (key !== undefined && cert === undefined) return 'has key without cert; give both';
  const hasNames = typeof names === 'function' || Object.keys(names ?? {}).length > 0;
  if (key === undefined && !hasNames) {
    return 'has no certificate; give it key and cert, or sni with certificates by name';
  }
  if (tls.passphrase !== undefined && key === undefined) {
    return 'has passphrase without key; give both, or leave it out';
  }
  if (tls.requestCert !== true && tls.rejectUnauthorized !== undefined) {
    return 'has rejectUnauthorized, which says something with requestCert: true alone; give both, or leave it out';
  }
  if (tls.requestCert !== true && tls.ca !== undefined) {
    return 'has ca, which vouches for clients whose certificate is asked for; give requestCert: true, or leave it out';
  }
  if (TLS_VERSIONS.indexOf(minVersion) > TLS_VERSIONS.indexOf(maxVersion)) {
    return `has minVersion ${minVersion} above maxVersion ${maxVersion}; give the lower one first`;
  }
  return undefined;
}

/** What is wrong with a value for `tls`, to follow its name; undefined if nothing is, as far as can be seen. */
export function problemWithTls(tls: unknown): string | undefined {
  if (typeof tls !== 'object' || tls === null || Array.isArray(tls)) {
    return `is ${shown(tls)}; give it an object with key and cert`;
  }
  return problemWithParts(tls, CHECKS) ?? together(tls);
}
