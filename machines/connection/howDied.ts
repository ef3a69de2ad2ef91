/**
 * How a connection ended: Kamaelia's `howDied`, as a closed set. It is derived from the state that
 * the connection was in, never from which socket callback came last.
 */
export const HOW_DIED = [
  'finished',
  'peerClosed',
  'reset',
  'aborted',
  'idleTimeout',
  'readTimeout',
  'lingerTimeout',
  'shutdownTimeout',
  'proxyTimeout',
  'handshakeTimeout',
  'outboxOverflow',
  'handlerError',
  'protocolError',
  'proxyError',
  'tlsError',
  'replaced',
  'socketError',
] as const;

export type HowDied = (typeof HOW_DIED)[number];

/** Error codes by which a kernel says that the other side broke the connection off. */
const BROKEN_OFF_BY_PEER: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

/** Codes of what goes wrong in TLS itself: Node's, which begin with the name of the library, and ours. */
const OF_TLS = /^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_|EPROTO$|XN_TLS_|XN_NO_TLS$)/;

/** A socket's error as a `howDied`: `reset` when the peer broke off, else by whose words it is, or `socketError`. */
export function howDiedOfError(error: { readonly code?: string | undefined }): HowDied {
  const { code } = error;
  if (code === undefined) return 'socketError';
  if (BROKEN_OFF_BY_PEER.has(code)) return 'reset';
  if (code === 'XN_BAD_PROXY_HEADER') return 'proxyError';
  return OF_TLS.test(code) ? 'tlsError' : 'socketError';
}

/** Of each end, whether what was said last may not have arrived. */
const MAY_LOSE: Readonly<Record<HowDied, boolean>> = {
  finished: false,
  peerClosed: false,
  reset: true,
  aborted: true,
  idleTimeout: false,
  readTimeout: true,
  lingerTimeout: true,
  shutdownTimeout: true,
  proxyTimeout: false,
  handshakeTimeout: false,
  outboxOverflow: true,
  handlerError: true,
  protocolError: false,
  proxyError: false,
  tlsError: true,
  replaced: false,
  socketError: true,
};

/** Whether what was said last may not have arrived at a peer whose connection ended so. */
export const mayLose = (howDied: HowDied): boolean => MAY_LOSE[howDied];
