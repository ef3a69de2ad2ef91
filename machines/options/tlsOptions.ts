/** The option `tls` of every server: what it is, and what is wrong with one before a file is read. */

import { shown } from '../kit/shown';

/** PEM text, the bytes of such text, or the path of a file that has it. */
export type Pem = string | Uint8Array;

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

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

export type TlsVersion = (typeof TLS_VERSIONS)[number];

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

type Check = (value: unknown) => string | undefined;

const isBytes = (value: unknown): boolean => ArrayBuffer.isView(value);

const pem: Check = (value) =>
  (typeof value === 'string' && value !== '') || isBytes(value)
    ? undefined
    : 'give it PEM text, the bytes of it, or the path of a file';

const pems: Check = (value) => {
  const all = Array.isArray(value) ? value : [value];
  return all.length === 0 ? 'leave it out or name one' : all.map(pem).find(Boolean);
};

const boolean: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'give it true or false';

const text: Check = (value) =>
  typeof value === 'string' && value !== '' ? undefined : 'give it a text';

const count: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
    ? undefined
    : `give it an integer from 0 to ${2 ** 31 - 1}`;

const version: Check = (value) =>
  TLS_VERSIONS.some((each) => each === value)
    ? undefined
    : `give it one of ${TLS_VERSIONS.join(', ')}`;

/** RFC 7301, 3.1: a name has 1 to 255 bytes. */
const isProtocolName = (value: unknown): boolean => {
  const length = typeof value === 'string' ? new TextEncoder().encode(value).length : 0;
  return length >= 1 && length <= 255;
};

const alpn: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(isProtocolName)
    ? undefined
    : "give it a list of names of 1 to 255 bytes, such as ['h2', 'http/1.1']";

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
  for (const [name, value] of Object.entries(tls)) {
    if (!Object.hasOwn(CHECKS, name)) {
      return `has ${name}, which is no option of it; the options are ${Object.keys(CHECKS).join(', ')}`;
    }
    if (value === undefined) continue;
    const problem = CHECKS[name as keyof TlsOptions](value);
    if (problem !== undefined) return `has a ${name} that is wrong: ${problem}`;
  }
  return together(tls);
}
