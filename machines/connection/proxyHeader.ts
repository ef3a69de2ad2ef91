import { parseAddress } from '../kit/addresses';
import { XstateNetError } from '../kit/errors';
import { shown } from '../kit/shown';
import {
  type ProxyEnd,
  type ProxyHeaderInput,
  type ProxyTlv,
  SIGNATURE,
  UNIX_BYTES,
} from './proxyMessage';

const FAMILIES = { unknown: 0, local: 0, IPv4: 1, IPv6: 2, unix: 3 } as const;
/** PROXY of version 2, and a stream. */
const STREAM = 1;
const MOST_BODY = 65_535;

const bad = (what: string): XstateNetError =>
  new XstateNetError('XN_BAD_OPTION', `proxyHeader() was given ${what}`);

const text = new TextEncoder();

function checkEnd(family: 'IPv4' | 'IPv6', end: ProxyEnd): void {
  const { address, port } = end ?? {};
  const isIts =
    typeof address === 'string' &&
    address.includes(':') === (family === 'IPv6') &&
    !address.includes('%') &&
    parseAddress(address) !== undefined;
  if (!isIts) throw bad(`the address ${shown(address)}, which is none of ${family}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw bad(`the port ${shown(port)}; give it an integer from 0 to 65535`);
  }
}

const sixteen = (value: number): number[] => [value >> 8, value & 0xff];

function addressBytes(family: 'IPv4' | 'IPv6', address: string): number[] {
  const groups = parseAddress(address) as readonly number[];
  return (family === 'IPv4' ? groups.slice(6) : groups).flatMap(sixteen);
}

function pathBytes(path: string): number[] {
  const bytes = text.encode(path);
  if (bytes.length > UNIX_BYTES) throw bad(`the path ${shown(path)}; it may have 108 bytes`);
  return [...bytes, ...new Array(UNIX_BYTES - bytes.length).fill(0)];
}

function bodyOf(header: ProxyHeaderInput): number[] {
  switch (header.family) {
    case 'IPv4':
    case 'IPv6': {
      const { family, source, destination } = header;
      return [
        ...[source, destination].flatMap(({ address }) => addressBytes(family, address)),
        ...[source, destination].flatMap(({ port }) => sixteen(port)),
      ];
    }
    case 'unix':
      return [...pathBytes(header.source), ...pathBytes(header.destination)];
    default:
      return [];
  }
}

function tlvBytes({ type, value }: ProxyTlv): number[] {
  if (!Number.isInteger(type) || type < 0 || type > 255) {
    throw bad(`a TLV of the type ${shown(type)}; give it an integer from 0 to 255`);
  }
  return [type, ...sixteen(value.length), ...value];
}

function lineOf(header: ProxyHeaderInput): Uint8Array {
  if (header.family === 'local' || header.family === 'unix' || (header.tlvs?.length ?? 0) > 0) {
    throw bad('what version 1 cannot say (local, unix, tlvs); leave version out');
  }
  if (!('source' in header)) return text.encode('PROXY UNKNOWN\r\n');
  const { family, source, destination } = header;
  const word = family === 'IPv4' ? 'TCP4' : 'TCP6';
  const ports = `${source.port} ${destination.port}`;
  return text.encode(`PROXY ${word} ${source.address} ${destination.address} ${ports}\r\n`);
}

/**
 * A header of the PROXY protocol, to be sent before anything else by a client that speaks for another: in
 * tests of what stands behind a proxy, or in a proxy. Throws `XN_BAD_OPTION` for what no header can say.
 *
 * @example
 * ```ts
 * socket.write(
 *   proxyHeader({
 *     family: 'IPv4',
 *     source: { address: '192.0.2.7', port: 51_000 },
 *     destination: { address: '198.51.100.1', port: 443 },
 *   }),
 * );
 * ```
 */
export function proxyHeader(header: ProxyHeaderInput): Uint8Array {
  if (FAMILIES[header?.family] === undefined) {
    throw bad(`the family ${shown(header?.family)}; give it ${Object.keys(FAMILIES).join(', ')}`);
  }
  if (header.family === 'IPv4' || header.family === 'IPv6') {
    checkEnd(header.family, header.source);
    checkEnd(header.family, header.destination);
  }
  if (header.version === 1) return lineOf(header);
  const isBare = header.family === 'local' || header.family === 'unknown';
  if (isBare && (header.tlvs?.length ?? 0) > 0) {
    throw bad('tlvs with a family that no receiver reads them of; leave them out');
  }
  const body = [...bodyOf(header), ...(header.tlvs ?? []).flatMap(tlvBytes)];
  if (body.length > MOST_BODY) throw bad(`${body.length} bytes; it may have ${MOST_BODY}`);
  const command = header.family === 'local' ? 0x20 : 0x21;
  const family = (FAMILIES[header.family] << 4) | (isBare ? 0 : STREAM);
  return Uint8Array.from([...SIGNATURE, command, family, ...sixteen(body.length), ...body]);
}
