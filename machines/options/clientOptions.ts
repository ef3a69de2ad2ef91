// Made by `npm run options` from clientTable.ts: change an option there.

/**
 * Where a client connects to, and what it does when it cannot, or when the connection is lost.
 */
export interface ConnectionOptions {
  /**
   * Address or name of the host to connect to; all addresses of a name are tried (RFC 8305).
   * Goes with `port`. Default: localhost.
   */
  readonly host?: string;
  /**
   * The port to connect to. From 1 to 65535. Default: none, unless path or addresses is given.
   */
  readonly port?: number;
  /** A unix socket to connect to, instead of `host` and `port`. Default: none. */
  readonly path?: string;
  /**
   * How long one attempt may take; the system itself waits for two minutes and more. In
   * milliseconds, at least 1. Default: 10000.
   */
  readonly connectTimeout?: number;
  /**
   * Tries again when nobody could be reached, and when a connection was lost; `false` tries
   * each address once and ends with the connection. Default: true.
   */
  readonly reconnect?: boolean;
  /**
   * Bound of the first wait before all is tried again; it doubles each time. The wait is drawn
   * from 0 to the bound (full jitter), so that the clients of a server that has come back do
   * not come all at once. In milliseconds, at least 1. Default: 100.
   */
  readonly backOffBase?: number;
  /**
   * What the bound grows to: how late a server that has come back may be noticed. Not below
   * `backOffBase`. In milliseconds, at least 1. Default: 30000.
   */
  readonly backOffCap?: number;
  /**
   * Attempts in a row that come to nothing, each by all addresses, after which the client ends
   * with `XN_GAVE_UP`. In attempts, at least 1. Default: no limit.
   */
  readonly maxAttempts?: number;
  /**
   * Time without a connection that lasts, after which the client ends with `XN_GAVE_UP`. In
   * milliseconds, at least 1. Default: never.
   */
  readonly giveUpAfter?: number;
  /**
   * How long a connection must have lasted so that waits are short again and attempts are
   * counted anew; one that is lost sooner counts as an attempt that came to nothing. In
   * milliseconds. Default: 10000.
   */
  readonly resetAfter?: number;
  /**
   * Most messages that are held while there is no connection, for the next one; what exceeds
   * it is given back as `undelivered`. 0 holds nothing. In messages. Default: 1000.
   */
  readonly heldMessages?: number;
  /**
   * Most bytes that are held likewise, of those that are said as bytes or text. In bytes.
   * Default: 1048576.
   */
  readonly heldLimit?: number;
}
