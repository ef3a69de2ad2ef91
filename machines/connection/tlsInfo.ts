/** What is known of the other side's certificate, where one was asked for and came. */
export interface PeerCertificate {
  /** The distinguished name that it is for, one field a line, as Node has it: `CN=alice`. */
  readonly subject: string;
  /** Who has signed it. */
  readonly issuer: string;
  /** The names in its subjectAltName, such as `DNS:alice.example`; undefined without any. */
  readonly altNames: string | undefined;
  readonly serialNumber: string;
  /** SHA-256 of the certificate, in hexadecimal with colons. */
  readonly fingerprint: string;
  readonly validFrom: string;
  readonly validTo: string;
}

/** What was agreed upon when a connection was secured. */
export interface TlsInfo {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** By its name in the standards, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** The name that the client has asked for (SNI, RFC 6066); undefined if it named none. */
  readonly servername: string | undefined;
  /** The application protocol that was agreed upon (ALPN, RFC 7301); undefined if none was. */
  readonly alpn: string | undefined;
  /** Whether it takes up an earlier session, and so did without certificates. */
  readonly resumed: boolean;
  /** Whether the client has shown a certificate that one of `ca` vouches for. */
  readonly authorized: boolean;
  /** Why it is not, by OpenSSL's name; undefined also where no certificate was asked for. */
  readonly authorizationError: string | undefined;
  readonly peerCertificate: PeerCertificate | undefined;
}
