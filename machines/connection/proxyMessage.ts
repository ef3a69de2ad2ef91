/** The words of the PROXY protocol, versions 1 and 2: https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt */

/** An end of the connection that a proxy speaks for. */
export interface ProxyEnd {
  readonly address: string;
  readonly port: number;
}

/** Something a proxy adds to its header (2.2.1): a type, and bytes whose meaning the type says. */
export interface ProxyTlv {
  /** From 0 to 255: 0x01 ALPN, 0x02 authority, 0x05 unique id, 0x20 SSL, 0xEA AWS, 0xEE Azure. */
  readonly type: number;
  readonly value: Uint8Array;
}

/**
 * For whom a proxy speaks.
 *
 * - `local`: for itself, as in a health check (`LOCAL` of version 2).
 * - `unknown`: for somebody of whom it says nothing (`UNKNOWN` of version 1, `UNSPEC` of version 2).
 * - `IPv4`, `IPv6`: for the client at `source`, which had connected to `destination`.
 * - `unix`: the same by paths of sockets, version 2 alone.
 */
export type ProxyAddresses =
  | { readonly family: 'local' | 'unknown' }
  | {
      readonly family: 'IPv4' | 'IPv6';
      readonly source: ProxyEnd;
      readonly destination: ProxyEnd;
    }
  | { readonly family: 'unix'; readonly source: string; readonly destination: string };

/** A header of the PROXY protocol. */
export type ProxyMessage = ProxyAddresses & {
  readonly version: 1 | 2;
  /** Empty in version 1, which has none. */
  readonly tlvs: readonly ProxyTlv[];
};

/** What `proxyHeader` is given. */
export type ProxyHeaderInput = ProxyAddresses & {
  /** Default 2. */
  readonly version?: 1 | 2;
  readonly tlvs?: readonly ProxyTlv[];
};

/** What a receiver has made of the bytes so far. */
export type ProxyParsed =
  /** It is not all there. */
  | { readonly is: 'more' }
  | { readonly is: 'header'; readonly message: ProxyMessage; readonly length: number }
  /** It is none, or one that must not be. */
  | { readonly is: 'wrong'; readonly reason: string };

/** With what a header of version 2 begins (2.2). */
export const SIGNATURE = Uint8Array.from([
  0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
]);

/** Signature, command, family and length. */
export const V2_START = 16;

/** The longest line of version 1, with its CR LF (2.1). */
export const V1_MOST = 107;

/** Bytes of a path in version 2 (2.2): padded with zeros. */
export const UNIX_BYTES = 108;
