import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { XstateNetError } from '../../../machines/kit/errors';
import { shown } from '../../../machines/kit/shown';
import type { TlsCertificate } from '../../../machines/options/tlsOptions';
import { bits, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from './der';

const DAY = 86_400_000;

/** For trying out; one that is still in use after that should be a real one. */
const VALID_DAYS = 30;

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

const nameOf = (commonName: string): Buffer =>
  sequence(set(sequence(oid('2.5.4.3'), utf8(commonName))));

/** A subjectAltName (RFC 5280, 4.2.1.6): a name of DNS, or an address of IPv4. */
const altName = (name: string): Buffer =>
  isIPv4(name)
    ? tagged(0x87, Buffer.from(name.split('.').map(Number)))
    : name === '::1'
      ? tagged(0x87, Buffer.alloc(15), Buffer.of(1))
      : tagged(0x82, Buffer.from(name, 'latin1'));

const extension = (id: string, value: Buffer, ...critical: readonly Buffer[]): Buffer =>
  sequence(oid(id), ...critical, octets(value));

/** What it may be used for: to speak for a server or a client, and not to vouch for others. */
const extensions = (names: readonly string[]): Buffer =>
  tagged(
    0xa3,
    sequence(
      extension('2.5.29.19', sequence(), yes),
      // digitalSignature.
      extension('2.5.29.15', Buffer.of(0x03, 0x02, 0x07, 0x80), yes),
      extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))),
      extension('2.5.29.17', sequence(...names.map(altName))),
    ),
  );

const pem = (what: string, der: Buffer): string =>
  `-----BEGIN ${what}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${what}-----\n`;

/** A positive number of 127 bits: nobody else's (RFC 5280, 4.1.2.2). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return integer(bytes);
}

/**
 * A key and a certificate that vouches for itself, for trying out and for tests: P-256, valid for thirty days.
 * Nobody believes it who was not given it. The names are those of hosts, or addresses, at least one of them.
 * Throws `XN_BAD_OPTION` for what is no name.
 */
export function selfSigned(
  ...names: readonly [string, ...string[]]
): TlsCertificate & { readonly key: string; readonly cert: string } {
  const wrong = names.find((name) => typeof name !== 'string' || !/^[\w.*:-]{1,253}$/.test(name));
  if (names.length === 0 || wrong !== undefined) {
    throw new XstateNetError(
      'XN_BAD_OPTION',
      `selfSigned() was given ${names.length === 0 ? 'no name' : shown(wrong)}; give it names of hosts, or addresses, such as localhost`,
    );
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const name = nameOf(names[0]);
  const validity = sequence(time(new Date(now - DAY)), time(new Date(now + VALID_DAYS * DAY)));
  const tbs = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    serialNumber(),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(names),
  );
  const certificate = sequence(tbs, ECDSA_WITH_SHA256, bits(sign('sha256', tbs, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: pem('CERTIFICATE', certificate),
  };
}
