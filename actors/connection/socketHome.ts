import type { AnyActorRef } from 'xstate';
import type { ResolvedServerOptions } from '../../machines/options/resolveOptions';
import { Deadlines } from '../kit/deadlines';
import type { TransportClock } from '../transport/environment';
import type { Security, Transport } from '../transport/transport';
import { type Securing, securingWhen, startOf } from './socketSecurity';

/** What all sockets of one listener share. */
export interface SocketHome {
  readonly transport: Transport;
  options: ResolvedServerOptions;
  /** In whose name CSAs are told of their sockets: the listener, where there is one. */
  readonly source: AnyActorRef | undefined;
  /** Undefined while idle connections may live for ever. */
  idle: Deadlines | undefined;
  /** Undefined while peers may say nothing for ever. */
  read: Deadlines | undefined;
  linger: Deadlines;
  /** Undefined where no proxy says for whom it speaks. */
  readonly announcing: Deadlines | undefined;
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
    ...deadlinesOf(clock, options),
    announcing: options.proxyProtocol && new Deadlines(clock, options.proxyTimeout),
    securing: security && { security, ...securingWhen(startOf(options.tls), clock, options) },
  };
}

const deadlinesOf = (
  clock: TransportClock,
  { idleTimeout, readTimeout, lingerTimeout }: ResolvedServerOptions,
) => ({
  idle: idleTimeout > 0 ? new Deadlines(clock, idleTimeout) : undefined,
  read: readTimeout > 0 ? new Deadlines(clock, readTimeout) : undefined,
  linger: new Deadlines(clock, lingerTimeout),
});

/** Other limits from now on. What waits already goes on waiting, until `limitsChanged` is said to its socket. */
export function refit(home: SocketHome, options: ResolvedServerOptions): void {
  closeDeadlines(home);
  Object.assign(home, deadlinesOf(home.transport.clock, options), { options });
}

/** No more sockets will come: once the last of them is closed, no timer is left. */
export function closeHome({ idle, read, linger, announcing, securing }: SocketHome): void {
  closeDeadlines({ idle, read, linger });
  announcing?.close();
  securing?.deadlines.close();
}

function closeDeadlines({
  idle,
  read,
  linger,
}: Pick<SocketHome, 'idle' | 'read' | 'linger'>): void {
  idle?.close();
  read?.close();
  linger.close();
}
