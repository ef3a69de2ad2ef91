import type { ProxyProtocolOptions } from '../../index';

/** What the log says of the server besides its messages. */
export interface Served {
  /** The protocol as people know it. */
  readonly title: string;
  /** The name of a shipped protocol. */
  readonly name: string | undefined;
  /** Whether errors of handlers are told with their stacks. */
  readonly verbose: boolean;
  /** Whether it speaks TLS from the first byte on. */
  readonly secured?: boolean;
  /** Which proxies it believes. */
  readonly proxyProtocol?: ProxyProtocolOptions | undefined;
}
