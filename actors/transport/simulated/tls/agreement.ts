/** What two sides agree upon, as OpenSSL does. */

import { TLS_VERSIONS, type TlsVersion } from '../../../../machines/options/tlsWords';

/** The versions that one side speaks. */
export interface Versions {
  readonly minVersion?: TlsVersion | undefined;
  readonly maxVersion?: TlsVersion | undefined;
}

export const OLDEST: TlsVersion = 'TLSv1.2';
export const NEWEST: TlsVersion = 'TLSv1.3';

const rank = (version: TlsVersion): number => TLS_VERSIONS.indexOf(version);

/** The newest version that both speak; undefined if there is none. */
export function versionOf(one: Versions, other: Versions): TlsVersion | undefined {
  const newest = Math.min(rank(one.maxVersion ?? NEWEST), rank(other.maxVersion ?? NEWEST));
  const oldest = Math.max(rank(one.minVersion ?? OLDEST), rank(other.minVersion ?? OLDEST));
  return newest < oldest ? undefined : TLS_VERSIONS[newest];
}

/** The one that the server likes best; undefined if only one side cares; false if there is none. */
export function protocolOf(
  server: readonly string[] | undefined,
  client: readonly string[] | undefined,
): string | undefined | false {
  if (server === undefined || client === undefined) return undefined;
  return server.find((name) => client.includes(name)) ?? false;
}

/** The cipher that Node's defaults come to, by its name in the standards. */
export function cipherOf(version: TlsVersion, keyType: string | undefined): string {
  if (version === 'TLSv1.3') return 'TLS_AES_256_GCM_SHA384';
  const signed = keyType === 'rsa' ? 'RSA' : 'ECDSA';
  return version === 'TLSv1.2'
    ? `TLS_ECDHE_${signed}_WITH_AES_128_GCM_SHA256`
    : `TLS_ECDHE_${signed}_WITH_AES_256_CBC_SHA`;
}
