import type { AnyActorRef } from 'xstate';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { Transport } from '../transport/transport';
import type { SocketHome } from './connectedSocket';

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
