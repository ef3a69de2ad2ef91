import type { AnyActorRef } from 'xstate';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { Transport } from '../transport/transport';

/** What all sockets of one listener share. */
export interface SocketHome {
  readonly transport: Transport;
  readonly options: ResolvedServerOptions;
  /** In whose name CSAs are told of their sockets: the listener, where there is one. */
  readonly source: AnyActorRef | undefined;
  /** Undefined while idle connections may live for ever. */
  readonly idle: Deadlines | undefined;
  readonly linger: Deadlines;
}

/** What all sockets of one listener share, `source` being the listener. */
export function socketHome(
  transport: Transport,
  options: ResolvedServerOptions,
  source: AnyActorRef | undefined,
): SocketHome {
  const { clock } = transport;
  return {
    transport,
    options,
    source,
    idle: options.idleTimeout > 0 ? new Deadlines(clock, options.idleTimeout) : undefined,
    linger: new Deadlines(clock, options.lingerTimeout),
  };
}

/** No more sockets will come: once the last of them is closed, no timer is left. */
export function closeHome({ idle, linger }: SocketHome): void {
  idle?.close();
  linger.close();
}
