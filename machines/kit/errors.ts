/** Every code that an error of this package can carry; each has a heading in `docs/errors.md`. */
export const ERROR_CODES = [
  'XN_BAD_OPTION',
  'XN_BAD_PORT',
  'XN_BAD_HOST',
  'XN_BAD_PATH',
  'XN_BAD_DESCRIPTOR',
  'XN_NOT_ACTIVATED',
  'XN_BAD_KEY',
  'XN_BAD_CERTIFICATE',
  'XN_BAD_PROTOCOL',
  'XN_BAD_OUTBOX',
  'XN_BAD_FRAME',
  'XN_BAD_MESSAGE',
  'XN_BAD_EVENT',
  'XN_MISFIT',
  'XN_CODEC_FAILED',
  'XN_OUTBOX_OVERFLOW',
  'XN_UNANSWERED',
  'XN_NO_BACKPLANE',
  'XN_BAD_TOPIC',
  'XN_TOO_MANY_TOPICS',
  'XN_NOT_PUBLISHED',
  'XN_BACKPLANE_FAILED',
  'XN_BACKPLANE_UNREACHABLE',
  'XN_BACKPLANE_DENIED',
  'XN_BAD_QUOTES',
  'XN_BAD_USAGE',
  'XN_PORT_IN_USE',
  'XN_PORT_FORBIDDEN',
  'XN_ADDRESS_UNAVAILABLE',
  'XN_NO_FREE_PORT',
  'XN_PATH_IN_USE',
  'XN_LISTEN_FAILED',
  'XN_ACCEPT_FAILED',
  'XN_CONNECTION_REFUSED',
  'XN_CONNECT_TIMEOUT',
  'XN_UNREACHABLE',
  'XN_CONNECT_FAILED',
  'XN_BAD_PROXY_HEADER',
  'XN_TLS_FAILED',
  'XN_TLS_UNTRUSTED',
  'XN_TLS_WRONG_NAME',
  'XN_TLS_INJECTION',
  'XN_NO_TLS',
  'XN_GAVE_UP',
  'XN_NO_CONNECTION',
  'XN_POOL_BUSY',
  'XN_CONNECTION_LOST',
  'XN_HANDLER_FAILED',
  'XN_SERVER_FAILED',
  'XN_UNKNOWN_PROTOCOL',
  'XN_NO_PROTOCOL_EXPORTED',
  'XN_PROTOCOL_FILE_FAILED',
  'XN_TS_NODE_MISSING',
  'XN_OUTPUT_FAILED',
  'XN_LIBRARY_MISSING',
  'XN_INSPECTOR_FAILED',
  'XN_INSPECTOR_EXPOSED',
  'XN_LISTENER_FAILED',
  'XN_HELD_OVERFLOW',
  'XN_NO_CLIENT',
  'XN_BAD_SCRIPT',
  'XN_SCRIPT_FAILED',
  'XN_NEVER_QUIET',
  'XN_NOT_PERSISTABLE',
  'XN_NO_CHART',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * An error of this package. `code` is stable and documented; `message` names the offender and the
 * remedy; `cause` is what was underneath.
 */
export class XstateNetError extends Error {
  override readonly name = 'XstateNetError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  /** Errors travel in events, and events are shown as JSON by inspectors. */
  toJSON(): { name: string; code: ErrorCode; message: string } {
    return { name: this.name, code: this.code, message: this.message };
  }
}

/** Whether something is an error of this package. What has been thrown may object even to that question. */
export function isXstateNetError(value: unknown): value is XstateNetError {
  try {
    return value instanceof XstateNetError;
  } catch {
    return false;
  }
}
