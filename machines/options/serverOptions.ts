// Made by `npm run options` from optionTable.ts: change an option there.

import type { AddressList } from '../kit/addresses';
import type { FileMode, ListenPlace } from './places';
import type { ProxyProtocolOptions } from './proxyOptions';
import type { TlsOptions } from './tlsOptions';

/**
 * Where to listen, and how: the arguments of Kamaelia's `makeTCPServerPort`, and what has been
 * learnt since.
 */
export interface ListenOptions {
  /**
   * Where to listen: 0 lets the kernel choose, 1601 is the port of Kamaelia's servers.
   * Excludes `path`. From 0 to 65535. Default: 1601; a bare tcpServer: a random one.
   */
  readonly port?: number;
  /**
   * Address or host name to listen on; the command listens on 127.0.0.1 unless it is told
   * otherwise. Default: all addresses, IPv6 and IPv4.
   */
  readonly host?: string;
  /**
   * A unix socket to listen on, instead of `port` and `host`; one that a dead process left is
   * cleared. Default: none.
   */
  readonly path?: string;
  /**
   * Permissions of the unix socket at `path`: who may connect. It has them from the first
   * moment. Default: as the umask of the process has it.
   */
  readonly mode?: FileMode;
  /**
   * The descriptor of a socket that somebody else has opened for the server, which listens
   * there instead of at `port` or `path`. It cannot be opened again, so a suspension keeps it
   * and refuses. In descriptor. Default: none.
   */
  readonly fd?: number;
  /**
   * Several places to listen at, all or none: ports as `127.0.0.1:1601`, `[::1]:1601` and
   * `*:1601`, unix sockets as `unix:/run/echo.sock`, descriptors as `fd:3`, or as objects with
   * `port`, `host` and `ipv6Only`, `path` and `mode`, or `fd`. Excludes those as options.
   * Default: none.
   */
  readonly listen?: readonly (ListenPlace | string)[];
  /**
   * The lowest random port, inclusive, where no port is given. From 1 to 65535. Default: 2000.
   */
  readonly minrange?: number;
  /**
   * The highest random port, inclusive, where no port is given. From 1 to 65535. Default:
   * 50000.
   */
  readonly maxrange?: number;
  /**
   * How many random ports are tried while they are taken, so that it ends. From 1 to 65535.
   * Default: 100.
   */
  readonly maxtries?: number;
  /**
   * How many connections may wait to be accepted: the backlog of listen(2), as in Node. From 1
   * to 65535. Default: 511.
   */
  readonly maxlisten?: number;
  /** With host `::`, leave IPv4 alone. Default: false. */
  readonly ipv6Only?: boolean;
  /** Under `cluster`, do not share the port with other workers. Default: false. */
  readonly exclusive?: boolean;
  /**
   * Lets other processes listen on the same port, and the kernel deal connections out
   * (SO_REUSEPORT); needs Node 22.12. Default: false.
   */
  readonly reusePort?: boolean;
  /**
   * Proxies, as `from`, that say for whom they speak (PROXY protocol): whom they announce is
   * the peer of the connection, and limits by address are about that one. The page on the
   * PROXY protocol tells. Default: nobody is believed.
   */
  readonly proxyProtocol?: ProxyProtocolOptions;
  /**
   * How long a proxy may take to say for whom it speaks, from when its connection was
   * accepted: it is the first thing that it does. In milliseconds, at least 1. Default: 5000.
   */
  readonly proxyTimeout?: number;
}

/** Options of each connection's socket. */
export interface SocketOptions {
  /**
   * Sends small writes at once (TCP_NODELAY); request and response suffer from Nagle's
   * algorithm. Default: true.
   */
  readonly noDelay?: boolean;
  /**
   * Probes silent peers (SO_KEEPALIVE), so that those that vanished are noticed. Default:
   * false.
   */
  readonly keepAlive?: boolean;
  /**
   * Silence before the first probe, of which the kernel counts whole seconds; 0 is the
   * system's own, two hours on Linux. In milliseconds: 0, or 1000 to 32767999. Default: 0.
   */
  readonly keepAliveInitialDelay?: number;
  /**
   * Unsent bytes at which sending counts as blocked and reading rests: what a peer that does
   * not read costs. In bytes, at least 1. Default: 65536.
   */
  readonly highWaterMark?: number;
  /**
   * Unsent bytes at which the connection ends with `outboxOverflow`: bounds a handler that
   * does not listen to `flow.blocked`. One larger answer is let through; what is said on top
   * of it counts. Not below `highWaterMark`. In bytes, at least 1. Default: 16777216.
   */
  readonly outboxLimit?: number;
  /**
   * Goes on sending after the peer's FIN until the handler has finished; `false` finishes at
   * once. Default: true.
   */
  readonly halfOpen?: boolean;
  /**
   * Time without a byte in either direction after which a connection ends; 0 is never, because
   * only the protocol knows how long silence is normal. In milliseconds. Default: 0.
   */
  readonly idleTimeout?: number;
  /**
   * Time without a byte from the peer after which a connection ends, whatever is sent to it
   * meanwhile; 0 is never. It counts only while the handler wants to read. In milliseconds.
   * Default: 0.
   */
  readonly readTimeout?: number;
  /**
   * Time without progress that a finished connection may take to flush and to hear the peer's
   * FIN; by default half of a `shutdownTimeout` that is shorter than twice this. In
   * milliseconds. Default: 2000.
   */
  readonly lingerTimeout?: number;
}

