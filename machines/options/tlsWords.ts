/** PEM text, the bytes of such text, or the path of a file that has it. */
export type Pem = string | Uint8Array;

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

export type TlsVersion = (typeof TLS_VERSIONS)[number];
