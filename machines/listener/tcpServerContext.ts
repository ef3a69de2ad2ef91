import type { ServerAddress } from '../connection/connectionInfo';
import type { XstateNetError } from '../kit/errors';
import type { Linkage } from '../kit/nowhere';
import type { TransportChoice } from '../kit/transportChoice';
import type { ResolvedServerOptions } from '../options/resolveOptions';
import type { ServerOptions } from '../options/serverOptions';
import type { SelectorEvent } from './selector';
import type { TcpServerEvent, TcpServerMessage } from './tcpServerMessages';

/** What a `tcpServer` is made from. Without `port` and `path` it listens on a random port. */
export interface TcpServerInput extends ServerOptions {
  /** The network to listen on. Default: the real one. */
  readonly transport?: TransportChoice;
  /** Who is sent everything that the server emits, besides those who listen with `actor.on`. */
  readonly owner?: Linkage<TcpServerMessage>;
}

export interface TcpServerContext {
  readonly options: ResolvedServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly owner: Linkage<TcpServerMessage> | undefined;
  readonly selector: Linkage<SelectorEvent>;
  /** Where it listens, or last listened. */
  readonly address: ServerAddress | undefined;
  /** The addresses at which it accepts: more than one if it listens at several places. */
  readonly addresses: readonly ServerAddress[];
  /** Random ports that were taken. */
  readonly portsTried: number;
  readonly error: XstateNetError | undefined;
}

/** What the actors that a `tcpServer` invokes are made from. */
export interface TcpServerChildInput {
  readonly options: ResolvedServerOptions;
  readonly transport: TransportChoice | undefined;
  readonly tcpServer: Linkage<TcpServerEvent>;
}