/** How connections are secured. */
export interface SecurityOptions {
  /**
   * Secures each connection by TLS before its handler starts, or when its handler says so:
   * keys, certificates and what clients must have, as the page on TLS tells. Default: plain
   * text.
   */
  readonly tls?: TlsOptions;
  /**
   * How long a connection may take to be secured, from when it was accepted or its handler
   * said so. In milliseconds, at least 1. Default: 10000.
   */
  readonly handshakeTimeout?: number;
  /**
   * Handshakes that are under way at a time, each of which takes memory; more connections wait
   * for their turn, no longer than `handshakeTimeout`. In handshakes, at least 1. Default:
   * 2000.
   */
  readonly maxHandshakes?: number;
}

/** Limits of a whole server. */
export interface ServerLimits {
  /**
   * More are closed at once and told of as `refused`; a process without descriptors would
   * refuse silently. In connections, at least 1. Default: what the descriptor limit allows,
   * less 32 to 512.
   */
  readonly maxConnections?: number;
  /**
   * What becomes of those above `maxConnections`: `refuse` accepts, closes and tells of each;
   * `close` stops listening, so that the kernel refuses them, until there are fewer than
   * `listenBelow`. Default: refuse.
   */
  readonly whenFull?: 'refuse' | 'close';
  /**
   * Below how many connections a server that is full and has `whenFull` `close` listens again:
   * some way down, or it would open and close its port with each of them. In connections, at
   * least 1. Default: nine tenths of maxConnections.
   */
  readonly listenBelow?: number;
  /**
   * Who may come: addresses and networks (`10.0.0.0/8`, `::1`), or a `BlockList` of
   * `node:net`. Others are refused as `notAllowed`. Default: everybody.
   */
  readonly allow?: AddressList;
  /**
   * Who may not come, also if `allow` has them; they are refused as `denied`. Default: nobody.
   */
  readonly deny?: AddressList;
  /**
   * How many one address may have, of IPv6 one network of 64 bits, which is what one customer
   * has. Not set, because many may come through one address. In connections, at least 1.
   * Default: no limit.
   */
  readonly maxConnectionsPerAddress?: number;
  /**
   * How many may come in a second, in all; as many may come at once after a second of quiet.
   * In connections, at least 1. Default: no limit.
   */
  readonly acceptsPerSecond?: number;
  /**
   * The same for each address, of IPv6 each network of 64 bits. In connections, at least 1.
   * Default: no limit.
   */
  readonly acceptsPerSecondPerAddress?: number;
  /**
   * Messages that a connection may bring in a second, where its protocol has a codec; what is
   * above waits, the peer with it, and `throttled` is told. Not set, because only the protocol
   * knows how many are too many. In messages, at least 1. Default: no limit.
   */
  readonly messagesPerSecond?: number;
  /**
   * How long a drain may take before what is left is aborted; `Infinity` waits for the last of
   * them. In milliseconds, at least 1, or Infinity. Default: 10000.
   */
  readonly shutdownTimeout?: number;
  /**
   * Topics and patterns to which one handler may subscribe: a peer that may choose them would
   * choose without end. In topics, at least 1. Default: 100.
   */
  readonly topicsPerConnection?: number;
  /**
   * Topics and patterns to which all handlers of a server may have subscribed together, which
   * bounds what they cost. In topics, at least 1. Default: 100000.
   */
  readonly maxTopics?: number;
  /**
   * Messages of the backplane that may wait for a subscriber whose peer does not read; then
   * `whenSlow` of its `subscribe` says what goes, and `lagging` is told. In messages, at least
   * 1. Default: 1000.
   */
  readonly waitingMessages?: number;
}

/** What a `singleServer` alone has. */
export interface HeldOptions {
  /**
   * Most bytes that are held until the first client comes; what exceeds it is given back as
   * `signal.overflow`. 0 holds nothing. In bytes. Default: 1048576.
   */
  readonly heldLimit?: number;
}

export interface ServerOptions
  extends ListenOptions,
    SocketOptions,
    SecurityOptions,
    ServerLimits {}
