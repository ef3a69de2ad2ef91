import type { AnyActorRef } from 'xstate';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { Security, Transport } from '../transport/transport';
import { type Securing, securingBy } from './socketSecurity';

/** What all sockets of one listener share. */
export interface SocketHome {
  readonly transport: Transport;
  readonly options: ResolvedServerOptions;
  /** In whose name CSAs are told of their sockets: the listener, where there is one. */
  readonly source: AnyActorRef | undefined;
  /** Undefined while idle connections may live for ever. */
  readonly idle: Deadlines | undefined;
  readonly linger: Deadlines;
  /** Undefined where all is in plain text. */
  readonly securing: Securing | undefined;
}

/** What all sockets of one listener share, `source` being the listener. */
export function socketHome(
  transport: Transport,
  options: ResolvedServerOptions,
  source: AnyActorRef | undefined,
  security?: Security,
): SocketHome {
  const { clock } = transport;
  return {
    transport,
    options,
    source,
    idle: options.idleTimeout > 0 ? new Deadlines(clock, options.idleTimeout) : undefined,
    linger: new Deadlines(clock, options.lingerTimeout),
    securing: security && securingBy(security, clock, options),
  };
}

/** No more sockets will come: once the last of them is closed, no timer is left. */
export function closeHome({ idle, linger, securing }: SocketHome): void {
  idle?.close();
  securing?.deadlines.close();
  linger.close();
}
