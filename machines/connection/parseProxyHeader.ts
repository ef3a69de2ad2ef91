import { formatAddress, parseAddress } from '../kit/addresses';
import { crc32c } from './crc32c';
import {
  type ProxyEnd,
  type ProxyMessage,
  type ProxyParsed,
  SIGNATURE,
  UNIX_BYTES,
  V1_MOST,
  V2_START,
} from './proxyMessage';
import { tlvsFrom } from './proxyTlvs';

const MORE: ProxyParsed = { is: 'more' };
const wrong = (reason: string): ProxyParsed => ({ is: 'wrong', reason });

const CR = 0x0d;
const LF = 0x0a;
const PREFIX = 'PROXY ';
const ascii = new TextDecoder('latin1');
const utf8 = new TextDecoder();

/** More than that a receiver does not have to take: a proxy sends a few hundred bytes. */
const DEFAULT_MOST = 4_096;

const portOf = (text: string | undefined): number =>
  text !== undefined && /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : Number.NaN;

const isOf = (family: 'IPv4' | 'IPv6', address: string): boolean =>
  address.includes(':') === (family === 'IPv6') &&
  !address.includes('%') &&
  parseAddress(address) !== undefined;

function parseLine(line: string, length: number): ProxyParsed {
  const [word, kind, ...rest] = line.split(' ');
  if (word !== 'PROXY') return wrong('it does not begin with PROXY');
  const done = (message: ProxyMessage): ProxyParsed => ({ is: 'header', message, length });
  // Of UNKNOWN whatever follows is to be ignored (2.1).
  if (kind === 'UNKNOWN') return done({ family: 'unknown', version: 1, tlvs: [] });
  const family = kind === 'TCP4' ? 'IPv4' : kind === 'TCP6' ? 'IPv6' : undefined;
  if (family === undefined) return wrong('its family is none of TCP4, TCP6 and UNKNOWN');
  const [from = '', to = '', fromPort, toPort, ...extra] = rest;
  const [source, destination] = [
    { address: from, port: portOf(fromPort) },
    { address: to, port: portOf(toPort) },
  ];
  const isRight =
    isOf(family, from) &&
    isOf(family, to) &&
    extra.length === 0 &&
    !Number.isNaN(source.port + destination.port);
  return isRight
    ? done({ family, source, destination, version: 1, tlvs: [] })
    : wrong('its addresses or ports are none');
}

function parseV1(bytes: Uint8Array): ProxyParsed {
  const end = bytes.indexOf(LF);
  if (end >= V1_MOST || (end < 0 && bytes.length >= V1_MOST)) return wrong('its line is too long');
  const start = ascii.decode(bytes.subarray(0, PREFIX.length));
  if (!PREFIX.startsWith(start)) return wrong('it does not begin with PROXY');
  const cr = bytes.indexOf(CR);
  if (cr >= 0 && cr + 1 < bytes.length && bytes[cr + 1] !== LF) return wrong('it has a lone CR');
  if (end < 0) return MORE;
  if (bytes[end - 1] !== CR) return wrong('its line does not end with CR LF');
  return parseLine(ascii.decode(bytes.subarray(0, end - 1)), end + 1);
}

function addressAt(bytes: Uint8Array, at: number, length: 4 | 16): string {
  if (length === 4) return bytes.subarray(at, at + 4).join('.');
  const groups = Array.from({ length: 8 }, (_, group) => {
    const high = bytes[at + group * 2] as number;
    return high * 256 + (bytes[at + group * 2 + 1] as number);
  });
  return formatAddress(groups);
}

const portAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 256 + (bytes[at + 1] as number);

/** A path that a proxy has, up to its first zero. One that begins with a zero is abstract, and all there is. */
function pathAt(bytes: Uint8Array, at: number): string {
  const field = bytes.subarray(at, at + UNIX_BYTES);
  const zero = field.indexOf(0, 1);
  return utf8.decode(zero < 0 ? field : field.subarray(0, zero)).replace(/^\0$/, '');
}

const CRC32C = 0x03;

