import type { ConnectionInfo } from './connectionInfo';
import type { ProxyExtras, ProxySsl } from './proxyInfo';
import type { ProxyMessage, ProxyTlv } from './proxyMessage';
import { tlvsFrom } from './proxyTlvs';

const utf8 = new TextDecoder();

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Types of what may be added (2.2). */
const ALPN = 0x01;
const AUTHORITY = 0x02;
const CRC32C = 0x03;
const NOOP = 0x04;
const UNIQUE_ID = 0x05;
const SSL = 0x20;
const NETNS = 0x30;
const AWS = 0xea;
const AZURE = 0xee;

/** The one subtype that each of the two clouds has. */
const CLOUD_ENDPOINT = 1;

const SSL_TEXTS: Readonly<Record<number, keyof ProxySsl>> = {
  33: 'version',
  34: 'commonName',
  35: 'cipher',
  36: 'signatureAlgorithm',
  37: 'keyAlgorithm',
};

/** One byte of what the client did, four of whether it is verified, then TLVs again. */
function sslOf(value: Uint8Array): ProxySsl | undefined {
  const inner = value.length < 5 ? undefined : tlvsFrom(value.subarray(5));
  if (inner === undefined) return undefined;
  const did = value[0] as number;
  const certificate = (did & 2) !== 0 ? 'connection' : (did & 4) !== 0 ? 'session' : 'none';
  const texts = inner.flatMap(({ type, value: text }) => {
    const name = SSL_TEXTS[type];
    return name === undefined ? [] : [[name, utf8.decode(text)] as const];
  });
  const isVerified = value.subarray(1, 5).every((byte) => byte === 0);
  return {
    secured: (did & 1) !== 0,
    certificate,
    verified: certificate !== 'none' && isVerified,
    ...Object.fromEntries(texts),
  };
}

/** What one TLV says, by name; undefined of one that is not known, or not as it should be. */
function meaningOf({ type, value }: ProxyTlv): ProxyExtras | undefined {
  switch (type) {
    case ALPN:
      return { alpn: utf8.decode(value) };
    case AUTHORITY:
      return { authority: utf8.decode(value) };
    case UNIQUE_ID:
      return { uniqueId: hexOf(value) };
    case NETNS:
      return { netns: utf8.decode(value) };
    case SSL: {
      const ssl = sslOf(value);
      return ssl && { ssl };
    }
    case AWS:
      return value[0] === CLOUD_ENDPOINT
        ? { awsVpcEndpoint: utf8.decode(value.subarray(1)) }
        : undefined;
    case AZURE:
      // Little-endian, as nothing else here is.
      return value[0] === CLOUD_ENDPOINT && value.length === 5
        ? { azureLinkId: value.subarray(1).reduceRight((sum, byte) => sum * 256 + byte, 0) }
        : undefined;
    default:
      return undefined;
  }
}

function extrasOf(all: readonly ProxyTlv[]): ProxyExtras {
  let extras: ProxyExtras = {};
  const tlvs: { readonly type: number; readonly hex: string }[] = [];
  for (const tlv of all) {
    if (tlv.type === NOOP || tlv.type === CRC32C) continue;
    const meaning = meaningOf(tlv);
    if (meaning === undefined) tlvs.push({ type: tlv.type, hex: hexOf(tlv.value) });
    else extras = { ...extras, ...meaning };
  }
  return tlvs.length === 0 ? extras : { ...extras, tlvs };
}

/** Whose connection it is: of the client that was announced, or the proxy's own where none was. */
function announced(
  { id, connectedAt, ...real }: ConnectionInfo,
  message: ProxyMessage,
): Omit<ConnectionInfo, 'id' | 'connectedAt'> {
  switch (message.family) {
    case 'IPv4':
    case 'IPv6': {
      const { family, source, destination } = message;
      return {
        peer: source.address,
        peerport: source.port,
        localip: destination.address,
        localport: destination.port,
        family,
      };
    }
    case 'unix':
      return {
        peer: '',
        peerport: 0,
        localip: '',
        localport: 0,
        family: 'unix',
        path: message.destination,
      };
    default:
      return real;
  }
}

/** A connection as it is known when its proxy has said for whom it speaks. */
export function announcedConnection(real: ConnectionInfo, message: ProxyMessage): ConnectionInfo {
  const { id, connectedAt, peer, peerport, localip, localport, family, path } = real;
  return {
    id,
    ...announced(real, message),
    connectedAt,
    proxy: {
      version: message.version,
      announces: message.family,
      peer,
      peerport,
      localip,
      localport,
      family,
      ...(path !== undefined && { path }),
      ...extrasOf(message.tlvs),
    },
  };
}
