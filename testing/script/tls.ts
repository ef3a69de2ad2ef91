/** What a script says of TLS, of its server and of its clients: certificates go by names. */

import { TLS_VERSIONS, type TlsVersion } from '../../machines/options/tlsWords';
import {
  boolean,
  described,
  type Field,
  type Fields,
  matching,
  object,
  oneOf,
  optional,
  type Problem,
  shown,
} from './fields';

/**
 * By what a script's server secures its connections. Certificates are made for the run, one for each name,
 * and each vouches for itself; the rest is as in the option `tls`.
 */
export interface ScriptTls {
  /** For whom the certificate is that is shown where no other fits. Default: localhost. */
  readonly cert?: string;
  /** The names that have certificates of their own, such as `*.example.org`. Default: none. */
  readonly sni?: readonly string[];
  readonly alpn?: readonly string[];
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
  /** Clients' certificates that are believed, by their names. Default: none. */
  readonly trusts?: readonly string[];
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  readonly starttls?: boolean;
}

/** How a script's client secures its connection. */
export interface ScriptClientTls {
  /** The name that it asks for (SNI). Default: none. */
  readonly servername?: string;
  readonly alpn?: readonly string[];
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** The name of its own certificate. Default: it has none. */
  readonly cert?: string;
  /** The server's certificates that it believes, by their names; it leaves the others. Default: it believes all. */
  readonly trusts?: readonly string[];
}

type FieldsOf<T> = { readonly [K in keyof T]-?: Field & { readonly optional: true } };

const NAME = '^(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$';

export const certName = matching('a name such as localhost or *.example.org', NAME);

const listOf = (item: Field<string>, wanted: string): Field<readonly string[]> => ({
  schema: { type: 'array', minItems: 1, items: item.schema },
  check: (value) => {
    if (!Array.isArray(value) || value.length === 0) {
      return { path: '', reason: `is ${shown(value)}; give it a list of ${wanted}` };
    }
    const index = value.findIndex((each) => item.check(each) !== undefined);
    return index < 0 ? undefined : { path: `.${index}`, ...reasonAt(item.check(value[index])) };
  },
});

const reasonAt = (problem: Problem | undefined) => ({ reason: problem?.reason ?? '' });

const names = listOf(certName, 'names such as localhost');
// RFC 7301, 3.1: a name has 1 to 255 bytes.
export const alpnName = matching('the name of a protocol, such as h2', '^[!-~]{1,255}$');
const alpn = optional(
  described('Application protocols.', listOf(alpnName, 'names of protocols, such as h2')),
);
const version = oneOf(TLS_VERSIONS);
const versions = {
  minVersion: optional(described('The oldest version. Default TLSv1.2.', version)),
  maxVersion: optional(described('The newest version. Default TLSv1.3.', version)),
};

const serverFields = {
  cert: optional(
    described('For whom the certificate is that is shown first. Default localhost.', certName),
  ),
  sni: optional(described('The names that have certificates of their own.', names)),
  alpn,
  requestCert: optional(described('Asks clients for a certificate.', boolean)),
  rejectUnauthorized: optional(described('Turns away who is not believed. Default true.', boolean)),
  trusts: optional(described("Clients' certificates that are believed.", names)),
  ...versions,
  starttls: optional(described('Connections begin in plain text.', boolean)),
} satisfies FieldsOf<ScriptTls>;

const clientFields = {
  servername: optional(described('The name that it asks for.', certName)),
  alpn,
  ...versions,
  cert: optional(described('The name of its own certificate.', certName)),
  trusts: optional(described("The server's certificates that it believes. Default all.", names)),
} satisfies FieldsOf<ScriptClientTls>;

/** True for all the defaults. */
function orTrue<T>(fields: Fields): Field<T | true> {
  const whole = object<T>(fields);
  return {
    schema: { anyOf: [{ const: true }, whole.schema] },
    check: (value) => (value === true ? undefined : whole.check(value)),
  };
}

export const serverTls = orTrue<ScriptTls>(serverFields);
export const clientTls = orTrue<ScriptClientTls>(clientFields);