/** Whether the checksum is right, if there is one: over all of the header, with its own place as zeros (2.2.3). */
function isIntact(bytes: Uint8Array, tlvsAt: number): boolean {
  const header = bytes.slice();
  for (let at = tlvsAt; at < bytes.length; at += 3 + portAt(bytes, at + 1)) {
    if (bytes[at] !== CRC32C) continue;
    if (portAt(bytes, at + 1) !== 4) return false;
    const said = portAt(bytes, at + 3) * 65_536 + portAt(bytes, at + 5);
    header.fill(0, at + 3, at + 7);
    return crc32c(header) === said;
  }
  return true;
}

/** The families of version 2 and what their addresses take (2.2): the high half of the 14th byte. */
const SIZES: Readonly<Record<number, number>> = { 0: 0, 1: 12, 2: 36, 3: 2 * UNIX_BYTES };

function parseBody(command: number, family: number, header: Uint8Array): ProxyMessage | string {
  const body = header.subarray(V2_START);
  const size = SIZES[family] as number;
  if (body.length < size) return 'it is too short for its addresses';
  // Of LOCAL whatever follows is to be ignored; of UNSPEC it is not known where addresses end (2.2).
  if (command === 0) return { family: 'local', version: 2, tlvs: [] };
  if (family === 0) return { family: 'unknown', version: 2, tlvs: [] };
  const tlvs = tlvsFrom(body.subarray(size));
  if (tlvs === undefined) return 'one of its TLVs is cut off';
  if (!isIntact(header, V2_START + size)) return 'its checksum is not that of its bytes';
  if (family === 3) {
    const [source, destination] = [pathAt(body, 0), pathAt(body, UNIX_BYTES)];
    return { family: 'unix', source, destination, version: 2, tlvs };
  }
  const length = family === 1 ? 4 : 16;
  const end = (place: 0 | 1): ProxyEnd => ({
    address: addressAt(body, place * length, length),
    port: portAt(body, 2 * length + 2 * place),
  });
  const name = family === 1 ? 'IPv4' : 'IPv6';
  return { family: name, source: end(0), destination: end(1), version: 2, tlvs };
}

function parseV2(bytes: Uint8Array, most: number): ProxyParsed {
  const known = Math.min(bytes.length, SIGNATURE.length);
  for (let at = 0; at < known; at += 1) {
    if (bytes[at] !== SIGNATURE[at]) return wrong('its signature is none');
  }
  if (bytes.length > 12 && (bytes[12] as number) >> 4 !== 2) return wrong('its version is not 2');
  const command = (bytes[12] as number) & 0x0f;
  if (bytes.length > 12 && command > 1) return wrong('its command is neither LOCAL nor PROXY');
  const [family, transport] = [(bytes[13] as number) >> 4, (bytes[13] as number) & 0x0f];
  if (bytes.length > 13 && (family > 3 || transport > 2)) return wrong('its family is none');
  // Nobody speaks for a datagram on a stream.
  if (bytes.length > 13 && transport === 2) return wrong('it is about datagrams');
  if (bytes.length < V2_START) return MORE;
  const length = V2_START + portAt(bytes, 14);
  if (length > most) return wrong(`it is longer than ${most} bytes`);
  if (bytes.length < length) return MORE;
  const message = parseBody(command, family, bytes.subarray(0, length));
  return typeof message === 'string' ? wrong(message) : { is: 'header', message, length };
}

/**
 * Looks for a header of the PROXY protocol at the beginning of what a connection has brought so far: give it
 * all of it again when there is more. Strict: what can be no header any more is `wrong` at once, so that
 * nobody is waited for in vain. What follows the header begins at `length`.
 *
 * Source: the specification of HAProxy, 2.1 and 2.2. Believe only senders that you trust: whoever may send a
 * header may choose an address.
 */
export function parseProxyHeader(bytes: Uint8Array, most: number = DEFAULT_MOST): ProxyParsed {
  if (bytes.length === 0) return MORE;
  return bytes[0] === SIGNATURE[0] ? parseV2(bytes, most) : parseV1(bytes);
}
