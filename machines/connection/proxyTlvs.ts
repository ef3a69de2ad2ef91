import type { ProxyTlv } from './proxyMessage';

/** The TLVs in some bytes; undefined where one is cut off. */
export function tlvsFrom(bytes: Uint8Array): readonly ProxyTlv[] | undefined {
  const tlvs: ProxyTlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 3 > bytes.length) return undefined;
    const length = (bytes[at + 1] as number) * 256 + (bytes[at + 2] as number);
    if (at + 3 + length > bytes.length) return undefined;
    tlvs.push({ type: bytes[at] as number, value: bytes.slice(at + 3, at + 3 + length) });
    at += 3 + length;
  }
  return tlvs;
}
