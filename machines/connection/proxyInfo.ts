import type { ProxyMessage } from './proxyMessage';

/** What a proxy tells of the TLS by which its client had come (2.2.6). */
export interface ProxySsl {
  /** Whether the client came by TLS at all. */
  readonly secured: boolean;
  /** Whether it has shown a certificate: on this connection, or earlier in the session that it has taken up. */
  readonly certificate: 'none' | 'connection' | 'session';
  /** Whether it has shown one that the proxy could verify. */
  readonly verified: boolean;
  /** Such as `TLSv1.3`. */
  readonly version?: string;
  readonly cipher?: string;
  /** The common name in the client's certificate. */
  readonly commonName?: string;
  readonly signatureAlgorithm?: string;
  readonly keyAlgorithm?: string;
}

/** What a proxy adds to the addresses, where it does. */
export interface ProxyExtras {
  /** The application protocol that it has agreed upon with its client, such as `h2`. */
  readonly alpn?: string;
  /** The name that its client has asked for (SNI). */
  readonly authority?: string;
  /** By what it knows the connection, opaque bytes in hexadecimal. */
  readonly uniqueId?: string;
  readonly ssl?: ProxySsl;
  /** The network namespace that the client came by. */
  readonly netns?: string;
  /** The endpoint of AWS PrivateLink that the client came by, such as `vpce-08d2bf15fac5001c9`. */
  readonly awsVpcEndpoint?: string;
  /** The link of Azure Private Link that the client came by. */
  readonly azureLinkId?: number;
  /** Whatever else it has added, values in hexadecimal. */
  readonly tlvs?: readonly { readonly type: number; readonly hex: string }[];
}

/** What a connection's proxy has said, and the connection as it is: the one to the proxy. */
export interface ProxyInfo extends ProxyExtras {
  /** Of the PROXY protocol. */
  readonly version: 1 | 2;
  /** For whom it speaks: `local` is the proxy itself, as in a health check; `unknown` is somebody without a name. */
  readonly announces: ProxyMessage['family'];
  /** The proxy's address; empty on a unix socket, like all of these. */
  readonly peer: string;
  readonly peerport: number;
  /** The server's address that the proxy has reached. */
  readonly localip: string;
  readonly localport: number;
  readonly family: 'IPv4' | 'IPv6' | 'unix';
  /** The path of the unix socket that the proxy has reached; undefined over TCP. */
  readonly path?: string;
}
